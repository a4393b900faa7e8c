//! The reference client: what it keeps is, byte for byte, what the API shows the partner; it goes on where it was, and believes
//! nothing that doesn't verify.

use std::path::Path;

use api::mirror::{Mirror, Pulled};
use domain::partner::ProductChange;
use serde_json::json;
use tests::publication::{self, id};
use tests::{TestApp, on_both};

use super::{Partner, everything, files, shown};

async fn pull(app: &TestApp, partner: &Partner, folder: &Path) -> Result<Pulled, String> {
    app.run_jobs().await;
    let mirror = Mirror::new(&app.url, &partner.key, None).unwrap();
    mirror.pull(folder).await.map_err(|error| error.to_string())
}

on_both! {
    async fn a_copy_is_what_the_api_shows(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", ProductChange { images: Some(true), ..everything() }).await;
        let folder = app.folder.join("copy");
        let pulled = pull(app, &partner, &folder).await.unwrap();
        assert_eq!(pulled.written, 31, "every public text");
        assert_eq!(files(&folder), shown(&partner.rest(&app.url)).await);
        // Something changes, something goes, and something comes.
        let mut left = publication::article(1, "analysis", json!({"en": publication::text("ports-under-pressure", "Ports", "published", Some("2026-11-10T08:00:00Z"))}));
        left["texts"]["de"] = publication::text("haefen-unter-druck", "Häfen", "unpublished", Some("2026-11-12T08:00:00Z"));
        let new = publication::article(900, "opinion", json!({"de": publication::text("neu", "Neu", "published", Some("2026-11-20T08:00:00Z"))}));
        publication::import(&app.domain, vec![left, new]).await;
        let pulled = pull(app, &partner, &folder).await.unwrap();
        assert_eq!((pulled.written, pulled.removed), (2, 1));
        assert_eq!(files(&folder), shown(&partner.rest(&app.url)).await);
        assert_eq!(pull(app, &partner, &folder).await.unwrap().written, 0, "nothing has happened");
    }

    async fn whoever_was_away_for_too_long_begins_anew(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        let folder = app.folder.join("copy");
        pull(app, &partner, &folder).await.unwrap();
        let gone = json!({"en": publication::text("a-tariff-too-far", "A tariff too far", "unpublished", Some("2026-11-15T08:00:00Z"))});
        publication::import(&app.domain, vec![publication::article(2, "opinion", gone.clone())]).await;
        app.run_jobs().await;
        app.clock.advance(jiff::SignedDuration::from_hours(100 * 24));
        let new = |number: u32| publication::article(number, "opinion", json!({"en": publication::text(&format!("new-{number}"), "New", "published", Some("2027-02-20T08:00:00Z"))}));
        publication::import(&app.domain, vec![new(900), new(901)]).await;
        app.run_jobs().await;
        api::jobs::clear(&app.domain).await.unwrap();
        assert!(files(&folder).contains_key(&format!("{}.en.json", id("art", 2))));
        pull(app, &partner, &folder).await.unwrap();
        assert_eq!(files(&folder), shown(&partner.rest(&app.url)).await, "and has nothing that isn't there any more");
    }

    async fn a_history_that_was_rewritten_is_not_believed(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        let folder = app.folder.join("copy");
        pull(app, &partner, &folder).await.unwrap();
        let before = files(&folder);
        let new = |number: u32| publication::article(number, "opinion", json!({"en": publication::text(&format!("new-{number}"), "New", "published", Some("2026-11-20T08:00:00Z"))}));
        publication::import(&app.domain, vec![new(900), new(901)]).await;
        app.run_jobs().await;
        let last = app.found("SELECT max(number) FROM product_entry").await;
        let entry = format!("number = {last}");
        for (lie, truth) in [
            ("kind = 'withdrawn'", "kind = 'upsert'"),
            (&*format!("article_id = '{}'", id("art", 900)), &*format!("article_id = '{}'", id("art", 901))),
        ] {
            app.sql(&format!("UPDATE product_entry SET {lie} WHERE {entry}")).await;
            let error = pull(app, &partner, &folder).await.unwrap_err();
            assert!(error.contains("doesn't verify"), "{error}");
            assert_eq!(files(&folder), before, "nothing of it is applied");
            app.sql(&format!("UPDATE product_entry SET {truth} WHERE {entry}")).await;
        }
        // What the copy knows of the past can't be changed either.
        let state = std::fs::read_to_string(folder.join("state.json")).unwrap();
        let hash = serde_json::from_str::<serde_json::Value>(&state).unwrap()["hash"].as_str().unwrap().to_owned();
        std::fs::write(folder.join("state.json"), state.replace(&hash, &"0".repeat(64))).unwrap();
        assert!(pull(app, &partner, &folder).await.unwrap_err().contains("doesn't verify"));
        std::fs::write(folder.join("state.json"), state).unwrap();
        pull(app, &partner, &folder).await.unwrap();
        assert_eq!(files(&folder), shown(&partner.rest(&app.url)).await);
    }

    async fn the_command_does_it(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        app.run_jobs().await;
        std::fs::write(app.folder.join("key"), format!("{}\n", partner.key)).unwrap();
        let run = async |key: &str| {
            let mut command = tests::command(&app.folder);
            command.args(["sync", "pull", &app.url, "--key", key, "--dir", "copy"]);
            tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
        };
        let done = run("@key").await;
        assert_eq!(String::from_utf8_lossy(&done.stdout), "31 written, 0 removed; verified up to entry 31\n");
        assert_eq!(files(&app.folder.join("copy")), shown(&partner.rest(&app.url)).await);
        let refused = run("wrk_AAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
        assert_eq!(refused.status.code(), Some(1));
        assert_eq!(String::from_utf8_lossy(&refused.stderr), "error: the server answers 401: This credential is not valid here.\n");
    }
}
