//! An embargo keeps: until its time a text is nowhere in what the API says to anybody but staff and entitled partners.
//! Random schedules under a clock that jumps, on every read path that there is.

use api::routes::ROUTES;
use domain::article::ArticleQuery;
use domain::page::PageRequest;
use domain::testing::stored_articles;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tests::publication::id;
use tests::{Actor, Rest, TestApp, on_both};

use super::desk::{Desk, codes};
use crate::partner::{Manager, Program};

/// How many texts are put on the schedule.
const ROUNDS: u64 = 8;

/// A small generator of numbers that is the same in every run: SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }
}

/// An article on the schedule.
struct Planned {
    article: String,
    word: String,
    at: Timestamp,
    embargoed: bool,
}

/// Every `GET` that isn't for staff, with the names of what the article is filed under, and of itself, in the path.
fn paths(planned: &Planned) -> Vec<String> {
    let slug = planned.word.as_str();
    let mut paths: Vec<String> = Vec::new();
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        let names: Vec<String> = match route.path {
            path if path.starts_with("/v1/articles/") => vec![slug.to_owned(), planned.article.clone(), id("art", 1)],
            path if path.starts_with("/v1/experts/") => vec![id("exp", 1)],
            path if path.starts_with("/v1/topics/") => vec![id("top", 1), id("top", 2)],
            path if path.starts_with("/v1/regions/") => vec![id("reg", 1)],
            "/feeds/{file}" => ["atom", "rss", "json"].map(|end| format!("articles.{end}")).to_vec(),
            "/feeds/topics/{file}" => vec![format!("{}.atom", id("top", 2)), format!("{}.json", id("top", 1))],
            "/feeds/regions/{file}" => vec![format!("{}.json", id("reg", 1))],
            "/feeds/experts/{file}" => vec![format!("{}.rss", id("exp", 1))],
            "/sitemaps/{file}" => ["news", "2026-11", "2026-12"].map(|name| format!("{name}.xml")).to_vec(),
            path if path.contains('{') => vec![planned.article.clone()],
            _ => vec![String::new()],
        };
        for name in names {
            let parts = route.path.split('/').map(|part| if part.starts_with('{') { name.as_str() } else { part });
            let path = parts.collect::<Vec<_>>().join("/");
            let lists = ["/v1/articles", "/articles", "/feed", "/recommendations", "/related", "/v1/playlists"];
            let is_list = lists.iter().any(|end| path.ends_with(end));
            paths.push(if is_list && !path.ends_with("related") {
                format!("{path}?first=100&total=true")
            } else {
                path
            });
        }
    }
    paths
}

/// All that both voices say to this viewer, without what the viewer said themselves.
async fn everything(app: &TestApp, reader: Option<&Actor>, planned: &Planned) -> Vec<(String, String)> {
    let (rest, graphql): (Rest, _) = match reader {
        Some(reader) => (reader.rest(), reader.graphql()),
        None => (app.rest(), app.graphql()),
    };
    let mut said = Vec::new();
    for path in paths(planned) {
        let answer = rest.get(&path).await;
        let own = path.split('?').next().unwrap_or_default();
        let headers: Vec<String> =
            ["link", "location", "etag"].iter().map(|name| answer.header(name).replace(own, "")).collect();
        said.push((path.clone(), String::from_utf8_lossy(&answer.body).replace(own, "") + &headers.join(" ")));
    }
    let article = &planned.article;
    for document in [
        format!("{{ article(id: \"{article}\") {{ id title }} }}"),
        format!("{{ article(slug: \"{}\") {{ id title }} }}", planned.word),
        format!("{{ node(id: \"{article}\") {{ id }} }}"),
        "{ articles(first: 100) { totalCount nodes { id slug title related { id title } translations { title } } } }"
            .to_owned(),
        "{ latest(first: 100) { id title } }".to_owned(),
        format!(
            "{{ topic(id: \"{}\") {{ articles(first: 100) {{ totalCount nodes {{ id title }} }} }} }}",
            id("top", 1)
        ),
        format!(
            "{{ region(id: \"{}\") {{ articles(first: 100) {{ totalCount nodes {{ id title }} }} }} }}",
            id("reg", 1)
        ),
        format!(
            "{{ expert(id: \"{}\") {{ articles(first: 100) {{ totalCount nodes {{ id title }} }} }} }}",
            id("exp", 1)
        ),
        format!("{{ articleWithdrawals(id: \"{article}\") {{ reason }} }}"),
    ] {
        let answer = graphql.run(&document, json!({})).await;
        assert!(answer.get("errors").is_none(), "{document}: {answer}");
        said.push((document, answer.to_string()));
    }
    said
}

/// Nothing that is said holds the word, nor the id.
async fn is_nowhere(app: &TestApp, reader: &Actor, planned: &Planned) {
    for viewer in [None, Some(reader)] {
        for (path, said) in everything(app, viewer, planned).await {
            assert!(!said.contains(&planned.word) && !said.contains(&planned.article), "{path}: {said}");
        }
    }
    // Whoever wants to keep it learns as much as of what isn't there.
    let list = reader.rest().post("/v1/me/playlists", json!({"title": "Mine"})).await.json();
    let items = format!("/v1/playlists/{}/items", list["id"].as_str().unwrap());
    let mut refused = Vec::new();
    for article in [planned.article.clone(), id("art", 999_999)] {
        let answer = reader.rest().post(&items, json!({"items": [{"articleId": article}]})).await;
        let said = |member: &str| answer.json()[member].to_string().replace(&article, "the one");
        refused.push((answer.status, said("detail"), said("errors")));
    }
    assert_eq!(refused[0], refused[1]);
}

