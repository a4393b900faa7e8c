//! Typed GraphQL clients: GraphQL Code Generator on the documents of `operations/`, the strict TypeScript compiler on
//! `client.ts`, which uses what was generated, and that client's checks against the server.

import { copyFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { samples } from "../samples.mjs";
import { committedSdl, here, run, strictTypes, tsc } from "../server.mjs";

export async function judge({ base, folder, report }) {
  const generated = await report.check("graphql-codegen generates typed documents", () => codegen(folder));
  if (!generated) return;
  const client = await report.check("tsc --strict compiles the GraphQL client", () => compile(folder));
  if (!client) return;
  for (const [name, holds] of Object.entries(client.checks(base, await samples(base)))) await report.check(name, holds);
}

async function codegen(folder) {
  const [{ content }] = await generate(
    {
      silent: true,
      cwd: here,
      schema: committedSdl,
      documents: path.join(here, "operations", "*.graphql"),
      generates: {
        [path.join(folder, "operations.ts")]: {
          plugins: ["typescript-operations", "typed-document-node"],
        },
      },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: { Date: "string", DateTime: "string", Language: "string", URL: "string", JSON: "unknown", Upload: "Blob" },
      },
    },
    true,
  );
  return content;
}

async function compile(folder) {
  await copyFile(path.join(here, "client.ts"), path.join(folder, "client.ts"));
  const config = { compilerOptions: { ...strictTypes, outDir: "out" }, files: ["client.ts"] };
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  await run(tsc, { cwd: folder });
  return import(pathToFileURL(path.join(folder, "out", "client.js")));
}
