//! Open feeds: RSS and Atom are read by Python's `feedparser` without a complaint (`bozo`), JSON Feed fits its schema, and all
//! three say the same. Of all articles, and of a topic, an expert and a region of the demo, in each language.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { data, run } from "../server.mjs";

const cache = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache");
const python = path.join(cache, "world-review/python/bin/python");

export async function judge({ base, report }) {
  const schema = createRequire(import.meta.url).resolve("jsonfeed-schema/schema-v1.1.json");
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const isJsonFeed = ajv.compile(JSON.parse(await readFile(schema, "utf8")));
  for (const feed of await feeds(base)) {
    const [stem, query = ""] = feed.split("?");
    const at = (end) => `${stem}.${end}${query && `?${query}`}`;
    const said = await run([python, path.join(import.meta.dirname, "feeds.py"), base, at("rss"), at("atom")], {});
    const [rss, atom] = said.trim().split("\n").map((line) => JSON.parse(line));
    for (const [read, version] of [[rss, "rss20"], [atom, "atom10"]]) {
      await report.check(`${read.path} is well formed`, () => {
        if (read.bozo !== 0) throw new Error(read.why);
        if (read.version !== version) throw new Error(`it is ${read.version}`);
        if (read.entries.length === 0) throw new Error("it is empty");
        const odd = read.entries.find((it) => !(it.id && it.title && it.published && URL.canParse(it.link)));
        if (odd) throw new Error(JSON.stringify(odd));
      });
    }
    await report.check(`${at("json")} fits the schema of JSON Feed 1.1 and says what the others say`, async () => {
      const json = await (await fetch(base + at("json"))).json();
      if (!isJsonFeed(json)) throw new Error(JSON.stringify(isJsonFeed.errors));
      const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
      const titles = (entries) => entries.map((entry) => [entry.id, entry.title]);
      if (!same(titles(rss.entries), titles(atom.entries))) throw new Error("RSS and Atom differ");
      if (!same(titles(rss.entries), titles(json.items))) throw new Error("RSS and JSON Feed differ");
      const authors = (it) => it.authors.map((author) => author.name ?? author);
      if (!same(atom.entries.map(authors), json.items.map(authors))) throw new Error("Atom and JSON Feed name other authors");
      if (json.items.some((item) => item.image) && !rss.entries.some((it) => it.media > 0)) throw new Error("RSS has no images");
    });
  }
}

/** The feeds of the demo, without the ends that name their formats. */
async function feeds(base) {
  const fields = "topics(first: 1) { nodes { slug } } regions(first: 1) { nodes { slug } } experts(first: 1) { nodes { slug } }";
  const found = await data(base, `{ languages ${fields} }`);
  const of = (noun) => `/feeds/${noun}/${found[noun].nodes[0].slug}`;
  return [...found.languages.map((it) => `/feeds/articles?language=${it}`), of("topics"), of("regions"), of("experts")];
}
