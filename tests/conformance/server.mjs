//! What the judges ask of the server, and the contracts that the repository has for it.

import { execFile } from "node:child_process";
import path from "node:path";

const repository = path.join(import.meta.dirname, "..", "..");

export const here = import.meta.dirname;
export const committedSdl = path.join(repository, "schema", "schema.graphql");
/** What edges lead to that is no Node: it has no id, or one that means something within its list alone, and why. */
export const relations = {
  FeedItem: "an article, and why it is in the reader's feed",
  Follow: "what a reader follows, and since when",
  Reading: "an article, and when the reader read it",
  Manuscript: "an article as it is worked on, which has an id of its own",
  TextRevision: "what was saved of a text, numbered within it",
  AuditEntry: "what staff did, numbered",
  UsageLine: "what was taken of a product by a key on a day",
  WebhookDelivery: "what was sent to a partner's endpoint, which is nobody else's business",
};

export const committedOpenapi = path.join(repository, "openapi.yaml");

/** Sends a GraphQL document by POST and returns the answer, errors included. Throws when it isn't JSON. */
export async function ask(base, query, variables = {}) {
  const response = await fetch(`${base}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`status ${response.status}, not JSON: ${text.slice(0, 200)}`);
  }
}

/** Like `ask`, but returns the data alone, and throws when there are errors. */
export async function data(base, query, variables) {
  const answer = await ask(base, query, variables);
  if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors ?? answer));
  return answer.data;
}

/**
 * Runs a program that is a file of Node or a binary, and returns what it printed. Throws with that text when it fails.
 * @param {string[]} command the program and its arguments
 */
export function run([program, ...parameters], { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...process.env, NO_COLOR: "1", ...env }, maxBuffer: 64 << 20 };
    execFile(program, parameters, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${stdout}${stderr}` || error.message));
      else resolve(stdout);
    });
  });
}

/** The command for TypeScript's compiler on the `tsconfig.json` of a folder. */
export const tsc = [process.execPath, path.join(here, "node_modules", "typescript", "bin", "tsc"), "-p", "."];

/** Compiler options under which the generated types and their clients must be without a complaint. */
export const strictTypes = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  module: "nodenext",
  target: "es2022",
  lib: ["es2023"],
  types: ["node"],
};
