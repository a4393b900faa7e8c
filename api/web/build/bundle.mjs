//! Bundles the two pages with esbuild: what goes in, under which names it comes out, and which packages it came from.
//! Changes made to the packages on the way are in `build/amendments.mjs`.

import { readFile } from "node:fs/promises";
import path from "node:path";
import * as esbuild from "esbuild";
import { amendments } from "./amendments.mjs";

/** Under this path the server gives out everything that isn't a page. */
const assetPath = "/web";

const pages = [
  { name: "playground", paths: ["/", "/playground"] },
  { name: "reference", paths: ["/reference"] },
];

/**
 * @param {string} root the folder of package.json
 * @returns {Promise<{files: import("./output.mjs").ServedFile[], packages: Set<string>}>} what is served, and the
 *   folders of the packages that it was made of
 */
export async function bundle(root) {
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [
      ...pages.map(({ name }) => `src/${name}.jsx`),
      { in: "src/favicon.svg", out: "favicon" },
      { in: "redoc-search-worker", out: "reference-search" },
    ],
    bundle: true,
    write: false,
    metafile: true,
    outdir: "dist",
    publicPath: assetPath,
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    format: "esm",
    target: ["es2022"],
    platform: "browser",
    jsx: "automatic",
    minify: true,
    // The notices are gathered from the packages themselves, whole, in LICENSES.txt.
    legalComments: "none",
    sourcemap: false,
    loader: { ".svg": "copy", ".woff2": "file" },
    define: { "process.env.NODE_ENV": '"production"', "process.env": "{}", global: "globalThis" },
    plugins: [amendments(root)],
    logLevel: "warning",
  });

  const outputs = new Map(result.outputFiles.map((file) => [path.basename(file.path), Buffer.from(file.contents)]));
  const files = [...outputs].map(([name, contents]) => ({
    paths: [`${assetPath}/${name}`],
    name,
    contents,
    compress: !name.endsWith(".woff2"),
    immutable: true,
  }));
  for (const page of pages) files.push(await pageFile(root, page, outputs));
  return { files, packages: packageFolders(result.metafile) };
}

/** A page of `src/` with the names of this build's files put in place of `{{script}}`, `{{style}}`, `{{icon}}`. */
async function pageFile(root, page, outputs) {
  const only = (prefix, ending) => {
    const found = [...outputs.keys()].filter((name) => name.startsWith(`${prefix}.`) && name.endsWith(ending));
    if (found.length !== 1) throw new Error(`${prefix}*${ending}: ${found.length} files, not one`);
    return `${assetPath}/${found[0]}`;
  };
  const values = {
    script: only(page.name, ".js"),
    style: only(page.name, ".css"),
    icon: only("favicon", ".svg"),
    searchWorker: only("reference-search", ".js"),
  };
  const template = await readFile(path.join(root, "src", `${page.name}.html`), "utf8");
  const html = template.replace(/\{\{(\w+)\}\}/g, (_, key) => {
    if (!(key in values)) throw new Error(`${page.name}.html: no value for {{${key}}}`);
    return values[key];
  });
  return { paths: page.paths, name: `${page.name}.html`, contents: Buffer.from(html), compress: true, immutable: false };
}

/** The folders, relative to the root, of all packages that left at least a byte in an output. */
function packageFolders(metafile) {
  const folders = new Set();
  // An input '(disabled):node_modules/…' is a package that isn't for browsers, and left nothing but an empty module.
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^(?:[\w-]+:)?(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (folder && bytesInOutput > 0) folders.add(folder);
    }
  }
  // Fonts and style sheets enter through CSS, whose inputs carry no byte counts of their own.
  for (const input of Object.keys(metafile.inputs)) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\/.*\.(?:css|woff2)$/.exec(input)?.[1];
    if (folder) folders.add(folder);
  }
  return folders;
}
