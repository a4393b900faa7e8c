//! Gathers the licence notices of every package of which something is in the bundles, whole, into one text.

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

/**
 * Packages that Redoc's published library carries inside and that it doesn't depend on once it's built, so that npm
 * doesn't install them with it. Licence and copyright as in their own packages.
 */
const carriedByRedoc = {
  "@redocly/workerize-loader": { licence: "MIT", copyright: "Copyright (c) Jason Miller <jason@developit.ca>" },
  "css-loader": { licence: "MIT", copyright: "Copyright JS Foundation and other contributors" },
  "style-loader": { licence: "MIT", copyright: "Copyright JS Foundation and other contributors" },
};

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * @param {string} root the folder of package.json
 * @param {Set<string>} bundled folders of the bundled packages, relative to the root
 */
export async function notices(root, bundled) {
  const folders = new Set(bundled);
  const carried = new Set();
  for (const name of await carriedInside(root, bundled)) {
    if (name in carriedByRedoc) carried.add(name);
    else folders.add(`node_modules/${name}`);
  }
  const entries = await Promise.all([...folders].map((folder) => installedNotice(root, folder)));
  for (const name of carried) {
    const { licence, copyright } = carriedByRedoc[name];
    entries.push({ title: `${name} (carried inside redoc)`, licence, text: `${copyright}\n\n${mit}` });
  }
  entries.sort((a, b) => (a.title < b.title ? -1 : 1));

  const rule = "-".repeat(100);
  const list = entries.map(({ title, licence }) => `  ${title}: ${licence}`).join("\n");
  const texts = entries.map(({ title, licence, text }) => `${rule}\n${title}\nLicence: ${licence}\n\n${text.trim()}\n`);
  return (
    "The playground and the REST reference are made of the packages below, some of them changed while they were\n" +
    `bundled. Their notices follow.\n\n${list}\n\n${texts.join("\n")}`
  );
}

/** Names of the packages that a published, already bundled library was made of, by its own source map. */
async function carriedInside(root, bundled) {
  const names = new Set();
  if (!bundled.has("node_modules/redoc")) return names;
  const folder = path.join(root, "node_modules/redoc/bundles");
  const maps = (await readdir(folder)).filter((file) => /^redoc\.browser\.lib\.js\.map$|\.worker\.js\.map$/.test(file));
  if (maps.length !== 2) throw new Error("redoc: no source map tells what it carries inside");
  for (const file of maps) {
    for (const source of JSON.parse(await readFile(path.join(folder, file), "utf8")).sources) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
      if (name) names.add(name);
    }
  }
  return names;
}

async function installedNotice(root, folder) {
  const described = JSON.parse(await readFile(path.join(root, folder, "package.json"), "utf8"));
  const title = `${described.name} ${described.version}`;
  const licence = described.license?.type ?? described.license ?? "see its notice";
  const files = (await readdir(path.join(root, folder))).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const texts = await Promise.all(files.sort().map((file) => readFile(path.join(root, folder, file), "utf8")));
  if (texts.length > 0) return { title, licence, text: texts.join("\n\n").replaceAll("\r\n", "\n") };

  // Some packages name their licence and author, and leave the text out; one with neither isn't to be bundled.
  if (licence !== "MIT") throw new Error(`${title}: ${licence}, but its text isn't in the package`);
  const author = typeof described.author === "string" ? described.author : described.author?.name;
  const source = typeof described.repository === "string" ? described.repository : described.repository?.url;
  if (!author && !source) throw new Error(`${title}: neither an author nor a source to name`);
  return { title, licence, text: `Copyright (c) ${author ?? `the authors of ${source}`}\n\n${mit}` };
}
