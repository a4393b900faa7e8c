//! A cache in front of the server: what answers say that they were made of, and what it is told to purge. Whatever changes, by any path and
//! across restarts, whoever was answered otherwise before finds one of their keys among those that were purged.

use std::collections::{BTreeMap, BTreeSet};

use api::settings::Settings;
use image::ImageFormat;
use jiff::SignedDuration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::publication::{self, id, text};
use tests::{Answer, Rest, on_both, raw_client};

use crate::kept::{self, chance::Chance};
use crate::manuscript::desk::Desk;
use crate::media::{files, rights};
use crate::partner::Manager;
use crate::taxonomy;
use crate::webhook::receiver::{Manner, Received, Receiver};

/// What goes by the clock at any time, so that nothing could be purged in time: it is shown for as long as `Cache-Control` says.
const BY_THE_CLOCK: &str = "/sitemap.xml";

/// Settings by which answers have keys, and this is told what to purge.
fn settings(settings: &mut Settings, receiver: &Receiver) {
    let given =
        [("surrogate_keys", "true"), ("purge_url", receiver.url.as_str()), ("purge_header", "Fastly-Key: secret")];
    let given = given.map(|(name, value)| (name, value.to_owned())).into_iter().collect();
    // A server that begins anew stands at another address, which is no change.
    settings.public_url = Some("https://review.example".to_owned());
    settings.caches = api::settings::read(None, &given).unwrap().caches;
}

