//! A filter never hides that something has gone: whatever a product has no longer is told, with the reason and what to do.

use domain::article::Kind;
use domain::partner::ProductChange;
use image::ImageFormat;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{NOW, on_both};

use super::{Partner, everything, opinions};
use crate::manuscript::desk::Desk;
use crate::media::{files, rights};

fn hours(hours: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hours)
}

on_both! {
    async fn what_goes_is_told_with_its_reason(app: TestApp) {
        let (all, some) = (Partner::with(&app.domain, "All", everything()).await, Partner::with(&app.domain, "Some", opinions()).await);
        let (mut all_at, mut some_at) = (all.cursor(app).await, some.cursor(app).await);
        let mut article = publication::article(900, "opinion", json!({
            "en": publication::text("mine", "Mine", "published", Some("2026-11-20T08:00:00Z")),
            "de": publication::text("meins", "Meins", "published", Some("2026-11-20T08:00:00Z")),
        }));
        let id = id("art", 900);
        let expect = async |article: &Value, all_at: &mut String, some_at: &mut String, to_all: &[&str], to_some: &[&str]| {
            publication::import(&app.domain, vec![article.clone()]).await;
            for (partner, at, told) in [(&all, all_at, to_all), (&some, some_at, to_some)] {
                let found = partner.told(app, at).await;
                let told: Vec<String> = told.iter().map(|told| format!("{id} {told}")).collect();
                assert_eq!(found.0, told);
                *at = found.1;
            }
        };
        expect(&article, &mut all_at, &mut some_at, &["de upsert replace", "en upsert replace"], &["en upsert replace"]).await;
        // What it is filed under changes: it leaves one product and stays in the other.
        article["kind"] = json!("report");
        expect(&article, &mut all_at, &mut some_at, &["de upsert replace", "en upsert replace"], &["en left_product delete"]).await;
        article["kind"] = json!("opinion");
        expect(&article, &mut all_at, &mut some_at, &["de upsert replace", "en upsert replace"], &["en upsert replace"]).await;
        article["texts"]["en"]["slug"] = json!("mine-now");
        expect(&article, &mut all_at, &mut some_at, &["de upsert replace", "en moved refetch"], &["en moved refetch"]).await;
        article["texts"]["en"]["status"] = json!("unpublished");
        expect(&article, &mut all_at, &mut some_at, &["de upsert replace", "en unpublished hide"], &["en unpublished hide"]).await;
        article["texts"]["en"]["status"] = json!("published");
        expect(&article, &mut all_at, &mut some_at, &["de upsert replace", "en upsert replace"], &["en upsert replace"]).await;
    }

    async fn a_withdrawal_is_to_be_deleted(app: TestApp) {
        let editor = Desk::editor(app).await;
        let partner = Partner::with(&app.domain, "All", everything()).await;
        let article = editor.published("The made-up interview", "He said so.").await;
        let cursor = partner.cursor(app).await;
        editor.step("articleWithdraw", &article, 1, ", reason: \"The interview was made up.\"").await;
        assert_eq!(partner.told(app, &cursor).await.0, [format!("{article} en withdrawn delete")]);
    }

    async fn a_draft_is_nobody_s_business(app: TestApp) {
        let editor = Desk::editor(app).await;
        let partner = Partner::with(&app.domain, "All", everything()).await;
        let cursor = partner.cursor(app).await;
        editor.create("A draft", "Not yet.").await;
        assert_eq!(partner.told(app, &cursor).await.0, [""; 0]);
    }

    async fn what_the_product_says_changes(app: TestApp) {
        let partner = Partner::with(&app.domain, "All", everything()).await;
        let cursor = partner.cursor(app).await;
        let system = app.domain.system("test");
        let change = ProductChange { kinds: Some(vec![Kind::Opinion]), ..ProductChange::default() };
        system.partners().update_product(partner.product, 1, change).await.unwrap();
        let (told, cursor) = partner.told(app, &cursor).await;
        assert!(told.len() > 25 && told.iter().all(|told| told.ends_with("left_product delete")), "{told:?}");
        let change = ProductChange { kinds: Some(Vec::new()), ends_at: Some(Some(hours(2))), ..ProductChange::default() };
        system.partners().update_product(partner.product, 2, change).await.unwrap();
        let (came, cursor) = partner.told(app, &cursor).await;
        assert_eq!(came.len(), told.len());
        // Its time is over, though nobody does anything.
        app.clock.advance(SignedDuration::from_hours(3));
        let (gone, cursor) = partner.told(app, &cursor).await;
        assert!(gone.len() > told.len() && gone.iter().all(|told| told.ends_with("rights_expired delete")), "{gone:?}");
        assert_eq!(partner.rest(&app.url).get("/v1/articles").await.json()["data"], json!([]));
        assert_eq!(partner.told(app, &cursor).await.0, [""; 0]);
    }

    async fn what_is_said_beside_a_text_changes(app: TestApp) {
        let partner = Partner::with(&app.domain, "Opinions", opinions()).await;
        let cursor = partner.cursor(app).await;
        let article = id("art", 2);
        let expert = json!({"type": "expert", "id": id("exp", 1), "slug": "anna-berg", "name": "Anna Berg-Tal", "topics": [], "texts": {}});
        publication::import(&app.domain, vec![expert]).await;
        let (told, cursor) = partner.told(app, &cursor).await;
        assert_eq!(told, [format!("{article} en upsert replace")]);
        let topic = json!({"type": "topic", "id": id("top", 4), "parent": null, "position": 1, "texts": {"en": {"slug": "politics", "name": "Politics now"}}});
        publication::import(&app.domain, vec![topic]).await;
        let (told, cursor) = partner.told(app, &cursor).await;
        assert_eq!(told, [format!("{article} en upsert replace")]);
        // Nothing of what it shows has changed.
        let region = json!({"type": "region", "id": id("reg", 1), "parent": null, "position": 0, "texts": {"en": {"slug": "europe", "name": "The whole of Europe"}}});
        publication::import(&app.domain, vec![region]).await;
        assert_eq!(partner.told(app, &cursor).await.0, [""; 0]);
    }

    async fn the_rights_to_an_image_end(app: TestApp) {
        let author = files::author(app).await;
        let image = files::uploaded(app, &author, &files::file(ImageFormat::Png, 20, 20)).await;
        rights::show(app, &image).await;
        rights::change(&author, &image, 1, json!({"rightsUntil": hours(5).to_string()})).await;
        let with = Partner::with(&app.domain, "With", ProductChange { images: Some(true), ..everything() }).await;
        let without = Partner::with(&app.domain, "Without", everything()).await;
        let cursors = (with.cursor(app).await, without.cursor(app).await);
        let of = |page: &Value| page["data"].as_array().unwrap().iter().find(|it| it["id"] == id("art", 1) && it["language"] == "en").cloned();
        let shown = of(&with.page(app, "").await).unwrap();
        assert_eq!(shown["article"]["leadImage"]["id"], image["id"]);
        assert!(shown["article"]["body"]["html"].as_str().unwrap().contains("<img"), "{shown}");
        assert_eq!(of(&without.page(app, "").await).unwrap()["article"]["leadImage"], Value::Null);
        app.clock.advance(SignedDuration::from_hours(6));
        let expected = ["de", "en"].map(|language| format!("{} {language} image_expired drop_image", id("art", 1)));
        assert_eq!(with.told(app, &cursors.0).await.0, expected);
        assert_eq!(without.told(app, &cursors.1).await.0, [""; 0]);
        let told = of(&with.page(app, &format!("&after={}", cursors.0)).await).unwrap();
        assert_eq!(told["article"]["leadImage"], Value::Null);
        assert!(!told["article"]["body"]["html"].as_str().unwrap().contains("<img"));
    }

    async fn whoever_is_ahead_is_told_ahead(app: TestApp) {
        let editor = Desk::editor(app).await;
        let ahead = Partner::with(&app.domain, "Ahead", ProductChange { lead_minutes: Some(120), ..everything() }).await;
        let others = Partner::with(&app.domain, "Others", everything()).await;
        let article = editor.create("Tomorrow", "What is to come.").await;
        for step in ["articleSubmit", "articleApprove"] {
            editor.step(step, &article, 1, "").await;
        }
        let (mut ahead_at, mut others_at) = (ahead.cursor(app).await, others.cursor(app).await);
        editor.step("articleSchedule", &article, 1, &format!(", isEmbargoed: true, time: {{at: \"{}\", zone: \"UTC\"}}", hours(5).to_string().replace('Z', ""))).await;
        let upsert = [format!("{article} en upsert replace")];
        for (passed, to_ahead, to_others) in [(0, &[][..], &[][..]), (4, &upsert[..], &[][..]), (2, &upsert[..], &upsert[..])] {
            app.clock.advance(SignedDuration::from_hours(passed));
            app.run_jobs().await;
            let (told, at) = ahead.told(app, &ahead_at).await;
            assert_eq!(told, to_ahead, "ahead, {passed} hours on");
            ahead_at = at;
            let (told, at) = others.told(app, &others_at).await;
            assert_eq!(told, to_others, "with the others, {passed} hours on");
            others_at = at;
        }
    }
}
