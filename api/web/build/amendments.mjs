//! The changes made to published packages while they're bundled, each for the sake of the Content-Security-Policy or
//! so that no other host is asked. A change that no longer finds its place fails the build: after an upgrade each of
//! them is to be looked at anew.

import { readFile } from "node:fs/promises";
import path from "node:path";

const redocBundle = "node_modules/redoc/bundles/redoc.browser.lib.js";

/** @returns {import("esbuild").Plugin} */
export function amendments(root) {
  return {
    name: "amendments",
    setup(build) {
      // Radix (GraphiQL's dialogs) locks scrolling through an inline <style>; ours does the same by the CSSOM.
      build.onResolve({ filter: /^react-style-singleton$/ }, () => ({
        path: path.join(root, "src/style-singleton.js"),
      }));

      build.onLoad({ filter: /graphiql[\\/]dist[\\/]style\.css$/ }, async ({ path: file }) => ({
        contents: withoutEmbeddedFonts(await readFile(file, "utf8")),
        loader: "css",
      }));

      build.onLoad({ filter: /redoc\.browser\.lib\.js$/, namespace: "file" }, async ({ path: file }) => ({
        contents: amendedRedoc(await readFile(file, "utf8")).library,
        loader: "js",
      }));

      build.onResolve({ filter: /^redoc-search-worker$/ }, () => ({
        path: redocBundle,
        namespace: "redoc-search-worker",
      }));
      build.onLoad({ filter: /.*/, namespace: "redoc-search-worker" }, async () => ({
        contents: amendedRedoc(await readFile(path.join(root, redocBundle), "utf8")).worker,
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}

/** GraphiQL embeds 34 font files as `data:` URLs (340 KB); the pages bring their own, as files. */
function withoutEmbeddedFonts(css) {
  const amended = css.replace(/@font-face\s*\{[^}]*\}/g, "");
  if (amended === css || amended.includes("data:font")) throw new Error("graphiql: the fonts aren't where they were");
  return amended;
}

/**
 * Redoc's published library, and the search worker that it carries inside as a string.
 *
 * - The worker is started from a file of ours instead of a `blob:` URL, which the policy refuses.
 * - The scroll bar's style sheet isn't injected as an inline <style>; `src/reference.css` imports it.
 * - Redoc's logo isn't loaded from its maker's host; the words 'API docs by Redocly' and their link stay.
 */
function amendedRedoc(source) {
  const start = "new Worker(URL.createObjectURL(new Blob([";
  const [before, after] = splitOnce(source, start);
  const end = endOfString(after);
  const literal = after.slice(0, end);
  const rest = after.slice(end);
  const closing = /^\]\)\)(?:,\{name:"[^"]*"\})?\)/.exec(rest)?.[0];
  if (!closing) throw new Error(`redoc: the worker ends otherwise: ${rest.slice(0, 60)}`);

  let library = `${before}new Worker(document.documentElement.dataset.searchWorker)${rest.slice(closing.length)}`;
  library = replaceOnce(library, "o()(f.A,g),t.default=", "t.default=");
  library = replaceOnce(
    library,
    't?e.createElement("img",{alt:"redocly logo",onError:()=>r(!1),src:"https://cdn.redoc.ly/redoc/logo-mini.svg"}):null',
    "null",
  );
  return { library, worker: unquoted(literal) };
}

function splitOnce(source, mark) {
  const parts = source.split(mark);
  if (parts.length !== 2) throw new Error(`redoc: ${JSON.stringify(mark)} found ${parts.length - 1} times, not once`);
  return parts;
}

function replaceOnce(source, from, to) {
  return splitOnce(source, from).join(to);
}

/** The index behind the single-quoted string that `source` begins with. */
function endOfString(source) {
  const literal = /^'(?:[^'\\\n]|\\[^])*'/.exec(source)?.[0];
  if (!literal) throw new Error("redoc: the worker isn't a single-quoted string any more");
  return literal.length;
}

/** The value of a single-quoted literal with the escapes that a minifier writes. */
function unquoted(literal) {
  const plain = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0" };
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([^]))/gi, (_, unicode, hex, char) =>
      unicode || hex ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16)) : (plain[char] ?? char),
    );
}
