//! What each write promises to report, and the closed list of what can be reported.

use std::collections::BTreeMap;
use std::fmt::Write;

use domain::Role;
use domain::changes::ChangeKind;
use domain::testing::{PASSWORD, change_log};
use reqwest::Method;
use serde_json::json;
use tests::provider::OidcProvider;
use tests::publication::{self, id};
use tests::{Actor, TestApp, on_both};

use crate::manuscript::desk::Desk;
use crate::media::files;
use crate::partner::Manager;
use crate::webhook::partner::Partner;

/// What readers do, each noun a line or two: whatever there is to be reported of them.
async fn readers(app: &TestApp) {
    let ada = app.reader("Ada").await;
    ada.rest().send(Method::PATCH, "/v1/me", Some(r#"{"displayName": "Ada L."}"#)).await;
    for (method, path) in [
        (Method::PUT, format!("/v1/me/follows/{}", id("exp", 1))),
        (Method::DELETE, format!("/v1/me/follows/{}", id("exp", 1))),
        (Method::PUT, format!("/v1/me/recommendations/dismissed/{}", id("art", 4))),
        (Method::DELETE, format!("/v1/me/recommendations/dismissed/{}", id("art", 4))),
    ] {
        ada.rest().send(method, &path, None).await;
    }
    ada.rest().send(Method::PATCH, "/v1/me", Some(r#"{"historyEnabled": true}"#)).await;
    ada.rest().post("/v1/me/history", json!({"articleId": id("art", 4)})).await;
    ada.rest().send(Method::DELETE, "/v1/me/history", None).await;
    let provider = OidcProvider::in_place(app).await;
    let identity = provider.link(&ada, &json!({"sub": "ada"})).await.json()["id"].clone();
    let path = format!("/v1/me/identities/{}", identity.as_str().unwrap());
    assert_eq!(ada.rest().send(Method::DELETE, &path, None).await.status, 204);
    playlists(app, &ada).await;
    ada.rest().send(Method::POST, "/v1/me/exports", None).await;
    app.run_jobs().await;
    app.reader("Bob").await.rest().post("/v1/auth/logout", json!({})).await;
    let password = json!({"currentPassword": PASSWORD}).to_string();
    let erased = app.reader("Cora").await.rest().send(Method::DELETE, "/v1/me", Some(&password)).await;
    assert_eq!(erased.status, 204);
}

/// The life of a playlist, from its first item to the complaint about it, and its end.
async fn playlists(app: &TestApp, ada: &Actor) {
    let list = ada.rest().post("/v1/me/playlists", json!({"title": "Ports", "visibility": "public"})).await.json();
    let path = format!("/v1/playlists/{}", list["id"].as_str().unwrap());
    let items = json!({"items": [{"articleId": id("art", 1)}]});
    let added = ada.rest().post(&format!("{path}/items"), items).await.json();
    let item = format!("{path}/items/{}", added["items"][0].as_str().unwrap());
    ada.rest().send(Method::PATCH, &item, Some(r#"{"description": "Read this."}"#)).await;
    app.reader("Dan").await.rest().post(&format!("{path}/reports"), json!({"reason": "It insults somebody."})).await;
    let editor = app.staff("Eva", &[Role::Editor]).await;
    let hidden = r#"{"hiddenBecause": "It insults somebody."}"#;
    assert_eq!(editor.rest().send(Method::PUT, &format!("{path}/moderation"), Some(hidden)).await.status, 200);
    ada.rest().send(Method::DELETE, &item, None).await;
    ada.rest().send(Method::PATCH, &path, Some(r#"{"visibility": "private"}"#)).await;
    assert_eq!(ada.rest().send(Method::DELETE, &path, None).await.status, 204);
}

/// An image is uploaded, and deleted.
async fn images(app: &TestApp) {
    let author = files::author(app).await;
    let image = files::uploaded(app, &author, &files::file(image::ImageFormat::Png, 4, 4)).await;
    let tag = format!("\"{}-1\"", image["id"].as_str().unwrap());
    let deleted = author.rest().with("if-match", &tag).send(Method::DELETE, &files::path(&image), None).await;
    assert_eq!(deleted.status, 204);
}

/// An article is published, corrected and withdrawn; somebody may look at it before.
async fn newsroom(app: &TestApp) {
    let editor = Desk::editor(app).await;
    let article = editor.create("Ships", "Text.").await;
    let link = format!("mutation {{ articlePreviewCreate(id: \"{article}\", language: \"en\") {{ token }} }}");
    assert!(editor.graphql.data(&link).await["articlePreviewCreate"]["token"].is_string());
    editor.publish(&article, 1).await;
    let notes = ", kind: TYPO, notes: [{language: \"en\", note: \"A slip.\"}]";
    editor.step("articleCorrect", &article, 1, notes).await;
    let page =
        "mutation { frontPageSave(language: \"en\", expectedRevision: 0, slots: []) { arrangement { revision } } }";
    assert_eq!(editor.graphql.data(page).await["frontPageSave"]["arrangement"]["revision"], 1);
    editor.step("articleWithdraw", &article, 1, ", reason: \"A grave error.\"").await;
}

/// A partner has a product and a key; an endpoint of its is made, and deleted.
async fn partners(app: &TestApp) {
    let partner = Partner::of(app, "gazette").await;
    let (endpoint, _) = partner.endpoint(app, "https://example.org/").await;
    app.domain.system("test").webhooks().delete(endpoint.id, endpoint.revision).await.unwrap();
}

/// Topics, regions and experts are merged, and deleted.
async fn terms_and_experts(app: &TestApp) {
    let editor = Desk::of(app, "Edna", Role::Editor).await.graphql;
    let texts = "texts: [{language: \"en\", name: \"Soon gone\"}]";
    for noun in ["topic", "region", "expert"] {
        let input = if noun == "expert" { "name: \"Soon gone\"" } else { texts };
        let make = format!("mutation {{ {noun}Create(input: {{{input}}}) {{ {noun} {{ id }} }} }}");
        let (one, two) = (editor.data(&make).await, editor.data(&make).await);
        let made = |data: &serde_json::Value| data[format!("{noun}Create")][noun]["id"].clone();
        let merge = format!(
            "mutation {{ {noun}Merge(id: {}, expectedRevision: 1, into: {}) {{ userErrors {{ code }} }} }}",
            made(&one),
            made(&two)
        );
        editor.data(&merge).await;
        let delete = format!("mutation {{ {noun}Delete(id: {}, expectedRevision: 2) {{ deletedId }} }}", made(&two));
        assert_eq!(editor.data(&delete).await[format!("{noun}Delete")]["deletedId"], made(&two));
    }
    let expert = app.reader("Anna").await;
    let link = format!(
        "mutation {{ expertAccountSet(id: \"{}\", account: \"{}\") {{ accountId }} }}",
        id("exp", 1),
        expert.account
    );
    assert!(editor.data(&link).await["expertAccountSet"]["accountId"].is_string());
    let propose =
        "mutation { profileProposalCreate(texts: [{language: \"en\", title: \"Head\"}]) { proposal { state } } }";
    assert_eq!(expert.graphql().data(propose).await["profileProposalCreate"]["proposal"]["state"], "OPEN");
}

on_both! {
    async fn every_kind_of_change_is_made_by_some_write(app: TestApp) {
        let find = |wanted: &str| publication::small().into_iter().find(|record| record["id"] == wanted).unwrap();
        let mut updated = find(&id("art", 1));
        updated["texts"]["en"]["title"] = json!("Another title");
        let mut unpublished = find(&id("art", 2));
        unpublished["texts"]["en"]["status"] = json!("unpublished");
        publication::import(&app.domain, vec![updated, unpublished]).await;
        readers(app).await;
        images(app).await;
        newsroom(app).await;
        partners(app).await;
        terms_and_experts(app).await;
        Manager::of(app).await.program(json!({})).await;
        let mut lines: BTreeMap<String, String> = BTreeMap::new();
        for entry in change_log(&app.domain).await.unwrap() {
            let change = &entry.change;
            // Ids of what was made in this run are another each time: their noun will do.
            let id = change.subject.to_string();
            let subject = if id.contains("_01jb00") { id.clone() } else { format!("{}_…", change.subject.noun.prefix()) };
            let tags = format!("{:?}", change.tags).replace(&id, &subject);
            lines.entry(change.kind.to_string()).or_insert_with(|| format!("{} {subject} {tags}", change.audience.as_str()));
        }
        let missing: Vec<&ChangeKind> = ChangeKind::ALL.iter().filter(|kind| !lines.contains_key(kind.as_str())).collect();
        assert_eq!(missing, [] as [&ChangeKind; 0]);
        let mut told = String::from("# Each kind of change: audience, subject and tags of the first one.\n");
        for (kind, line) in lines {
            writeln!(told, "{kind}: {line}").unwrap();
        }
        crate::contract::golden("changes.txt", &told);
    }

    async fn the_log_is_gapless_with_many_writers(app: TestApp) {
        let before = i64::try_from(change_log(&app.domain).await.unwrap().len()).unwrap();
        let writers = (0..16).map(|writer| {
            let domain = app.domain.clone();
            tokio::spawn(async move {
                for round in 0..4 {
                    let number = 400 + writer * 10 + round;
                    let text = publication::text(&format!("writer-{number}"), "Written", "published", Some("2026-11-01T00:00:00Z"));
                    publication::import(&domain, vec![publication::article(number, "report", json!({"en": text}))]).await;
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let log = change_log(&app.domain).await.unwrap();
        let seqs: Vec<i64> = log.iter().map(|entry| entry.seq).collect();
        assert_eq!(seqs, (1..=before + 64).collect::<Vec<_>>());
        let data = app.graphql().data("{ articles { totalCount } }").await;
        assert_eq!(data["articles"]["totalCount"], 30 + 64, "each writer's answer waited for the catalogue");
    }
}
