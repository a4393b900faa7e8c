//! The log of a product: numbered without a gap, chained and signed, and nothing is missed between the first copy and the log.

use std::collections::BTreeSet;

use domain::sync::Hash;
use serde_json::{Value, json};
use tests::on_both;
use tests::publication::{self, id};

use super::{Partner, end, everything, opinions};

/// The articles of some texts, changed once more.
fn another(number: u32, title: &str) -> Value {
    let slug = format!("another-{number}");
    publication::article(
        number,
        "opinion",
        json!({"en": publication::text(&slug, title, "published", Some("2026-11-20T08:00:00Z"))}),
    )
}

/// Computes the hashes of a page again, and answers where they lead.
fn computed(page: &Value) -> (i64, String) {
    let from = &page["chain"]["from"];
    let mut at = (from["number"].as_i64().unwrap(), from["hash"].as_str().unwrap().to_owned());
    for entry in page["chain"]["entries"].as_array().unwrap() {
        let word = |name: &str| entry[name].as_str().unwrap().to_owned();
        at.0 += 1;
        assert_eq!(entry["number"], at.0, "without a gap");
        at.1 = Hash::of(&format!("{} {} {} {} {}", at.1, at.0, word("id"), word("language"), word("kind"))).to_string();
    }
    at
}

fn reached(page: &Value) -> (i64, String) {
    let to = &page["chain"]["to"];
    (to["number"].as_i64().unwrap(), to["hash"].as_str().unwrap().to_owned())
}

