//! Answers that are kept are the answers that would be given now: after any change, by any path, in every process; and nobody's own are
//! among them.

pub(crate) mod chance;
mod newsroom;
mod question;
mod soak;

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::{self, id, text};
use tests::{Rest, on_both, raw_client};

use chance::Chance;
use question::{Answer, Question, ask};

/// What an editor might do: one of a few articles, experts and terms becomes another.
pub(crate) fn edit(chance: &mut Chance, step: usize) -> Vec<Value> {
    match chance.below(10) {
        0 => {
            let slug = chance.of(&["boris-aalto", "boris-aalto-junior"]);
            let topics = chance.of(&[json!([]), json!([id("top", 3)]), json!([id("top", 5)])]);
            vec![
                json!({"type": "expert", "id": id("exp", 2), "slug": slug, "name": format!("Boris {step}"), "topics": topics,
                "texts": {"en": {"title": "Fellow"}}}),
            ]
        }
        1 => {
            let parent = chance.of(&[json!(null), json!(id("top", 1)), json!(id("top", 2)), json!(id("top", 5))]);
            vec![json!({"type": "topic", "id": id("top", 3), "parent": parent, "position": 3,
                "texts": {"en": {"slug": chance.of(&["tariffs", "duties"]), "name": format!("Tariffs {step}")}}})]
        }
        2 => {
            vec![json!({"type": "region", "id": id("reg", 3), "parent": chance.of(&[json!(null), json!(id("reg", 1))]),
            "position": 1, "texts": {"en": {"slug": "asia", "name": format!("Asia {step}")}}})]
        }
        _ => {
            let number = 900 + u32::try_from(chance.below(8)).unwrap();
            let status =
                |chance: &mut Chance| chance.of(&["published", "published", "published", "unpublished", "draft"]);
            let at = format!("2026-11-{:02}T0{}:00:00Z", 1 + chance.below(20), chance.below(10));
            let said = |language: &str, slug: String, status: &str| {
                text(&slug, &format!("{number} in {language} at {step}"), status, Some(&at))
            };
            // A slug belongs to one article in each language, and to another one in the other.
            let (english, german) =
                (format!("s-{number}{}", chance.of(&["", "-b"])), format!("s-{}", 900 + (number - 899) % 8));
            let mut texts = json!({"en": said("en", english, status(chance))});
            if chance.below(2) == 0 {
                texts["de"] = said("de", german, status(chance));
            }
            let kind = chance.of(&["analysis", "opinion", "report"]);
            let mut article = publication::article(number, kind, texts);
            article["topics"] =
                chance.of(&[json!([id("top", 2)]), json!([id("top", 3)]), json!([id("top", 5), id("top", 3)])]);
            article["regions"] = chance.of(&[json!([id("reg", 3)]), json!([])]);
            article["experts"][0]["expert"] = json!(id("exp", chance.of(&[1, 2])));
            vec![article]
        }
    }
}

/// What is asked: a path, and the document of a POST.
pub(crate) fn questions() -> Vec<Question> {
    let mut asked = Vec::new();
    let mut get = |path: String| asked.push(Question::get(path));
    for list in [
        "",
        "&language=de",
        "&topic=tariffs",
        "&topic=economics&kind=opinion",
        "&expert=boris-aalto&total=true",
        "&order=-updated_at",
        "&region=asia&include=body",
    ] {
        get(format!("/v1/articles?first=5{list}"));
    }
    for number in 900..904 {
        get(format!("/v1/articles/s-{number}"));
        get(format!("/v1/articles/s-{number}?language=de&fallback=false"));
        get(format!("/v1/articles/{}/related", id("art", number)));
        get(format!("/v1/articles/{}/ninjs", id("art", number)));
    }
    for path in [
        "/v1/experts",
        "/v1/experts/boris-aalto",
        "/v1/topics",
        "/v1/topics/tariffs",
        "/v1/regions",
        "/v1/front-page",
        "/feeds/articles.atom",
        "/feeds/articles.de.json",
        "/feeds/topics/tariffs.rss",
        "/sitemap.xml",
    ] {
        get(path.to_owned());
    }
    let documents = [
        "{ articles(first: 5) { totalCount nodes { id title byline { expert { name } } topics { name ancestors { name } } } } }".to_owned(),
        "{ article(slug: \"s-901\") { id language title body { html } related(first: 3) { title } translations { slug } } }".to_owned(),
        "{ expert(slug: \"boris-aalto\") { name articles(first: 3) { totalCount nodes { title } } topics { name } } }".to_owned(),
        format!("{{ nodes(ids: [\"{}\", \"{}\", \"{}\"]) {{ id ... on Article {{ title }} ... on Topic {{ name parent {{ name }} }} ... on Expert {{ name }} }} }}",
            id("art", 902), id("top", 3), id("exp", 2)),
        "{ topics(first: 9) { nodes { name children { name } articles(first: 2) { totalCount } } } frontPage(first: 3) { items { article { title } } } }".to_owned(),
    ];
    for document in documents {
        asked.extend([Question::post(&document), Question::by_get(&document)]);
    }
    asked
}

