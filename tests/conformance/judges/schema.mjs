//! The GraphQL schema: what the server tells of itself is valid, is the committed SDL, and follows graphql-eslint's rules.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { ESLint } from "eslint";
import {
  buildClientSchema,
  buildSchema,
  getNamedType,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from "graphql";
import rules from "../eslint.config.mjs";
import { committedSdl, data, here, relations } from "../server.mjs";

export async function judge({ base, report }) {
  const served = await report.check("introspection builds a schema", () => introspected(base));
  const committed = await report.check("the committed SDL builds a schema", async () =>
    buildSchema(await readFile(committedSdl, "utf8")),
  );
  for (const [name, schema] of Object.entries({ served, committed })) {
    await report.check(`the ${name} schema is valid`, () => {
      const errors = validateSchema(schema);
      if (errors.length > 0) throw new Error(errors.map((error) => error.message).join("; "));
    });
  }
  await report.check("the served schema is the committed one", () => same(sorted(served), sorted(committed)));
  await report.check("edges lead to nodes, but for what has no identity of its own", () => edges(committed));
  if (committed) await eslint(report, printSchema(committed));
}

/** Throws for an edge to what isn't a Node and isn't named as one that needn't be. */
function edges(schema) {
  const nodes = schema.getPossibleTypes(schema.getType("Node")).map(({ name }) => name);
  const targets = Object.values(schema.getTypeMap())
    .filter(({ name }) => name.endsWith("Edge"))
    .map((edge) => getNamedType(edge.getFields().node.type).name);
  const others = targets.filter((name) => !nodes.includes(name) && !(name in relations) && !items.includes(name));
  if (others.length > 0) throw new Error(others.join(", "));
}

/** Parts of one list or one desk: they have ids, by which they are changed, and are read where they belong. */
const items = ["PlaylistItem", "PlaylistReport", "ProfileProposal"];

async function introspected(base) {
  const query = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  return buildClientSchema(await data(base, query));
}

function sorted(schema) {
  return printSchema(lexicographicSortSchema(schema)).split("\n");
}

function same(served, committed) {
  for (let line = 0; line < Math.max(served.length, committed.length); line += 1) {
    if (served[line] !== committed[line]) {
      throw new Error(`line ${line + 1} of the sorted SDL: served «${served[line]}», committed «${committed[line]}»`);
    }
  }
}

/**
 * Lints the schema as graphql-js prints it, which is without the specification's own directives, and with all
 * descriptions as blocks. Each rule counts once when it finds nothing, and else once for each of its findings.
 */
async function eslint(report, text) {
  const engine = new ESLint({
    cwd: path.dirname(committedSdl),
    overrideConfigFile: path.join(here, "eslint.config.mjs"),
  });
  const [{ messages }] = await engine.lintText(text, { filePath: committedSdl });
  for (const { ruleId, message } of messages) report.fail(`eslint ${ruleId ?? "parser"}`, message);
  const silent = Object.keys(rules.at(-1).rules).filter((rule) => !messages.some(({ ruleId }) => ruleId === rule));
  for (const rule of silent) await report.check(`eslint ${rule}`, () => {});
}
