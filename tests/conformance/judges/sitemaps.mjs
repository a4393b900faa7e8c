//! Sitemaps: the index and every sitemap of it pass the strict parser of the `sitemap` package, addresses are absolute and there
//! once, and each group of languages names its own address.

import { Readable } from "node:stream";
import { ErrorLevel, XMLToSitemapIndexStream, XMLToSitemapItemStream } from "sitemap";

export async function judge({ base, report }) {
  const index = await report.check("/sitemap.xml is an index", () => read(`${base}/sitemap.xml`, new XMLToSitemapIndexStream({ level: ErrorLevel.THROW })));
  const seen = new Set();
  for (const { url } of index ?? []) {
    await report.check(`${url} is a sitemap`, async () => {
      const items = await read(url, new XMLToSitemapItemStream({ level: ErrorLevel.THROW, logger: false }));
      for (const item of items) {
        if (!URL.canParse(item.url)) throw new Error(`${item.url} is no address`);
        const key = `${item.news ? "news " : ""}${item.url}`;
        if (seen.has(key)) throw new Error(`${item.url} is there twice`);
        seen.add(key);
        const links = item.links ?? [];
        if (links.length > 0 && !links.some((link) => link.url === item.url)) throw new Error(`${item.url} isn't one of its own languages`);
      }
    });
  }
  await report.check("/robots.txt names the index", async () => {
    const text = await (await fetch(`${base}/robots.txt`)).text();
    if (!/^Sitemap: https?:\/\/\S+\/sitemap\.xml$/m.test(text)) throw new Error(text);
  });
}

/** What a document holds, by a parser that throws. */
async function read(url, parser) {
  const answer = await fetch(url);
  if (answer.status !== 200 || !/^application\/xml/.test(answer.headers.get("content-type"))) throw new Error(`status ${answer.status}`);
  const items = [];
  for await (const item of Readable.from([await answer.text()]).pipe(parser)) items.push(item);
  if (items.length === 0) throw new Error("it is empty");
  return items;
}