/// What a server answers in some languages.
async fn answer(url: &str, question: &Question, languages: &str) -> Answer {
    ask(&raw_client(), url, question, languages, "").await
}

/// The same, made anew: languages that nobody has asked for in these words before.
async fn made_anew(url: &str, question: &Question, words: &mut usize) -> Answer {
    *words += 1;
    answer(url, question, &format!("en;q=0.9, x-{words}")).await
}

/// Asks a few of the questions, and compares what is kept with what is made anew.
async fn compare(url: &str, chance: &mut Chance, words: &mut usize, count: usize) {
    let questions = questions();
    for _ in 0..count {
        let question = chance.of(&questions);
        let kept = answer(url, &question, "en;q=0.9").await;
        let anew = made_anew(url, &question, words).await;
        assert_eq!(kept, anew, "{question:?}");
    }
}

on_both! {
    async fn what_is_kept_is_what_would_be_answered_now(app: TestApp) {
        let (mut chance, mut words) = (Chance::of_seed(2_026), 0);
        for step in 0..400 {
            publication::import(&app.domain, edit(&mut chance, step)).await;
            compare(&app.url, &mut chance, &mut words, 5).await;
        }
        // And all of them at the end, which nothing has touched for a while.
        for question in questions() {
            assert_eq!(answer(&app.url, &question, "en;q=0.9").await, made_anew(&app.url, &question, &mut words).await, "{question:?}");
        }
    }

    async fn an_answer_is_made_once(app: TestApp) {
        let before = app.domain.statements();
        let question = Question::post("{ article(slug: \"ports-under-pressure\") { title body { html } } }");
        let all = futures::future::join_all((0..40).map(|_| answer(&app.url, &question, "en"))).await;
        assert!(all.iter().all(|one| one == &all[0] && one.status == 200));
        assert_eq!(app.domain.statements() - before, 1, "its body is read once");
        let rest = Question::get("/v1/articles/ports-under-pressure");
        let all = futures::future::join_all((0..40).map(|_| answer(&app.url, &rest, "en"))).await;
        assert!(all.iter().all(|one| one == &all[0] && one.status == 200));
        assert_eq!(app.domain.statements() - before, 1, "and the body is known by now");
    }

    async fn nobody_s_own_is_kept(app: TestApp) {
        let ada = app.reader("Confidential").await;
        let list = ada.rest().post("/v1/me/playlists", json!({"title": "Confidential", "visibility": "private"})).await.json();
        let list = list["id"].as_str().unwrap().to_owned();
        ada.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 1)), None).await;
        let document = "{ viewer { displayName playlists(first: 5) { nodes { title } } } expert(slug: \"anna-berg\") { viewerFollows followerCount } }";
        let mut asked = questions();
        asked.extend(["/v1/me".to_owned(), "/v1/me/playlists".to_owned(), format!("/v1/playlists/{list}"), "/v1/me/feed".to_owned()].map(Question::get));
        asked.push(Question::post(document));
        let mut before = Vec::new();
        for question in &asked {
            before.push(answer(&app.url, question, "en").await);
        }
        for Question { path, document } in &asked {
            // Signed in, by the same words as everybody.
            let rest = ada.rest().with("accept-language", "en").with("content-type", "application/json");
            let method = if document.is_some() { Method::POST } else { Method::GET };
            rest.send(method, path, document.as_deref()).await;
        }
        for (question, before) in asked.iter().zip(before) {
            let after = answer(&app.url, question, "en").await;
            assert_eq!((after.status, &after.body), (before.status, &before.body), "{question:?}");
            assert!(!after.body.contains("Confidential"), "{question:?}");
        }
    }

    async fn what_is_shown_of_rows_is_asked_each_time(app: TestApp) {
        let followers = async || {
            let found = app.graphql().data("{ expert(slug: \"anna-berg\") { followerCount } }").await;
            found["expert"]["followerCount"].as_i64().unwrap()
        };
        assert_eq!((followers().await, followers().await), (0, 0));
        let ada = app.reader("Ada").await;
        ada.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 1)), None).await;
        assert_eq!(followers().await, 1);
    }

    async fn what_goes_by_the_clock_goes_on(app: TestApp) {
        let mut words = 0;
        let news = json!({"en": text("news", "News", "published", Some("2026-11-24T08:00:00Z"))});
        publication::import(&app.domain, vec![publication::article(900, "report", news)]).await;
        let mut asked = questions();
        asked.push(Question::get("/sitemaps/news.xml"));
        for hours in [1, 30, 20, 24 * 40] {
            for question in &asked {
                answer(&app.url, question, "en;q=0.9").await;
            }
            app.clock.advance(jiff::SignedDuration::from_hours(hours));
            for question in &asked {
                assert_eq!(answer(&app.url, question, "en;q=0.9").await, made_anew(&app.url, question, &mut words).await, "{question:?}");
            }
        }
    }

    async fn headers_that_lie_are_nobody_else_s(app: TestApp) {
        let feed = "/feeds/articles.atom";
        let honest = app.rest().get(feed).await;
        for (name, value) in [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("accept-encoding", "gzip, evil"), ("accept-language", "xx, evil"), ("accept", "text/evil")] {
            let lie = raw_client().get(format!("{}{feed}", app.url)).header(name, value).send().await.unwrap();
            assert!(lie.status() == 200 || name == "accept", "{name}");
            assert_eq!(app.rest().get(feed).await.text(), honest.text(), "after {name}");
        }
        assert!(!honest.text().contains("evil"));
    }

    async fn what_nobody_asks_again_takes_no_more_than_its_room(app: TestApp) {
        app.beside(|settings| settings.answer_cache_bytes = 300_000, async |small| {
            let hot = Question::get("/v1/articles/ports-under-pressure");
            for _ in 0..3 {
                answer(&small.url, &hot, "en").await;
            }
            let rest = Rest::new(&small.url);
            for number in 0..2_000 {
                let mut aliases = String::new();
                write!(aliases, "{{ a{number}: article(slug: \"a-tariff-too-far\") {{ title body {{ html }} }} }}").unwrap();
                let busting = json!({"query": aliases}).to_string();
                assert_eq!(rest.with("content-type", "application/json").send(Method::POST, "/graphql", Some(&busting)).await.status, 200);
                if number % 10 == 0 {
                    answer(&small.url, &hot, "en").await;
                }
            }
            let before = small.domain.statements();
            answer(&small.url, &hot, "en").await;
            assert_eq!(small.domain.statements(), before);
        }).await;
    }

    async fn graphql_by_get_is_kept_by_clients_as_well(app: TestApp) {
        let path = "/graphql?query=%7B%20articles(first%3A%203)%20%7B%20nodes%20%7B%20title%20%7D%20%7D%20%7D";
        let first = app.rest().get(path).await;
        assert_eq!(first.status, 200, "{}", first.text());
        assert!(first.header("cache-control").contains("stale-while-revalidate"), "{:?}", first.headers);
        let again = app.rest().with("if-none-match", first.header("etag")).get(path).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
        let posted = app.rest().post("/graphql", json!({"query": "{ articles(first: 3) { nodes { title } } }"})).await;
        assert_eq!((posted.text(), posted.header("cache-control")), (first.text(), "no-store"));
        let ada = app.reader("Ada").await;
        assert!(ada.rest().get(path).await.header("cache-control").contains("private"));
    }
}