on_both! {
    async fn a_copy_goes_over_to_the_log_without_a_gap(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        app.run_jobs().await;
        let first = partner.page(app, "&first=10").await;
        assert_eq!((&first["step"], &first["page"]["hasNext"]), (&json!("snapshot"), &json!(true)));
        assert_eq!(first["chain"]["entries"], json!([]));
        // While the copy is taken, something comes that belongs before what was sent, and something behind it changes.
        publication::import(&app.domain, vec![another(0, "Before"), another(900, "Behind"), another(901, "Behind as well")]).await;
        publication::import(&app.domain, vec![another(901, "Behind as well, and changed")]).await;
        app.run_jobs().await;
        let mut copied: BTreeSet<String> = BTreeSet::new();
        let mut page = first.clone();
        while page["step"] == "snapshot" {
            assert_eq!(reached(&page), reached(&first), "the place at which the copy was begun");
            for item in page["data"].as_array().unwrap() {
                assert!(copied.insert(format!("{} {}", item["id"], item["language"])), "each text once");
                assert_eq!(item["article"]["id"], item["id"]);
            }
            page = partner.page(app, &format!("&first=10&after={}", end(&page))).await;
        }
        let told: Vec<&str> = page["data"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(told, [id("art", 0), id("art", 900), id("art", 901)], "all that happened since the copy was begun");
        assert_eq!(page["data"][2]["article"]["title"], "Behind as well, and changed");
        assert_eq!(page["page"]["hasNext"], false);
        assert!(!copied.contains(&format!("\"{}\" \"en\"", id("art", 0))), "it came behind the place that had been reached");
    }

    async fn the_last_word_counts_and_the_chain_holds_all_the_same(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        let cursor = partner.cursor(app).await;
        for round in 0..3 {
            publication::import(&app.domain, (900..905).map(|number| another(number, &format!("Round {round}"))).collect()).await;
            app.run_jobs().await;
        }
        let page = partner.page(app, &format!("&after={cursor}")).await;
        assert_eq!(page["data"].as_array().unwrap().len(), 5, "each text once");
        assert!(page["data"].as_array().unwrap().iter().all(|item| item["article"]["title"] == "Round 2"));
        assert_eq!(page["chain"]["entries"].as_array().unwrap().len(), 15, "and every entry");
        assert_eq!(computed(&page), reached(&page));
        let keys = app.rest().get("/.well-known/jwks.json").await.text();
        let attestation = page["chain"]["attestation"].as_str().unwrap();
        let attested = domain::sync::verify(attestation, &keys).unwrap();
        assert_eq!((attested.product, attested.number, attested.hash), (partner.product, reached(&page).0, reached(&page).1));
        // The same in small pages leads to the same place.
        let mut at = cursor;
        loop {
            let part = partner.page(app, &format!("&first=2&after={at}")).await;
            assert_eq!(computed(&part), reached(&part));
            at = end(&part);
            if part["page"]["hasNext"] == false {
                assert_eq!(reached(&part), reached(&page));
                break;
            }
        }
        // Nobody can log in with the server's word, and no token that one logs in with is taken for it.
        let bearer = app.rest().with("authorization", &format!("Bearer {attestation}")).get("/v1/articles").await;
        assert_eq!((bearer.status.as_u16(), bearer.code().as_str()), (401, "credential_invalid"));
        let ada = app.reader("Ada").await;
        assert!(domain::sync::verify(&ada.access_token, &keys).is_err());
        let (head, signature) = attestation.rsplit_once('.').unwrap();
        assert!(domain::sync::verify(&format!("{head}.{}", signature.chars().rev().collect::<String>()), &keys).is_err());
    }

    async fn graphql_says_the_same(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", opinions()).await;
        app.run_jobs().await;
        let rest = partner.page(app, "").await;
        let graphql = app.graphql().with("authorization", &format!("Bearer {}", partner.key));
        let query = format!(
            "{{ changes(product: \"{}\") {{ step nodes {{ number articleId language kind action article {{ id title }} }} from {{ number hash }} \
             entries {{ number }} to {{ number hash }} head hasNextPage endCursor }} }}",
            partner.product
        );
        let changes = &graphql.data(&query).await["changes"];
        assert_eq!(changes["step"], "SNAPSHOT");
        assert_eq!(changes["nodes"].as_array().unwrap().len(), rest["data"].as_array().unwrap().len());
        assert_eq!((&changes["to"], &changes["endCursor"]), (&rest["chain"]["to"], &rest["page"]["endCursor"]));
        let (node, item) = (&changes["nodes"][0], &rest["data"][0]);
        assert_eq!((&node["articleId"], &node["article"]["title"]), (&item["id"], &item["article"]["title"]));
        assert_eq!((&node["kind"], &node["action"]), (&json!("UPSERT"), &json!("REPLACE")));
    }

    async fn several_processes_write_one_log(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        let cursor = partner.cursor(app).await;
        app.beside(|_| {}, async |other| {
            for round in 0..5 {
                publication::import(&app.domain, (900..920).map(|number| another(number, &format!("Round {round}"))).collect()).await;
                other.until_followed(app).await;
                let (one, two) = tokio::join!(api::jobs::follow_products(app.domain.clone()), api::jobs::follow_products(other.domain.clone()));
                one.unwrap();
                two.unwrap();
            }
        }).await;
        app.run_jobs().await;
        let page = partner.page(app, &format!("&first=100&after={cursor}")).await;
        assert_eq!(page["chain"]["entries"].as_array().unwrap().len(), 100, "each change once, whoever told of it");
        assert_eq!(computed(&page), reached(&page));
    }

    async fn what_was_cleared_away_is_gone_for_good(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        let long_ago = partner.cursor(app).await;
        publication::import(&app.domain, vec![another(900, "One"), another(901, "Two")]).await;
        let before = partner.cursor(app).await;
        app.clock.advance(jiff::SignedDuration::from_hours(91 * 24));
        publication::import(&app.domain, vec![another(902, "Three")]).await;
        app.run_jobs().await;
        api::jobs::clear(&app.domain).await.unwrap();
        let gone = partner.rest(&app.url).get(&format!("/v1/sync?after={long_ago}")).await;
        assert_eq!((gone.status.as_u16(), gone.code().as_str()), (410, "cursor_expired"));
        // Who had come as far as what was cleared away goes on, and the chain holds.
        let page = partner.page(app, &format!("&after={before}")).await;
        let told = page["data"].as_array().unwrap();
        assert!(told.iter().any(|item| item["article"]["title"] == "Three"), "{page}");
        assert_eq!(computed(&page), reached(&page));
        assert_eq!(partner.page(app, "").await["step"], "snapshot", "and everybody may begin anew");
    }
}
