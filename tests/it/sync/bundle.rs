//! Bundles: all that somebody is to have in one file, which is whole, or isn't believed.

use api::mirror::Mirror;
use domain::Language;
use domain::partner::{ProductChange, ProductFormat};
use domain::ports::Clock as _;
use image::ImageFormat;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Answer, TestApp, on_both};

use super::{Partner, everything, files, opinions, shown};
use crate::media::{files as pictures, rights};
use crate::sha256;

fn lines(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A product of all that is in English.
fn in_english() -> ProductChange {
    ProductChange { languages: Some(vec![Language::parse("en").unwrap()]), ..everything() }
}

/// A partner whose product is written, and the client with its key.
async fn partner(app: &TestApp, terms: ProductChange) -> (Partner, Mirror) {
    let partner = Partner::with(&app.domain, "Daily", terms).await;
    app.run_jobs().await;
    let mirror = Mirror::new(&app.url, &partner.key, None).unwrap();
    (partner, mirror)
}

on_both! {
    async fn a_copy_that_begins_with_a_bundle_is_what_the_api_shows(app: TestApp) {
        let (partner, mirror) = partner(app, ProductChange { images: Some(true), ..everything() }).await;
        let (file, folder) = (app.folder.join("all.ndjson"), app.folder.join("copy"));
        assert_eq!(mirror.take_bundle(&file).await.unwrap(), 31, "every public text");
        // Meanwhile something changes, and something goes.
        let mut left = publication::article(1, "analysis", json!({"en": publication::text("ports-under-pressure", "Ports", "published", Some("2026-11-10T08:00:00Z"))}));
        left["texts"]["de"] = publication::text("haefen-unter-druck", "Häfen", "unpublished", Some("2026-11-12T08:00:00Z"));
        publication::import(&app.domain, vec![left]).await;
        app.run_jobs().await;
        assert_eq!(mirror.open_bundle(&file, &folder, app.clock.now()).await.unwrap(), 31);
        let pulled = mirror.pull(&folder).await.unwrap();
        assert_eq!((pulled.written, pulled.removed), (1, 1));
        assert_eq!(files(&folder), shown(&partner.rest(&app.url)).await);
        assert!(mirror.open_bundle(&file, &folder, app.clock.now()).await.is_err(), "the copy has begun");
    }

    async fn each_line_is_what_its_hash_says_and_all_of_them_are_signed(app: TestApp) {
        let (partner, _) = partner(app, in_english()).await;
        let rest = partner.rest(&app.url);
        let answer = rest.get("/v1/sync/bundle").await;
        let told = lines(&answer);
        assert_eq!((&told[0]["type"], &told[0]["version"], &told[0]["product"]), (&json!("bundle"), &json!(1), &json!(partner.product.to_string())));
        let texts: Vec<&Value> = told.iter().filter(|line| line["type"] == "article").collect();
        assert!(texts.len() > 3 && texts.len() == told.len() - 3, "{told:?}");
        for text in texts {
            let address = format!("/v1/articles/{}?language=en&fallback=false", text["id"].as_str().unwrap());
            let article = rest.get(&address).await;
            assert_eq!((&text["content"], text["sha256"].as_str().unwrap()), (&article.json(), &*sha256(&article.body)));
            assert_eq!((&text["mustDeleteAfter"], &text["images"]), (&Value::Null, &json!([])));
        }
        let body = answer.text();
        let signed = &body[..body.trim_end().rfind('\n').unwrap() + 1];
        let end = told.last().unwrap();
        assert_eq!((&end["type"], &end["lines"], &end["sha256"]), (&json!("end"), &json!(told.len() - 1), &json!(sha256(signed.as_bytes()))));
        let keys = app.rest().get("/.well-known/jwks.json").await.text();
        let attested = domain::sync::verify_bundle(end["attestation"].as_str().unwrap(), &keys).unwrap();
        assert_eq!((attested.lines, attested.sha256), (told.len() as u64 - 1, sha256(signed.as_bytes())));
        assert!(domain::sync::verify(end["attestation"].as_str().unwrap(), &keys).is_err(), "it is no word on a head");
        // The log goes on from there.
        let position = &told[told.len() - 2];
        let next = rest.get(&format!("/v1/sync?after={}", position["cursor"].as_str().unwrap())).await.json();
        assert_eq!((&next["step"], &next["data"], &next["chain"]["from"]), (&json!("log"), &json!([]), &position["chain"]));
        // Compressed it is the same, but for when it was made.
        for coding in ["gzip", "zstd", "br, identity;q=0.5"] {
            let client = reqwest::Client::builder().no_gzip().no_zstd().no_brotli().build().unwrap();
            let request = client.get(format!("{}/v1/sync/bundle", app.url)).header("x-api-key", &partner.key);
            let answer = request.header("accept-encoding", coding).send().await.unwrap();
            let sent = answer.headers().get("content-encoding").map(|it| it.to_str().unwrap().to_owned());
            let bytes = answer.bytes().await.unwrap();
            let text = match sent.as_deref() {
                Some("gzip") => std::io::read_to_string(flate2::read::GzDecoder::new(&bytes[..])).unwrap(),
                Some("zstd") => std::io::read_to_string(zstd::stream::read::Decoder::new(&bytes[..]).unwrap()).unwrap(),
                None => String::from_utf8(bytes.to_vec()).unwrap(),
                Some(other) => panic!("{other}"),
            };
            assert_eq!(sent.as_deref().unwrap_or("br, identity;q=0.5"), coding);
            assert_eq!(text.lines().count(), told.len(), "{coding}");
            assert!(text.contains(r#"{"type":"end""#));
        }
        let head = rest.send(reqwest::Method::HEAD, "/v1/sync/bundle", None).await;
        assert_eq!((head.status.as_u16(), head.header("content-type")), (200, "application/x-ndjson"));
    }

    async fn what_isn_t_whole_or_was_changed_is_not_believed(app: TestApp) {
        let (_, mirror) = partner(app, in_english()).await;
        let file = app.folder.join("all.ndjson");
        let texts = mirror.take_bundle(&file).await.unwrap();
        let good = std::fs::read_to_string(&file).unwrap();
        let told: Vec<&str> = good.lines().collect();
        let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
        let cut = joined(&told[..told.len() - 1]);
        let left_out = joined(&[&told[..2], &told[3..]].concat());
        let rewritten = good.replacen("\"title\":\"", "\"title\":\"Not ", 1);
        let moved = good.replacen("\"number\":", "\"number\":1", 1);
        for (wrong, why) in [(cut, "isn't whole"), (left_out, "another bundle"), (rewritten, "another text"), (moved, "another bundle")] {
            assert_ne!(wrong, good);
            std::fs::write(&file, wrong).unwrap();
            let folder = app.folder.join("copy");
            let error = mirror.open_bundle(&file, &folder, app.clock.now()).await.unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
            assert!(files(&folder).is_empty(), "nothing of it is a copy");
        }
        std::fs::write(&file, &good).unwrap();
        assert_eq!(mirror.open_bundle(&file, &app.folder.join("copy"), app.clock.now()).await.unwrap(), texts);
    }

    async fn rights_say_when_it_has_to_go(app: TestApp) {
        let author = pictures::author(app).await;
        let image = pictures::uploaded(app, &author, &pictures::file(ImageFormat::Png, 20, 20)).await;
        rights::show(app, &image).await;
        let until = |hours: i64| (tests::NOW.parse::<jiff::Timestamp>().unwrap() + SignedDuration::from_hours(hours)).to_string();
        rights::change(&author, &image, 1, json!({"rightsUntil": until(5)})).await;
        let ends_at = Some(Some(until(48).parse().unwrap()));
        let (partner, mirror) = partner(app, ProductChange { images: Some(true), ends_at, ..everything() }).await;
        let told = lines(&partner.rest(&app.url).get("/v1/sync/bundle").await);
        let texts: Vec<&Value> = told.iter().filter(|line| line["type"] == "article").collect();
        assert!(texts.iter().all(|text| text["mustDeleteAfter"] == until(48)));
        let with_image = texts.iter().filter(|text| text["images"] == json!([{"id": image["id"], "mustDeleteAfter": until(5)}]));
        assert_eq!(with_image.count(), 2, "in both languages");
        // To whoever opens it too late it is a bundle of nothing.
        let file = app.folder.join("all.ndjson");
        assert_eq!(mirror.take_bundle(&file).await.unwrap(), texts.len());
        for (hours, opened) in [(47, texts.len()), (48, 0)] {
            let folder = app.folder.join(format!("copy-{hours}"));
            let now = until(hours).parse().unwrap();
            assert_eq!(mirror.open_bundle(&file, &folder, now).await.unwrap(), opened);
            assert_eq!(files(&folder).len(), opened);
        }
        // A reader takes the image along as well.
        let ada = app.reader("Ada").await;
        let list = ada.rest().post("/v1/me/playlists", json!({"title": "Mine", "visibility": "private"})).await.json();
        let items = json!({"items": [{"articleId": id("art", 1)}, {"articleId": id("art", 2)}]});
        ada.rest().post(&format!("/v1/playlists/{}/items", list["id"].as_str().unwrap()), items).await;
        let own = lines(&ada.rest().get("/v1/me/sync/bundle").await);
        let said: Vec<&str> = own.iter().map(|line| line["type"].as_str().unwrap()).collect();
        assert_eq!(said, ["bundle", "article", "article", "playlist", "position", "end"]);
        assert_eq!((&own[1]["mustDeleteAfter"], &own[1]["images"]), (&Value::Null, &json!([{"id": image["id"], "mustDeleteAfter": until(5)}])));
        assert_eq!(own[1]["content"], ada.rest().get(&format!("/v1/articles/{}", id("art", 1))).await.json());
        assert_eq!(own[3]["content"]["items"][1]["articleId"], id("art", 2));
        let next = ada.rest().get(&format!("/v1/me/sync?after={}", own[4]["cursor"].as_str().unwrap())).await.json();
        assert_eq!((&next["step"], &next["data"]), (&json!("log"), &json!([])));
    }

    async fn what_was_agreed_holds_for_bundles(app: TestApp) {
        let (ninjs, _) = partner(app, ProductChange { formats: Some(vec![ProductFormat::Ninjs]), ..opinions() }).await;
        let refused = ninjs.rest(&app.url).get("/v1/sync/bundle").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        let told = lines(&ninjs.rest(&app.url).get("/v1/sync/bundle?format=ninjs").await);
        assert_eq!(told[1]["content"]["standard"]["name"], "ninjs");
        let refused = ninjs.rest(&app.url).get("/v1/sync/bundle?first=3").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (400, "parameter_unknown"));
        let (small, _) = partner(app, ProductChange { articles_per_day: Some(Some(2)), ..everything() }).await;
        let refused = small.rest(&app.url).get("/v1/sync/bundle").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "quota_exceeded"), "before anything is sent");
    }

    async fn a_bundle_that_can_t_be_continued_is_broken_off(app: TestApp) {
        let article = |number: u32| publication::article(number, "report", json!({"en": publication::text(&format!("new-{number}"), "New", "published", Some("2026-11-20T08:00:00Z"))}));
        publication::import(&app.domain, (1_000..1_250).map(article).collect()).await;
        let (partner, mirror) = partner(app, ProductChange { articles_per_day: Some(Some(150)), ..everything() }).await;
        let request = reqwest::Client::new().get(format!("{}/v1/sync/bundle", app.url)).header("x-api-key", &partner.key);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "the first hundred are within the quota");
        assert!(answer.bytes().await.is_err(), "and what was sent isn't taken for the whole");
        let file = app.folder.join("all.ndjson");
        assert!(mirror.take_bundle(&file).await.is_err());
        assert!(!file.exists());
    }
}
