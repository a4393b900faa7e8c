//! The two pages in a real browser, against a running server: `BASE_URL=http://127.0.0.1:8080 node --test`.
//! What every test holds to: no request to another host, nothing in the console, nothing that the policy refused.
//! The browser is Chromium at $CHROMIUM or /usr/bin/chromium; it isn't downloaded.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const base = process.env.BASE_URL;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const manifest = JSON.parse(readFileSync(new URL("dist/manifest.json", import.meta.url), "utf8"));
const patience = 20_000;

const exampleNames = [
  "LatestArticles",
  "ArticleBySlug",
  "ExpertPage",
  "TopicTree",
  "ArticlesByFilter",
  "ReadingInGerman",
];

let browser;

before(async () => {
  assert.ok(base, "BASE_URL names the running server");
  assert.ok(existsSync(executablePath), `${executablePath}: no browser there; CHROMIUM names another place`);
  browser = await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Every name but this machine's is unknown: a request to another host fails instead of leaving the machine.
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${new URL(base).hostname}`,
    ],
  });
});

after(() => browser?.close());

/** Opens `path` on a fresh profile, hands the page to `visit`, and fails if anything went wrong on it. */
async function visiting(path, visit, { refusalExpected = false, javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, javaScriptEnabled });
  // A refused query is a status of 4xx, which the browser notes in its console by itself.
  const refusal = (url) => refusalExpected && new URL(url, base).pathname === "/graphql";
  const wrong = [];
  try {
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== new URL(base).origin && !["data:", "blob:"].includes(url.protocol)) {
        wrong.push(`request to another host: ${request.url()}`);
      }
    });
    context.on("requestfailed", (request) => {
      wrong.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400 && !refusal(response.url())) wrong.push(`answered ${response.status()}: ${response.url()}`);
    });
    context.on("console", (message) => {
      const { url } = message.location();
      const refused = message.text().startsWith("Failed to load resource") && refusal(url);
      if (["error", "warning"].includes(message.type()) && !refused) wrong.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => wrong.push(`uncaught: ${error.error().message}`));
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    if (javaScriptEnabled) {
      await page.exposeFunction("reportViolation", (text) => wrong.push(`policy: ${text}`));
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          window.reportViolation(`${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`);
        });
      });
    }
    const response = await page.goto(new URL(path, base).href);
    assert.equal(response.headers()["content-security-policy"], manifest.contentSecurityPolicy);
    await visit(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

/** Presses the button that runs the query of the tab in view, and gives back what the server answered. */
async function run(page) {
  // GraphiQL notes a tenth of a second after the last change which operation is in the editor.
  await page.waitForTimeout(400);
  const [response] = await Promise.all([
    page.waitForResponse((candidate) => candidate.url().endsWith("/graphql")),
    page.locator(".graphiql-execute-button").click(),
  ]);
  return response.json();
}

function answerShown(page) {
  return page.locator(".graphiql-response .CodeMirror-code");
}

/** Waits until the editor has the schema: by then the page has sent all that it sends by itself. */
async function opened(page) {
  await page.locator(".graphiql-execute-button").waitFor();
  await page.waitForLoadState("networkidle");
}

test("the playground runs a query by its button and shows the answer", async () => {
  for (const path of ["/", "/playground"]) {
    await visiting(path, async (page) => {
      assert.equal(await page.title(), "World Review · Playground");
      await opened(page);
      const answer = await run(page);
      assert.equal(answer.errors, undefined);
      assert.ok(answer.data.latest.length > 0, "the server has articles to show");
      await answerShown(page).getByText(answer.data.latest[0].title).first().waitFor();
    });
  }
});

test("every example in the tabs is answered without an error, and with something", async () => {
  await visiting("/playground", async (page) => {
    await opened(page);
    const tabs = page.locator(".graphiql-tab-button");
    assert.deepEqual(await tabs.allInnerTexts(), exampleNames);
    for (const [index, name] of exampleNames.entries()) {
      await tabs.nth(index).click();
      await page.locator(".graphiql-query-editor .CodeMirror-code").getByText(name).first().waitFor();
      const answer = await run(page);
      assert.equal(answer.errors, undefined, `${name}: ${JSON.stringify(answer.errors)}`);
      const [field] = Object.values(answer.data);
      assert.ok(field, `${name}: nothing was found`);
      const found = Array.isArray(field) ? field.length : (field.totalCount ?? 1);
      assert.ok(found > 0, `${name}: nothing was found`);
      await answerShown(page).getByText('"data"').first().waitFor();
    }
    assert.equal(await page.locator(".CodeMirror-lint-mark-error").count(), 0, "no example is underlined as wrong");
  });
});

test("a query that the server refuses shows its errors in the playground", async () => {
  await visiting(
    "/playground",
    async (page) => {
      await opened(page);
      await page.getByRole("button", { name: "New tab" }).click();
      await page.locator(".graphiql-query-editor .CodeMirror").click();
      await page.keyboard.insertText("{ noSuchField }");
      const answer = await run(page);
      assert.match(answer.errors[0].message, /noSuchField/);
      await answerShown(page).getByText('"errors"').first().waitFor();
      await page.locator(".CodeMirror-lint-mark-error").first().waitFor();
    },
    { refusalExpected: true },
  );
});

test("a second visit finds the tabs as they were left", async () => {
  await visiting("/playground", async (page) => {
    await opened(page);
    const tabs = page.locator(".graphiql-tab-button");
    await tabs.nth(3).click();
    await run(page);
    await page.reload();
    await opened(page);
    assert.deepEqual(await tabs.allInnerTexts(), exampleNames);
    await page.locator(".graphiql-query-editor .CodeMirror-code").getByText("TopicTree").first().waitFor();
    assert.equal((await run(page)).errors, undefined);
  });
});

test("the playground shows the schema's documentation, its settings and its themes", async () => {
  await visiting("/playground", async (page) => {
    await opened(page);
    await page.getByRole("button", { name: /documentation explorer/i }).click();
    await page.locator(".graphiql-doc-explorer").getByText("Query", { exact: true }).first().click();
    await page.locator(".graphiql-doc-explorer").getByText("latest", { exact: true }).first().waitFor();

    await page.getByRole("button", { name: /settings dialog/i }).click();
    await page.getByRole("button", { name: "Dark" }).click();
    assert.ok(await page.locator("body.graphiql-dark").count());
    await page.getByRole("button", { name: "Light" }).click();
    assert.ok(await page.locator("body.graphiql-light").count());
    await page.keyboard.press("Escape");
    await page.locator(".graphiql-dialog").waitFor({ state: "detached" });
  });
});

test("the reference shows the operations, and finds one by its search", async () => {
  await visiting("/reference", async (page) => {
    assert.equal(await page.title(), "World Review · REST reference");
    await page.locator("#reference h1").first().waitFor();
    const operations = page.locator('[id^="operation/"], [data-section-id*="operation/"]');
    await operations.first().waitFor();
    assert.ok((await operations.count()) >= 2, "operations are rendered");
    await page.locator("#reference").getByText("/v1/articles").first().waitFor();

    await page.getByRole("textbox", { name: /search/i }).fill("articles");
    await page.locator('[data-role="search:results"] li').first().waitFor();
  });
});

test("both pages lead to each other, and are styled in the fonts of the bundle", async () => {
  await visiting("/", async (page) => {
    await opened(page);
    await page.getByRole("link", { name: "REST reference" }).click();
    await page.waitForURL("**/reference");
    await page.locator("#reference h1").first().waitFor();
    const loaded = await page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family.replaceAll('"', ""));
    });
    assert.ok(loaded.includes("Inter"), `fonts: ${loaded}`);
    await page.getByRole("link", { name: "Playground", exact: true }).click();
    await opened(page);
  });
});

test("without JavaScript each page says what it needs", async () => {
  for (const [path, words] of [["/", "/graphql"], ["/reference", "openapi.yaml"]]) {
    await visiting(
      path,
      async (page) => {
        const notice = await page.locator("noscript").innerText();
        assert.match(notice, /needs JavaScript/);
        assert.ok(notice.includes(words), notice);
      },
      { javaScriptEnabled: false },
    );
  }
});

test("every file of the manifest is served as it says, in the encoding that was asked for", async () => {
  const digest = async (bytes) => Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
  for (const file of manifest.files) {
    for (const path of file.paths) {
      for (const coding of ["br", "identity"]) {
        const response = await fetch(new URL(path, base), { headers: { "accept-encoding": coding } });
        assert.equal(response.status, 200, path);
        assert.equal(response.headers.get("content-type"), file.contentType, path);
        assert.equal(response.headers.get("x-content-type-options"), "nosniff", path);
        assert.equal(response.headers.get("content-encoding"), coding === "br" ? file.encoding : null, path);
        assert.equal(/\bimmutable\b/.test(response.headers.get("cache-control")), file.immutable, path);
        assert.equal(await digest(await response.arrayBuffer()), file.sha256, path);
      }
    }
  }
});
