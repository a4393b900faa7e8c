//! A client of the REST API as an app would write it, on the types that openapi-typescript made of openapi.yaml.

import assert from "node:assert/strict";
import type { paths } from "./openapi.js";

type Readable = { [Path in keyof paths]: paths[Path] extends { get: object } ? Path : never }[keyof paths];
type Get<Path extends Readable> = Extract<paths[Path]["get"], object>;
type Answer<Path extends Readable> =
  Get<Path> extends { responses: { 200: { content: { "application/json": infer Body } } } } ? Body : never;

class Client {
  constructor(private readonly base: string) {}

  /** Gets what a path describes. Its parameters are put into the template's places; others come as the query. */
  async get<Path extends Readable>(path: Path, places: Record<string, string> = {}, query = ""): Promise<Answer<Path>> {
    const address = String(path).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(places[name] ?? ""));
    const response = await fetch(`${this.base}${address}${query}`);
    assert.equal(response.status, 200, `${address}: ${response.status}`);
    return await response.json() as Answer<Path>;
  }
}

/** The checks, by name. */
export function checks(base: string): Record<string, () => Promise<void>> {
  const client = new Client(base);
  return {
    "a list of articles leads to the first of them": async () => {
      const { data: articles } = await client.get("/v1/articles", {}, "?first=3&language=en");
      const [first] = articles;
      assert.ok(first?.slug && articles.length === 3);
      const article = await client.get("/v1/articles/{slug}", { slug: first.slug });
      assert.deepEqual([article.id, article.title], [first.id, first.title]);
      assert.ok(article.body);
    },
    "an expert's articles carry the expert in their bylines": async () => {
      const { data: [expert] } = await client.get("/v1/experts", {}, "?first=1");
      assert.ok(expert?.slug);
      const { data: articles } = await client.get("/v1/experts/{slug}/articles", { slug: expert.slug });
      assert.ok(articles.length > 0);
      for (const { byline } of articles) assert.ok(byline?.some(({ id }) => id === expert.id));
    },
  };
}
