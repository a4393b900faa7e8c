//! The one command that makes `dist/`: bundles the two browser pages, compresses them, and writes the manifest from
//! which the server answers. `node build.mjs` writes `dist/`; `node build.mjs --check` builds beside it and compares.
//! How a page is bundled is in `build/bundle.mjs`, what a file looks like on disk in `build/output.mjs`.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./build/bundle.mjs";
import { notices } from "./build/notices.mjs";
import { differences, write } from "./build/output.mjs";

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, "dist");

/** Builds everything into the folder `out`, which is emptied first, and returns the manifest. */
async function build(out) {
  const { files, packages } = await bundle(root);
  files.push({
    paths: ["/web/LICENSES.txt"],
    name: "LICENSES.txt",
    contents: Buffer.from(await notices(root, packages)),
    compress: false,
    immutable: false,
  });
  return write(out, files);
}

function report(manifest) {
  const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1).padStart(8)} KB`;
  for (const file of manifest.files) {
    console.log(`${kilobytes(file.storedBytes)} of ${kilobytes(file.bytes)}  ${file.paths.join(" ")}`);
  }
  const total = manifest.files.reduce((sum, file) => sum + file.storedBytes, 0);
  console.log(`${kilobytes(total)} stored in ${manifest.files.length} files`);
}

if (process.argv.includes("--check")) {
  const scratch = await mkdtemp(path.join(tmpdir(), "world-review-web-"));
  try {
    await build(scratch);
    const found = await differences(dist, scratch);
    for (const line of found) console.error(line);
    if (found.length > 0) {
      console.error("dist/ isn't what the sources build; run `npm run build` and commit the result");
      process.exitCode = 1;
    } else {
      console.log("dist/ is what the sources build");
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
} else {
  report(await build(dist));
}
