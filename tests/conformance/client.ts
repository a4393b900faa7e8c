//! A client as a frontend would write it, on the types that GraphQL Code Generator made of `operations/`: it must pass
//! the strict compiler, and its checks must hold against the server. What it checks is told by the names.

import assert from "node:assert/strict";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import * as operations from "./operations.js";

type Answer<Result> = { data?: Result | null; errors?: { message: string }[] };

/** What `samples.mjs` found on the server. */
export type Samples = Record<"article" | "expert" | "image" | "region" | "topic", { id: string; slug: string }>;

class Client {
  constructor(private readonly base: string) {}

  /** Runs an operation by POST, and returns its data. Throws when there are errors. */
  async run<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Promise<Result> {
    const response = await fetch(`${this.base}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: print(document), variables }),
    });
    return result(await response.json() as Answer<Result>);
  }

  /** The same by GET, as caches like it. */
  async get<Result, Variables>(document: TypedDocumentNode<Result, Variables>, variables: Variables): Promise<Result> {
    const query = new URLSearchParams({ query: print(document), variables: JSON.stringify(variables) });
    const response = await fetch(`${this.base}/graphql?${query}`);
    return result(await response.json() as Answer<Result>);
  }
}

function result<Result>({ data, errors }: Answer<Result>): Result {
  assert.deepEqual(errors ?? [], []);
  assert.ok(data);
  return data;
}

/** The checks, by name. */
export function checks(base: string, { article, expert, image, region, topic }: Samples): Record<string, () => Promise<void>> {
  const client = new Client(base);
  return {
    "Latest: by GET the same as by POST": async () => {
      const { latest } = await client.run(operations.LatestDocument, { first: 20 });
      assert.ok(latest.length > 1);
      assert.deepEqual(await client.get(operations.LatestDocument, { first: 20 }), { latest });
    },
    "OnlyIn: without fallback, everything is in the language asked for": async () => {
      const { latest } = await client.run(operations.OnlyInDocument, { language: "de", first: 20 });
      assert.ok(latest.length > 0);
      for (const { language, isFallback } of latest) assert.deepEqual([language, isFallback], ["de", false]);
    },
    "ArticleBySlug: the article with its body, image and translations": async () => {
      const { article: found } = await client.run(operations.ArticleBySlugDocument, { slug: article.slug });
      assert.ok(found?.leadImage && found.body && found.related);
      assert.equal(found.id, article.id);
      assert.ok(Array.isArray(found.body.blocks) && found.body.blocks.length > 0);
      assert.ok(found.body.html.startsWith("<") && found.body.plainText.length > 0 && found.body.markdown.length > 0);
      assert.ok(found.translations.some(({ slug }) => slug === article.slug));
      assert.ok(found.related.every(({ id }) => id !== found.id));
      const { x, y } = found.leadImage.focalPoint;
      assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1);
    },
    "ArticleBySlug: one that isn't there is null, without an error": async () => {
      const { article: found } = await client.run(operations.ArticleBySlugDocument, { slug: "no-such-article" });
      assert.equal(found, null);
    },
    "ArticlePage: two pages by cursor are the first of both, the oldest first": async () => {
      const given = { filter: { published: { from: "2000-01-01T00:00:00Z" } }, orderBy: { field: "PUBLISHED_AT", direction: "ASC" } } as const;
      const both = (await client.run(operations.ArticlePageDocument, { ...given, first: 4 })).articles;
      const one = (await client.run(operations.ArticlePageDocument, { ...given, first: 2 })).articles;
      const after = one.pageInfo.endCursor ?? null;
      const two = (await client.run(operations.ArticlePageDocument, { ...given, first: 2, after })).articles;
      assert.equal(both.edges.length, 4);
      assert.deepEqual([...one.edges, ...two.edges], both.edges);
      assert.ok(one.pageInfo.hasNextPage && two.pageInfo.hasPreviousPage);
    },
    "ArticlePage: the newest first, by the time of publication in the language asked for": async () => {
      for (const language of ["en", "de"]) {
        const { articles } = await client.run(operations.ArticlePageDocument, { filter: { language }, first: 100 });
        const times = articles.edges.map(({ node }) => Date.parse(node.publishedAt ?? ""));
        assert.ok(times.length > 1);
        assert.deepEqual(times, times.toSorted((one, other) => other - one), language);
      }
    },
    "ArticlePage: a filter by expert and topic is obeyed": async () => {
      const filter = { expert: expert.id, topic: topic.id };
      const { articles } = await client.run(operations.ArticlePageDocument, { filter, first: 100 });
      assert.ok(articles.edges.some(({ node }) => node.id === article.id));
      for (const { node } of articles.edges) assert.ok(node.byline.some((entry) => entry.expert.id === expert.id));
      assert.equal(articles.edges.length, articles.totalCount);
    },
    "Experts: those of a topic": async () => {
      const all = (await client.run(operations.ExpertsDocument, { first: 100 })).experts;
      assert.equal(all.nodes.length, all.totalCount);
      const some = (await client.run(operations.ExpertsDocument, { filter: { topic: topic.id }, first: 100 })).experts;
      assert.ok(some.totalCount <= all.totalCount);
    },
    "ExpertBySlug: the expert with articles of that expert": async () => {
      const { expert: found } = await client.run(operations.ExpertBySlugDocument, { slug: expert.slug, first: 100 });
      assert.equal(found?.id, expert.id);
      assert.ok(found.articles?.nodes.some(({ id }) => id === article.id));
      for (const { url } of found.links) assert.ok(URL.canParse(url));
    },
    "Topics: a tree, whose leaves know their ancestors": async () => {
      const { topics } = await client.run(operations.TopicsDocument, { first: 20 });
      const children = topics.nodes.flatMap((root) => root.children.map((child) => ({ root, child })));
      assert.ok(children.length > 0);
      for (const { root, child } of children) assert.deepEqual(child.ancestors, [{ id: root.id }]);
    },
    "Regions: a tree, whose roots have articles": async () => {
      const { regions } = await client.run(operations.RegionsDocument, { first: 20 });
      assert.ok(regions.nodes.some(({ articles }) => (articles?.totalCount ?? 0) > 0));
    },
    "Things: each by its id, in order, and null for what isn't there": async () => {
      const ids = [image, region, article, topic, expert].map(({ id }) => id);
      const absent = `${article.id.slice(0, -1)}${article.id.endsWith("0") ? "1" : "0"}`;
      const { nodes, languages } = await client.run(operations.ThingsDocument, { ids: [...ids, absent] });
      assert.deepEqual(nodes.map((node) => node?.id ?? null), [...ids, null]);
      assert.deepEqual(nodes.map((node) => node?.__typename), ["Image", "Region", "Article", "Topic", "Expert", undefined]);
      assert.ok(languages.includes("en") && languages.includes("de"));
    },
  };
}