/// The programs of two partners, and the lead of each: one that has none, and one that is a day ahead.
async fn partners(app: &TestApp) -> [(&'static str, SignedDuration, Program); 2] {
    let manager = Manager::of(app).await;
    let ahead = manager.program(json!({"leadMinutes": 24 * 60})).await;
    [
        ("partner", SignedDuration::ZERO, manager.program(json!({})).await),
        ("partner a day ahead", SignedDuration::from_hours(24), ahead),
    ]
}

/// What partners see, by every read of the domain.
async fn partners_see(
    app: &TestApp,
    partners: &[(&'static str, SignedDuration, Program)],
    planned: &Planned,
    now: Timestamp,
) {
    for (name, lead, program) in partners {
        let client = domain::Client::default();
        let session = app.domain.authenticate_key(&program.secret, client, "test").unwrap();
        let is_public = planned.at <= now;
        let expected = is_public || (planned.embargoed && planned.at <= now + *lead);
        let article = domain::id::ArticleId::parse(&planned.article).unwrap();
        let found = session.articles().by_id(article).await.unwrap().is_some();
        assert_eq!(found, expected, "{name}, by id, {} at {now}", planned.at);
        let wish = session.languages().preference(None, &[], true).unwrap();
        let slug = domain::text::Slug::parse(&planned.word).unwrap();
        assert_eq!(session.articles().by_slug(&slug, &wish).await.unwrap().is_some(), expected, "{name}, by slug");
        let request = PageRequest { first: Some(100), ..PageRequest::default() };
        let page = session.articles().page(&ArticleQuery::default(), &request).await.unwrap();
        assert_eq!(page.items.iter().any(|(_, it)| it.id == article), expected, "{name}, in the list");
        assert_eq!(
            session.articles().count(&ArticleQuery::default()).await.unwrap(),
            page.items.len(),
            "{name}, counted"
        );
        let stored = stored_articles(&session, &ArticleQuery::default()).await.unwrap();
        assert_eq!(stored.iter().any(|it| it.id == article), expected, "{name}, in the database");
        let bodies = session.articles().bodies(&[(article, domain::Language::parse("en").unwrap())]).await.unwrap();
        assert_eq!(!bodies.is_empty(), expected, "{name}, its body");
    }
}

async fn plan(app: &TestApp, round: u64, now: Timestamp, numbers: &mut Numbers) -> Planned {
    let desk = Desk::of(app, &format!("Editor{round}"), domain::Role::Editor).await;
    let word = format!("zanzibar{round}");
    let article = desk.create(&word, "The words of zanzibar.").await;
    let filing = json!({"topics": [id("top", 2)], "regions": [id("reg", 1)], "byline": [{"expert": id("exp", 1), "role": "author"}]});
    let tag = format!("\"{article}-1\"");
    let path = format!("/v1/manuscripts/{article}");
    let filed =
        desk.actor.rest().with("if-match", &tag).send(reqwest::Method::PATCH, &path, Some(&filing.to_string())).await;
    assert_eq!(filed.status, 200);
    desk.step("articleSubmit", &article, 1, "").await;
    desk.step("articleApprove", &article, 1, "").await;
    let at = now + SignedDuration::from_secs(i64::try_from(1 + numbers.next(72 * 3_600)).unwrap());
    let embargoed = numbers.next(2) == 1;
    let local = at.to_string().replace('Z', "");
    let time = format!(", isEmbargoed: {embargoed}, time: {{at: \"{local}\", zone: \"UTC\"}}");
    desk.step("articleSchedule", &article, 1, &time).await;
    if numbers.next(2) == 1 {
        let saved = desk.save(&article, "en", 1, json!({"body": {"markdown": "The later words of zanzibar."}})).await;
        assert_eq!(codes(&saved), [""; 0]);
    }
    Planned { article, word, at, embargoed }
}

on_both! {
    async fn until_its_time_a_text_is_nowhere(app: TestApp) {
        let (mut numbers, mut now) = (Numbers(20_261_125), tests::NOW.parse::<Timestamp>().unwrap());
        let partners = partners(app).await;
        for round in 0..ROUNDS {
            let planned = plan(app, round, now, &mut numbers).await;
            let counted = app.graphql().data("{ articles { totalCount } }").await["articles"]["totalCount"].as_i64().unwrap();
            let left = planned.at.duration_since(now).as_secs();
            // At once, at a random moment, and a second before.
            for seconds in [0, i64::try_from(numbers.next(u64::try_from(left).unwrap())).unwrap(), left - 1] {
                let then = planned.at - SignedDuration::from_secs(left - seconds);
                app.clock.advance(then.duration_since(now));
                now = then;
                app.run_jobs().await;
                let reader = app.reader(&format!("Reader{round}x{seconds}")).await;
                is_nowhere(app, &reader, &planned).await;
                partners_see(app, &partners, &planned, now).await;
                let count = app.graphql().data("{ articles { totalCount } }").await["articles"]["totalCount"].as_i64().unwrap();
                assert_eq!(count, counted);
            }
            app.clock.advance(planned.at.duration_since(now));
            now = planned.at;
            app.run_jobs().await;
            let said = everything(app, None, &planned).await;
            assert!(said.iter().filter(|(_, said)| said.contains(&planned.word)).count() > 5, "it is everywhere now");
            partners_see(app, &partners, &planned, now).await;
        }
    }
}
