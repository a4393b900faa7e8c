//! Relay: its compiler on the documents of `relay/` against the committed SDL, and its runtime on what was compiled,
//! against the server: every operation answered in full, and a connection walked page by page through Relay's store.

import { cp, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import relay from "relay-runtime";
import { samples } from "../samples.mjs";
import { ask, committedSdl, here, run } from "../server.mjs";

const { Environment, Network, RecordSource, Store, createOperationDescriptor, getSelector } = relay;

export async function judge({ base, folder, report }) {
  const compiled = await report.check("relay-compiler compiles the documents", () => compile(folder));
  if (!compiled) return;
  const found = await samples(base);
  const given = variables(found);
  for (const [name, artifact] of Object.entries(compiled.operations)) {
    await report.check(`Relay runs ${name}`, async () => {
      if (!given[name]) throw new Error("the judge has no variables for it");
      await execute(environment(base), artifact, given[name]);
    });
  }
  await report.check("Relay pages through all articles, each once", () => walk(base, compiled));
}

/** Compiles a copy of `relay/`, and loads the artifacts of operations and fragments by their names. */
async function compile(folder) {
  const artifacts = path.join(folder, "src", "__generated__");
  await cp(path.join(here, "relay"), path.join(folder, "src"), { recursive: true });
  await mkdir(artifacts);
  await copyFile(committedSdl, path.join(folder, "schema.graphql"));
  // The artifacts refer to each other without extensions, which only CommonJS modules can.
  await writeFile(path.join(folder, "package.json"), "{}");
  const config = {
    src: "./src",
    schema: "./schema.graphql",
    language: "javascript",
    artifactDirectory: "./src/__generated__",
    eagerEsModules: false,
  };
  await writeFile(path.join(folder, "relay.config.json"), JSON.stringify(config));
  const compiler = path.join(here, "node_modules", "relay-compiler", "cli.js");
  await run([process.execPath, compiler, "relay.config.json"], { cwd: folder, env: { FORCE_NO_WATCHMAN: "1" } });

  const load = createRequire(path.join(artifacts, "all.js"));
  const compiled = { operations: {}, fragments: {} };
  for (const file of await readdir(artifacts)) {
    const artifact = load(`./${file}`);
    if (artifact.kind === "Request") compiled.operations[artifact.params.name] = artifact;
    if (artifact.kind === "Fragment") compiled.fragments[artifact.name] = artifact;
  }
  if (Object.keys(compiled.operations).length === 0) throw new Error("it wrote no operation");
  return compiled;
}

function variables({ article, expert, image, region, topic }) {
  return {
    ArticleListQuery: { count: 2, filter: { topic: topic.id, kind: ["ANALYSIS", "REPORT"] }, language: "de" },
    ArticleListPaginationQuery: { count: 2, cursor: null, filter: { region: region.id }, language: "en" },
    ArticlePageQuery: { slug: article.slug, language: "en" },
    ArticlePageRefetchQuery: { id: article.id },
    BookmarksQuery: { ids: [expert.id, article.id, topic.id] },
    ExpertPageQuery: { slug: expert.slug, count: 2 },
    ExpertPagePaginationQuery: { id: expert.id, last: 2 },
    LeadImageRefetchQuery: { id: image.id },
    RegionPageQuery: { slug: region.slug, count: 2 },
    RegionPagePaginationQuery: { id: region.id, count: 2 },
    TopicPageQuery: { slug: topic.slug, count: 2 },
    TopicPagePaginationQuery: { id: topic.id, count: 2 },
  };
}

function environment(base) {
  return new Environment({
    network: Network.create((request, given) => ask(base, request.text, given)),
    store: new Store(new RecordSource()),
  });
}

/** Runs an operation, and returns what it reads. Throws on errors, on what is missing, and on what Relay warns of. */
async function execute(client, artifact, given) {
  const operation = createOperationDescriptor(artifact, given);
  const warnings = [];
  const { error } = console;
  console.error = (...words) => warnings.push(words.join(" "));
  try {
    await client.execute({ operation }).toPromise();
  } finally {
    console.error = error;
  }
  if (warnings.length > 0) throw new Error(warnings.join("; "));
  const { status } = client.check(operation);
  if (status !== "available") throw new Error(`the answer leaves the store ${status}`);
  const read = client.lookup(operation.fragment).data;
  const empty = Object.entries(read).filter(([, value]) => value === null);
  if (empty.length > 0) throw new Error(`nothing was found: ${empty.map(([key]) => key)}`);
  return read;
}

async function walk(base, { operations, fragments }) {
  const client = environment(base);
  const read = await execute(client, operations.ArticleListQuery, { count: 5 });
  const list = () => client.lookup(getSelector(fragments.ArticleList_query, read)).data.articles;
  for (let pages = 0; list().pageInfo.hasNextPage && pages < 200; pages += 1) {
    const given = { count: 5, cursor: list().pageInfo.endCursor };
    await execute(client, operations.ArticleListPaginationQuery, given);
  }
  const ids = list().edges.map(({ node }) => node.id);
  if (ids.length !== list().totalCount) throw new Error(`${ids.length} articles of ${list().totalCount}`);
  if (new Set(ids).size !== ids.length) throw new Error("an article came twice");
  if (ids.length <= 5) throw new Error(`one page only: ${ids.length} articles`);
}
