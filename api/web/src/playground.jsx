//! The playground: GraphiQL on this server's `/graphql`. Its example queries are in `examples.js`.
//!
//! GraphiQL 4 and not 5: version 5 replaced its editor by Monaco, which is several megabytes, starts workers of its own,
//! and writes inline styles, all of which the Content-Security-Policy would have to allow.

import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { examples, samples } from "./examples.js";
import "./playground.css";

const endpoint = "/graphql";

/** Where GraphiQL keeps the tabs of the last visit. */
const keptTabs = "graphiql:tabState";

/**
 * Sends one request and gives back the answer, also that of a refused request (status 4xx), whose errors are to be
 * shown. Throws if what came back isn't a GraphQL answer, for instance a proxy's error page.
 */
async function ask(request, signal, headers = {}) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json;q=0.9",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(request),
    signal,
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${endpoint} answered ${response.status} ${response.statusText}, and not in JSON: ${text}`);
  }
}

function fetcher(request, options) {
  return ask(request, undefined, options?.headers);
}

function hasKeptTabs() {
  try {
    return localStorage.getItem(keptTabs) !== null;
  } catch {
    // Storage may be forbidden in this browser; then every visit is a first one.
    return false;
  }
}

async function start() {
  const tabs = hasKeptTabs() ? undefined : examples(await samples(ask));
  createRoot(document.getElementById("playground")).render(
    <GraphiQL
      fetcher={fetcher}
      defaultTabs={tabs}
      // Of the default tabs GraphiQL shows the first one's query at its start, but not its variables.
      variables={tabs?.[0].variables}
      defaultQuery=""
      defaultEditorToolsVisibility="variables"
      shouldPersistHeaders={false}
    >
      {/* The bar above the editor names the place already. */}
      <GraphiQL.Logo>
        <span />
      </GraphiQL.Logo>
    </GraphiQL>,
  );
}

start();
