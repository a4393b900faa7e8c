//! JSON-LD of articles: it expands without a term that is lost, and is what `schema-dts` says of schema.org, by the strict compiler.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import jsonld from "jsonld";
import { data, run, strictTypes, tsc } from "../server.mjs";

/** The vocabulary, without fetching it. */
const context = { "@context": { "@vocab": "https://schema.org/", url: { "@type": "@id" } } };
const documentLoader = async (url) => {
  if (!/^https:\/\/schema\.org\/?$/.test(url)) throw new Error(`a context from elsewhere: ${url}`);
  return { contextUrl: null, documentUrl: url, document: context };
};

export async function judge({ base, folder, report }) {
  const { articles } = await data(base, "{ articles(first: 12) { nodes { id translations { slug } } } }");
  const slugs = articles.nodes.flatMap((article) => [article.id, ...article.translations.map((it) => it.slug)]);
  const documents = [];
  for (const slug of slugs) {
    const address = `/v1/articles/${slug}/json-ld`;
    await report.check(`${address} expands`, async () => {
      const answer = await fetch(base + address);
      if (answer.status !== 200 || answer.headers.get("content-type") !== "application/ld+json") throw new Error(`status ${answer.status}`);
      const document = await answer.json();
      const [expanded] = await jsonld.expand(document, { documentLoader });
      const members = Object.keys(document).filter((name) => !name.startsWith("@"));
      const lost = members.filter((name) => !(`https://schema.org/${name}` in expanded));
      if (lost.length > 0) throw new Error(`lost: ${lost.join(", ")}`);
      documents.push(document);
    });
  }
  await report.check("schema-dts knows every member of all of them", async () => {
    const said = documents.map((document, place) => `export const document${place}: WithContext<Of> = ${JSON.stringify(document)};`);
    const types = ["NewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "ReportageNewsArticle", "BackgroundNewsArticle"];
    const head = `import type { WithContext, ${types.join(", ")} } from "schema-dts";\ntype Of = ${types.join(" | ")};\n`;
    await writeFile(path.join(folder, "documents.ts"), head + said.join("\n"));
    const compilerOptions = { ...strictTypes, noEmit: true, module: "esnext", moduleResolution: "bundler", target: "es2022" };
    const config = { compilerOptions: { ...compilerOptions, skipLibCheck: true, types: [] }, files: ["documents.ts"] };
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    await run(tsc, { cwd: folder });
  });
}
