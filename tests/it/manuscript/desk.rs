//! A desk to write at: what a member of staff sends, in GraphQL, in a line each.

use domain::Role;
use serde_json::{Value, json};
use tests::{Actor, Graphql, TestApp};

/// What is asked of every payload.
const PAYLOAD: &str = "manuscript { id: articleId revision authors texts { language status revision shownRevision firstPublicAt \
    schedule { at zone isEmbargoed } latest { number title slug note } } } \
    conflict { expected { number title } present { number title } diff { slugBefore title { change text } blocks { key change before after } } } \
    userErrors { code field message }";

/// A member of staff at work.
pub(crate) struct Desk {
    pub(crate) actor: Actor,
    pub(crate) graphql: Graphql,
}

impl Desk {
    /// Somebody with a role.
    pub(crate) async fn of(app: &TestApp, name: &str, role: Role) -> Self {
        let actor = app.staff(name, &[role]).await;
        let graphql = actor.graphql();
        Self { actor, graphql }
    }

    /// An editor.
    pub(crate) async fn editor(app: &TestApp) -> Self {
        Self::of(app, "Edith", Role::Editor).await
    }

    /// An author.
    pub(crate) async fn author(app: &TestApp) -> Self {
        Self::of(app, "Aldo", Role::Author).await
    }

    /// Sends a mutation and answers its payload.
    pub(crate) async fn send(&self, name: &str, declared: &str, arguments: &str, variables: Value) -> Value {
        let more = if name.starts_with("articleText") || matches!(name, "articleCreate" | "articleRevisionRestore") {
            "notes made: revision"
        } else {
            ""
        };
        let document = format!("mutation({declared}) {{ {name}({arguments}) {{ {more} {PAYLOAD} }} }}");
        let answer = self.graphql.run(&document, variables).await;
        assert!(answer.get("errors").is_none(), "{name}: {answer}");
        answer["data"][name].clone()
    }

    /// Begins an article in English and answers its id.
    pub(crate) async fn create(&self, title: &str, body: &str) -> String {
        let payload = self.try_create("en", json!({"title": title, "body": {"markdown": body}})).await;
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        payload["manuscript"]["id"].as_str().unwrap().to_owned()
    }

    /// Begins an article, whatever comes of it.
    pub(crate) async fn try_create(&self, language: &str, text: Value) -> Value {
        let variables = json!({"language": language, "text": text});
        let declared = "$language: Language!, $text: ArticleTextInput!";
        self.send("articleCreate", declared, "kind: ANALYSIS, language: $language, text: $text", variables).await
    }

    /// Saves a text.
    pub(crate) async fn save(&self, id: &str, language: &str, revision: i64, text: Value) -> Value {
        let declared = "$id: ID!, $language: Language!, $revision: Int!, $text: ArticleTextInput!";
        let arguments = "id: $id, language: $language, expectedRevision: $revision, text: $text";
        let variables = json!({"id": id, "language": language, "revision": revision, "text": text});
        self.send("articleTextSave", declared, arguments, variables).await
    }

    /// Takes a step with some texts, whatever comes of it; `more` are further arguments.
    pub(crate) async fn step_of(&self, step: &str, id: &str, texts: &[(&str, i64)], more: &str) -> Value {
        let texts: Vec<Value> =
            texts.iter().map(|(language, revision)| json!({"language": language, "revision": revision})).collect();
        let arguments = format!("id: $id, texts: $texts{more}");
        let declared = "$id: ID!, $texts: [TextRevisionInput!]!";
        self.send(step, declared, &arguments, json!({"id": id, "texts": texts})).await
    }

    /// Takes a step with the English text, which must succeed.
    pub(crate) async fn step(&self, step: &str, id: &str, revision: i64, more: &str) -> Value {
        let payload = self.step_of(step, id, &[("en", revision)], more).await;
        assert_eq!(payload["userErrors"], json!([]), "{step}: {payload}");
        payload
    }

    /// Leads the English text of an article from its draft to its publication.
    pub(crate) async fn publish(&self, id: &str, revision: i64) {
        for step in ["articleSubmit", "articleApprove", "articlePublish"] {
            self.step(step, id, revision, "").await;
        }
    }

    /// An article that is public.
    pub(crate) async fn published(&self, title: &str, body: &str) -> String {
        let id = self.create(title, body).await;
        self.publish(&id, 1).await;
        id
    }

    /// Where the texts of an article stand: language, status, latest and shown revision.
    pub(crate) async fn standing(&self, id: &str) -> Vec<(String, String, i64, i64)> {
        let document =
            format!("{{ manuscript(id: \"{id}\") {{ texts {{ language status revision shownRevision }} }} }}");
        let data = self.graphql.data(&document).await;
        let said = |text: &Value| {
            let word = |name: &str| text[name].as_str().unwrap().to_owned();
            let number = |name: &str| text[name].as_i64().unwrap();
            (word("language"), word("status"), number("revision"), number("shownRevision"))
        };
        data["manuscript"]["texts"].as_array().unwrap().iter().map(said).collect()
    }
}

/// The title that everybody sees; null when nobody does.
pub(crate) async fn seen(app: &TestApp, id: &str) -> Value {
    app.graphql().data(&format!("{{ article(id: \"{id}\") {{ title }} }}")).await["article"]["title"].clone()
}

/// The codes of what is to be mended.
pub(crate) fn codes(payload: &Value) -> Vec<&str> {
    payload["userErrors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect()
}
