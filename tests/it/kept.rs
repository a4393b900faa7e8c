//! Answers that are kept are the answers that would be given now: after any change, by any path, in every process; and nobody's own are
//! among them.

use std::fmt::Write as _;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::publication::{self, id, text};
use tests::{Rest, on_both, raw_client};

/// A sequence of numbers that looks like chance, and is the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    pub fn of<T: Clone>(&mut self, these: &[T]) -> T {
        these[self.below(these.len())].clone()
    }
}

/// What an editor might do: one of a few articles, experts and terms becomes another.
pub fn edit(chance: &mut Chance, step: usize) -> Vec<Value> {
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
pub fn questions() -> Vec<(String, Option<String>)> {
    let mut asked: Vec<(String, Option<String>)> = Vec::new();
    let mut get = |path: String| asked.push((path, None));
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
        asked.push(("/graphql".to_owned(), Some(json!({"query": document}).to_string())));
        let query: String = url::form_urlencoded::byte_serialize(document.as_bytes()).collect();
        asked.push((format!("/graphql?query={query}"), None));
    }
    asked
}

/// An answer without what tells of this very request.
async fn answer(
    url: &str,
    (path, document): &(String, Option<String>),
    languages: &str,
) -> (StatusCode, String, String) {
    let client = raw_client();
    let request = match document {
        Some(document) => {
            client.post(format!("{url}{path}")).header("content-type", "application/json").body(document.clone())
        }
        None => client.get(format!("{url}{path}")),
    };
    let answer = request.header("accept-language", languages).header("x-request-id", "the-same").send().await.unwrap();
    let tag = answer.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status(), tag, answer.text().await.unwrap())
}

/// The same, made anew: languages that nobody has asked for in these words before.
async fn made_anew(url: &str, question: &(String, Option<String>), words: &mut usize) -> (StatusCode, String, String) {
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
        let (mut chance, mut words) = (Chance(2_026), 0);
        for step in 0..400 {
            publication::import(&app.domain, edit(&mut chance, step)).await;
            compare(&app.url, &mut chance, &mut words, 5).await;
        }
        // And all of them at the end, which nothing has touched for a while.
        for question in questions() {
            assert_eq!(answer(&app.url, &question, "en;q=0.9").await, made_anew(&app.url, &question, &mut words).await, "{question:?}");
        }
    }

    async fn another_process_forgets_as_well(app: TestApp) {
        let (mut chance, mut words) = (Chance(11), 0);
        app.beside(|_| {}, async |other| {
            for step in 0..100 {
                publication::import(&app.domain, edit(&mut chance, step)).await;
                other.until_followed(app).await;
                compare(&other.url, &mut chance, &mut words, 4).await;
            }
        }).await;
    }

    async fn an_answer_is_made_once(app: TestApp) {
        let before = app.domain.statements();
        let asked = json!({"query": "{ article(slug: \"ports-under-pressure\") { title body { html } } }"}).to_string();
        let question = ("/graphql".to_owned(), Some(asked));
        let all = futures::future::join_all((0..40).map(|_| answer(&app.url, &question, "en"))).await;
        assert!(all.iter().all(|one| one == &all[0] && one.0 == 200));
        assert_eq!(app.domain.statements() - before, 1, "its body is read once");
        let rest = ("/v1/articles/ports-under-pressure".to_owned(), None);
        let all = futures::future::join_all((0..40).map(|_| answer(&app.url, &rest, "en"))).await;
        assert!(all.iter().all(|one| one == &all[0] && one.0 == 200));
        assert_eq!(app.domain.statements() - before, 1, "and the body is known by now");
    }

    async fn nobody_s_own_is_kept(app: TestApp) {
        let ada = app.reader("Confidential").await;
        let list = ada.rest().post("/v1/me/playlists", json!({"title": "Confidential", "visibility": "private"})).await.json();
        let list = list["id"].as_str().unwrap().to_owned();
        ada.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 1)), None).await;
        let document = json!({"query": "{ viewer { account { displayName } playlists(first: 5) { nodes { title } } } expert(slug: \"anna-berg\") { isFollowed followerCount } }"});
        let mut asked = questions();
        asked.extend(["/v1/me".to_owned(), "/v1/me/playlists".to_owned(), format!("/v1/playlists/{list}"), "/v1/me/feed".to_owned()].map(|path| (path, None)));
        asked.push(("/graphql".to_owned(), Some(document.to_string())));
        let mut before = Vec::new();
        for question in &asked {
            before.push(answer(&app.url, question, "en").await);
        }
        for (path, document) in &asked {
            // Signed in, by the same words as everybody.
            let rest = ada.rest().with("accept-language", "en").with("content-type", "application/json");
            let method = if document.is_some() { Method::POST } else { Method::GET };
            rest.send(method, path, document.as_deref()).await;
        }
        for (question, before) in asked.iter().zip(before) {
            let after = answer(&app.url, question, "en").await;
            assert_eq!((after.0, &after.2), (before.0, &before.2), "{question:?}");
            assert!(!after.2.contains("Confidential"), "{question:?}");
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
        asked.push(("/sitemaps/news.xml".to_owned(), None));
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
            let hot = ("/v1/articles/ports-under-pressure".to_owned(), None);
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