fn keys_of(answer: &Answer) -> BTreeSet<String> {
    answer.header("surrogate-key").split(' ').filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

fn purged(received: &[Received]) -> BTreeSet<String> {
    let keys = |request: &Received| request.json()["surrogate_keys"].as_array().unwrap().clone();
    received.iter().flat_map(keys).map(|key| key.as_str().unwrap().to_owned()).collect()
}

/// What a cache in front holds: answers by what was asked, each with its keys.
struct Front {
    held: BTreeMap<String, (Answer, BTreeSet<String>)>,
    seen: usize,
    paths: Vec<String>,
}

impl Front {
    fn new(more: &[String]) -> Self {
        let questions = kept::questions().into_iter().filter(|question| question.document.is_none());
        let paths = questions.map(|question| question.path).chain(more.iter().cloned()).collect();
        Self { held: BTreeMap::new(), seen: 0, paths }
    }

    /// Asks everything.
    async fn fill(&mut self, url: &str) {
        let rest = Rest::new(url).with("accept-language", "en");
        for path in &self.paths {
            let answer = rest.get(path).await;
            // GraphQL's answers with errors in them, and problems, are kept by nobody.
            if answer.header("cache-control").contains("stale-while-revalidate") {
                let keys = keys_of(&answer);
                if keys.contains("all") {
                    self.held.insert(path.clone(), (answer, keys));
                } else {
                    assert_eq!(path, BY_THE_CLOCK, "says nothing of what it was made of");
                }
            } else {
                assert_eq!(answer.header("surrogate-key"), "", "{path}");
                self.held.remove(path);
            }
        }
    }

    /// Forgets what is to be purged, and insists that all that is still held is what would be answered now. Answers what was purged.
    async fn compare(&mut self, url: &str, receiver: &Receiver) -> BTreeSet<String> {
        let received = receiver.received();
        let purged = purged(&received[self.seen..]);
        self.seen = received.len();
        self.held.retain(|_, (_, keys)| keys.is_disjoint(&purged));
        let rest = Rest::new(url).with("accept-language", "en");
        for (path, (held, keys)) in &self.held {
            let now = rest.get(path).await;
            let said = |answer: &Answer| (answer.status, answer.text(), answer.header("location").to_owned());
            assert_eq!(said(held), said(&now), "{path}\nsaid {keys:?}\npurged {purged:?}");
        }
        purged
    }
}

/// What is asked besides: addresses that lead elsewhere, and pages of the same lists.
fn more() -> Vec<String> {
    let mut more: Vec<String> = ["s-900-b", "s-901-b", "s-902-b"].map(|slug| format!("/v1/articles/{slug}")).into();
    more.extend(
        ["/v1/experts/boris-aalto-junior", "/v1/experts/anna-tal", "/v1/topics/duties", "/v1/regions/asia"]
            .map(str::to_owned),
    );
    more.extend(
        [
            "/v1/articles/ports-under-pressure",
            "/v1/articles?kind=opinion",
            "/v1/experts/anna-berg/articles",
            "/sitemaps/2026-11.xml",
        ]
        .map(str::to_owned),
    );
    more
}

on_both! {
    async fn whatever_changes_is_purged(app: TestApp) {
        let receiver = Receiver::start().await;
        let (mut chance, mut front) = (Chance::of_seed(2_026), Front::new(&more()));
        app.beside(|it| settings(it, &receiver), async |server| {
            server.run_purges().await;
            assert_eq!(purged(&receiver.received()), BTreeSet::from(["all".to_owned()]), "it may have kept anything before");
            for step in 0..120 {
                front.fill(&server.url).await;
                for part in 0..=chance.below(3) {
                    publication::import(&app.domain, kept::edit(&mut chance, step * 10 + part)).await;
                }
                server.until_followed(app).await;
                server.run_purges().await;
                front.compare(&server.url, &receiver).await;
            }
        }).await;
    }

    async fn whatever_changed_while_nobody_was_there_is_purged(app: TestApp) {
        let receiver = Receiver::start().await;
        let (mut chance, mut front) = (Chance::of_seed(7), Front::new(&more()));
        let mut spared = 0;
        for step in 0..12 {
            // A server that begins anew knows nothing of what there was.
            app.beside(|it| settings(it, &receiver), async |server| {
                server.run_purges().await;
                let purged = front.compare(&server.url, &receiver).await;
                assert!(step == 0 || !purged.contains("all"), "no more than the collections of what has changed");
                spared += front.held.len();
                front.fill(&server.url).await;
                // Some of it is still known, and told of by nobody.
                publication::import(&app.domain, kept::edit(&mut chance, step)).await;
                server.until_followed(app).await;
                if step % 2 == 0 {
                    server.run_purges().await;
                    front.compare(&server.url, &receiver).await;
                    front.fill(&server.url).await;
                }
            }).await;
            for part in 0..=chance.below(3) {
                publication::import(&app.domain, kept::edit(&mut chance, 100 + step * 10 + part)).await;
            }
        }
        assert!(spared > 0, "some answers have nothing to do with what changed");
    }

    async fn what_editors_do_is_purged_and_nothing_else(app: TestApp) {
        let receiver = Receiver::start().await;
        let editor = Desk::editor(app).await;
        let article = editor.published("A mistake", "Text.").await;
        let (path, another) = ("/v1/articles/a-mistake".to_owned(), "/v1/articles/ports-under-pressure".to_owned());
        let mut front = Front::new(&[path.clone(), another.clone(), "/v1/experts/boris-aalto".to_owned(), "/v1/articles?topic=energy".to_owned()]);
        app.beside(|it| settings(it, &receiver), async |server| {
            server.run_purges().await;
            front.compare(&server.url, &receiver).await;
            let told = async |front: &mut Front| {
                server.until_followed(app).await;
                server.run_purges().await;
                front.compare(&server.url, &receiver).await
            };
            front.fill(&server.url).await;
            assert!(front.held[&path].1.contains(&article), "{:?}", front.held[&path].1);
            editor.save(&article, "en", 1, json!({"title": "No mistake"})).await;
            assert!(told(&mut front).await.is_disjoint(&BTreeSet::from([article.clone()])), "a draft is nobody's business");
            let note = ", kind: CORRECTION, notes: [{language: \"en\", note: \"The title was wrong.\"}]";
            editor.step("articleCorrect", &article, 2, note).await;
            let keys = told(&mut front).await;
            assert!(keys.contains(&article) && keys.contains("list:all:en") && keys.contains("articles"), "{keys:?}");
            assert!(!front.held.contains_key(&path));
            for other in [another.as_str(), "/v1/experts/boris-aalto", "/v1/articles?topic=energy"] {
                assert!(front.held.contains_key(other), "{other} has nothing to do with it: {keys:?}");
            }
            front.fill(&server.url).await;
            editor.step("articleWithdraw", &article, 2, ", reason: \"It was one.\"").await;
            assert!(told(&mut front).await.contains(&article));
            assert!(!front.held.contains_key(&path));
            front.fill(&server.url).await;
            let renamed = json!({"name": "Anna B. Berg"});
            let answer = taxonomy::change(&editor.actor, Method::PATCH, "/v1/experts/anna-berg", &format!("{}-1", id("exp", 1)), &renamed).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let keys = told(&mut front).await;
            assert!(keys.contains(&id("exp", 1)) && keys.contains("experts"), "{keys:?}");
            assert!(front.held.contains_key("/v1/experts/boris-aalto"), "another expert is who they were");
            front.fill(&server.url).await;
            let into = json!({"into": id("exp", 1)});
            let merge = format!("/v1/experts/{}/merge", id("exp", 2));
            let answer = taxonomy::change(&editor.actor, Method::POST, &merge, &format!("{}-1", id("exp", 2)), &into).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert!(told(&mut front).await.contains("all"), "an id that leads elsewhere may be in anything");
        }).await;
    }

    async fn what_the_clock_changes_is_purged(app: TestApp) {
        let receiver = Receiver::start().await;
        let (editor, author) = (Desk::editor(app).await, files::author(app).await);
        let image = files::uploaded(app, &author, &files::file(ImageFormat::Png, 20, 20)).await;
        rights::show(app, &image).await;
        rights::change(&author, &image, 1, json!({"rightsUntil": "2026-11-24T13:00:00Z"})).await;
        let slots = json!({"slots": [{"articleId": id("art", 201), "startsAt": "2026-11-24T12:10:00Z", "endsAt": "2026-11-24T12:20:00Z"}]});
        let arranged = editor.actor.rest().with("if-match", "\"front_page.en-0\"");
        assert_eq!(arranged.send(Method::PUT, "/v1/front-page/en/arrangement", Some(&slots.to_string())).await.status, 200);
        let shown = "/v1/articles/ports-under-pressure?include=lead_image".to_owned();
        let mut front = Front::new(&[shown.clone(), "/v1/front-page?language=en".to_owned()]);
        app.beside(|it| settings(it, &receiver), async |server| {
            server.run_purges().await;
            front.compare(&server.url, &receiver).await;
            let image = image["id"].as_str().unwrap();
            for (minutes, key) in [(9, ""), (1, "front-pages"), (9, ""), (1, "front-pages"), (39, ""), (1, image), (5, "")] {
                front.fill(&server.url).await;
                app.clock.advance(SignedDuration::from_mins(minutes));
                server.run_purges().await;
                let keys = front.compare(&server.url, &receiver).await;
                assert_eq!(keys.contains(key), !key.is_empty(), "{minutes} {key}: {keys:?}");
                assert_eq!(keys.is_empty(), key.is_empty(), "{minutes}: {keys:?}");
                assert_eq!(front.held.contains_key(&shown), key != image, "{minutes}");
            }
        }).await;
    }

    async fn a_request_to_purge_is_one_that_caches_understand(app: TestApp) {
        let receiver = Receiver::start().await;
        app.beside(|it| settings(it, &receiver), async |server| {
            server.run_purges().await;
            let many = (0..200).map(|number| {
                let said = text(&format!("bulk-{number}"), "Bulk", "published", Some("2026-11-20T08:00:00Z"));
                publication::article(2_000 + number, "report", json!({"en": said}))
            });
            publication::import(&app.domain, many.collect()).await;
            server.until_followed(app).await;
            server.run_purges().await;
            let received = receiver.received();
            assert!(received.len() >= 3, "{}", received.len());
            for request in &received {
                let keys = request.json()["surrogate_keys"].as_array().unwrap().clone();
                let keys: Vec<&str> = keys.iter().map(|key| key.as_str().unwrap()).collect();
                assert_eq!(request.headers["surrogate-key"], keys.join(" "));
                assert!(keys.len() <= 256 && request.headers["surrogate-key"].len() <= 8_192);
                assert_eq!((request.headers["fastly-key"].as_str(), request.headers["content-type"].as_str()), ("secret", "application/json"));
            }
            let all = purged(&received);
            assert!((2_000..2_200).all(|number| all.contains(&id("art", number))));
            server.run_purges().await;
            assert_eq!(receiver.received().len(), received.len(), "nothing is told again");
        }).await;
    }

    async fn a_cache_that_fails_is_told_later_by_one_at_a_time(app: TestApp) {
        let receiver = Receiver::start().await;
        let mut chance = Chance::of_seed(3);
        app.beside(|it| settings(it, &receiver), async |server| {
            server.run_purges().await;
            app.beside(|it| settings(it, &receiver), async |other| {
                receiver.become_(Manner::Status(503, "retry-after: 20\r\n"));
                publication::import(&app.domain, kept::edit(&mut chance, 1)).await;
                server.until_followed(app).await;
                other.until_followed(app).await;
                let count = receiver.received().len();
                for seconds in [0, 0, 10, 9] {
                    app.clock.advance(SignedDuration::from_secs(seconds));
                    server.run_purges().await;
                    other.run_purges().await;
                }
                assert_eq!(receiver.received().len(), count + 1, "it is left alone for as long as it wishes, by everybody");
                receiver.become_(Manner::Status(200, ""));
                app.clock.advance(SignedDuration::from_secs(2));
                other.run_purges().await;
                server.run_purges().await;
                let received = receiver.received();
                assert_eq!(received.len(), count + 2);
                assert_eq!(received[count].body, received[count + 1].body, "by the other one, who knows as much");
                assert_eq!(app.found("SELECT failures FROM purge_position").await.trim(), "0");
            }).await;
        }).await;
    }

    async fn keys_are_said_of_what_everybody_is_answered_and_only_on_demand(app: TestApp) {
        let receiver = Receiver::start().await;
        let article = "/v1/articles/ports-under-pressure";
        let graphql = "/graphql?query=%7B%20articles(first%3A%203)%20%7B%20nodes%20%7B%20title%20%7D%20%7D%20%7D";
        let public = [article, "/v1/articles", graphql, "/feeds/articles.atom", "/v1/articles/ports-under-pressure/json-ld"];
        for path in public {
            assert_eq!(app.rest().get(path).await.header("surrogate-key"), "", "{path}");
        }
        let (ada, program) = (app.reader("Ada").await, Manager::of(app).await.program(json!({})).await);
        app.beside(|it| settings(it, &receiver), async |server| {
            for path in public {
                let answer = server.rest().get(path).await;
                assert!(keys_of(&answer).len() > 1, "{path}: {:?}", answer.headers);
                let again = server.rest().with("if-none-match", answer.header("etag")).get(path).await;
                assert_eq!((again.status, keys_of(&again)), (StatusCode::NOT_MODIFIED, keys_of(&answer)), "{path}");
                let hers = server.rest().with("authorization", &ada.authorization()).get(path).await;
                assert_eq!((hers.status, hers.header("surrogate-key")), (StatusCode::OK, ""), "{path}");
                let theirs = program.rest(server).get(path).await;
                assert_eq!(theirs.header("surrogate-key"), "", "{path}");
            }
            let moved = server.rest().get("/v1/experts/anna-tal").await;
            assert!(keys_of(&moved).contains("slug:expert:anna-tal"), "{:?}", moved.headers);
            for path in ["/v1/articles/nothing", "/livez", "/v1/auth/providers", "/openapi.yaml", BY_THE_CLOCK] {
                assert_eq!(server.rest().get(path).await.header("surrogate-key"), "", "{path}");
            }
            let posted = raw_client().post(format!("{}/graphql", server.url)).json(&json!({"query": "{ articles(first: 3) { nodes { title } } }"}));
            assert!(!posted.send().await.unwrap().headers().contains_key("surrogate-key"), "nobody keeps it");
        }).await;
    }

    async fn keys_that_do_not_fit_are_said_by_collection(app: TestApp) {
        let receiver = Receiver::start().await;
        let ids: Vec<String> = (201..226).map(|number| format!("\"{}\"", id("art", number))).collect();
        let query = format!("{{ nodes(ids: [{}]) {{ ... on Article {{ title }} }} expert(slug: \"anna-berg\") {{ name }} }}", ids.join(","));
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let path = format!("/graphql?query={query}");
        let tight = |it: &mut Settings| {
            settings(it, &receiver);
            it.caches.surrogate_key_bytes = Some(512);
        };
        app.beside(tight, async |server| {
            let answer = server.rest().get(&path).await;
            let (keys, length) = (keys_of(&answer), answer.header("surrogate-key").len());
            assert!(length <= 512 && keys.contains("articles") && !keys.contains("experts"), "{keys:?}");
            assert!(keys.contains("slug:expert:anna-berg") && keys.iter().all(|key| !key.starts_with("art_")), "{keys:?}");
            server.run_purges().await;
            let before = receiver.received().len();
            let mut other = publication::small().into_iter().find(|record| record["id"] == id("art", 201)).unwrap();
            other["texts"]["en"]["title"] = Value::from("Another title");
            publication::import(&app.domain, vec![other]).await;
            server.until_followed(app).await;
            server.run_purges().await;
            let told = purged(&receiver.received()[before..]);
            assert!(!told.is_disjoint(&keys) && told.contains("articles") && !told.contains("all"), "{told:?}");
        }).await;
    }
}
