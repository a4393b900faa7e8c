//! What `dist/` looks like: one stored file per served file, and `manifest.json` beside them. Nothing here knows how
//! the contents came to be.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { contentSecurityPolicy } from "./policy.mjs";

const contentTypes = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** The repository refuses bigger files: a bundle that grows past this is to be looked at, not committed. */
const largestFile = 1024 * 1024;
const largestTotal = 2.5 * 1024 * 1024;

/**
 * A file of the bundle before it's stored.
 * @typedef {object} ServedFile
 * @property {string[]} paths where it's served; every path gives the same bytes
 * @property {string} name its name in `dist/`, without the compression's ending
 * @property {Buffer} contents the raw bytes
 * @property {boolean} compress whether it's stored in brotli; fonts are compressed already
 * @property {boolean} immutable whether its path changes with its contents, so that it may be cached for a year
 */

/** Writes `files` and their manifest into the folder `out`, which is emptied first. Returns the manifest. */
export async function write(out, files) {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const entries = [];
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const stored = file.compress ? compressed(file.contents) : file.contents;
    if (stored.length > largestFile) throw new Error(`${file.name}: ${stored.length} bytes, over ${largestFile}`);
    const storedName = file.compress ? `${file.name}.br` : file.name;
    await writeFile(path.join(out, storedName), stored);
    entries.push({
      paths: file.paths,
      file: storedName,
      contentType: contentTypes[path.extname(file.name)],
      encoding: file.compress ? "br" : null,
      immutable: file.immutable,
      sha256: createHash("sha256").update(file.contents).digest("hex"),
      bytes: file.contents.length,
      storedBytes: stored.length,
    });
  }
  const total = entries.reduce((sum, entry) => sum + entry.storedBytes, 0);
  if (total > largestTotal) throw new Error(`${total} bytes in all, over ${largestTotal}`);
  const manifest = { contentSecurityPolicy, files: entries };
  await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function compressed(contents) {
  return brotliCompressSync(contents, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
    },
  });
}

/**
 * Lines that say in what the folders differ; none if they serve the same.
 *
 * What is compared is what a browser gets: the names, the manifest, and every file's contents after decompression.
 * Another version of Node may carry another brotli, whose output has other bytes for the same contents, and that's no
 * difference. A committed file that its own manifest belies (size, digest) is one.
 */
export async function differences(committed, built) {
  const [mine, fresh] = await Promise.all([names(committed), names(built)]);
  const found = [];
  for (const name of mine) if (!fresh.includes(name)) found.push(`${name}: committed, but no longer built`);
  for (const name of fresh) if (!mine.includes(name)) found.push(`${name}: built, but not committed`);
  if (found.length > 0) return found;

  const [manifest, expected] = await Promise.all([readManifest(committed), readManifest(built)]);
  if (JSON.stringify(withoutStoredSizes(manifest)) !== JSON.stringify(withoutStoredSizes(expected))) {
    found.push("manifest.json: differs");
  }
  for (const entry of manifest.files) {
    const stored = await readFile(path.join(committed, entry.file));
    if (stored.length !== entry.storedBytes) found.push(`${entry.file}: not of the size in the manifest`);
    const contents = entry.encoding === "br" ? brotliDecompressSync(stored) : stored;
    const digest = createHash("sha256").update(contents).digest("hex");
    if (digest !== entry.sha256 || contents.length !== entry.bytes) {
      found.push(`${entry.file}: not the contents in the manifest`);
    }
  }
  return found;
}

async function names(folder) {
  return (await readdir(folder).catch(() => [])).sort();
}

async function readManifest(folder) {
  return JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
}

function withoutStoredSizes(manifest) {
  return { ...manifest, files: manifest.files.map(({ storedBytes, ...rest }) => rest) };
}
