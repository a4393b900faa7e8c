//! Open feeds: what is published and nothing else, in three formats, page by page.

use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, TestApp, on_both};

use crate::manuscript::desk::Desk;

const FORMATS: [(&str, &str); 3] = [
    ("atom", "application/atom+xml; charset=utf-8"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("json", "application/feed+json"),
];

async fn json_feed(app: &TestApp, path: &str) -> Value {
    let answer = app.rest().get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer.json()
}

fn titles(feed: &Value) -> Vec<&str> {
    feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

/// The titles of a feed in XML, by the crate that another product would read it with.
fn read(answer: &Answer, format: &str) -> Vec<(String, String)> {
    match format {
        "atom" => {
            let feed = atom_syndication::Feed::read_from(&answer.body[..]).unwrap();
            feed.entries.into_iter().map(|entry| (entry.id, entry.title.value)).collect()
        }
        "rss" => {
            let channel = rss::Channel::read_from(&answer.body[..]).unwrap();
            channel.items.into_iter().map(|item| (item.guid.unwrap().value, item.title.unwrap())).collect()
        }
        _ => {
            let feed = answer.json();
            let items = feed["items"].as_array().unwrap().iter();
            items
                .map(|item| (item["id"].as_str().unwrap().to_owned(), item["title"].as_str().unwrap().to_owned()))
                .collect()
        }
    }
}

on_both! {
    async fn all_formats_say_the_same(app: TestApp) {
        for feed in ["articles", "topics/trade", "regions/europe", "experts/anna-berg"] {
            let mut said = Vec::new();
            for (format, media_type) in FORMATS {
                let path = format!("/feeds/{feed}.{format}?language=en&first=4");
                let answer = app.rest().get(&path).await;
                assert_eq!((answer.status.as_u16(), answer.header("content-type"), answer.header("content-language")), (200, media_type, "en"), "{path}");
                said.push(read(&answer, format));
                let again = app.rest().with("if-none-match", answer.header("etag")).get(&path).await;
                assert_eq!(again.status, 304, "{path}");
            }
            assert!(!said[0].is_empty() && said.iter().all(|one| *one == said[0]), "{feed}: {said:?}");
        }
        let data = app.graphql().data("{ articles(first: 4, language: \"en\", fallback: false) { nodes { title } } }").await;
        let listed: Vec<&str> = data["articles"]["nodes"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect();
        assert_eq!(titles(&json_feed(app, "/feeds/articles.json?first=4").await), listed);
    }

    async fn a_feed_is_in_one_language(app: TestApp) {
        let german = json_feed(app, "/feeds/articles.json?language=de").await;
        assert_eq!((&german["language"], titles(&german)), (&json!("de"), vec!["Nur auf Deutsch", "Häfen unter Druck"]));
        let item = &german["items"][1];
        assert_eq!((&item["tags"], &item["authors"]), (&json!(["Handel", "Deutschland"]), &json!([{"name": "Anna Berg"}, {"name": "Boris Aalto"}])));
        let english = json_feed(app, "/feeds/articles.json").await;
        let same = english["items"].as_array().unwrap().iter().find(|it| it["title"] == "Ports under pressure").unwrap();
        assert_ne!(same["id"], item["id"], "another text is another entry");
        assert_eq!(item["_world_review"]["translations"], json!([{"language": "en", "url": same["url"]}]));
        assert_eq!(json_feed(app, "/feeds/topics/handel.json?language=de").await["title"], "World Review: Handel");
        // Whatever the client prefers, an address is one feed.
        let french = app.rest().with("accept-language", "de").get("/feeds/articles.json").await;
        assert_eq!(french.json()["language"], "en");
        for (path, status, code) in [
            ("/feeds/articles.json?language=fr", 400, "language_invalid"),
            ("/feeds/articles.json?first=0", 400, "page_size_invalid"),
            ("/feeds/articles.json?after=nonsense", 400, "cursor_invalid"),
            ("/feeds/articles.json?colour=red", 400, "parameter_unknown"),
            ("/feeds/articles.xml", 404, "not_found"),
            ("/feeds/everything.atom", 404, "not_found"),
            ("/feeds/topics/nothing.atom", 404, "not_found"),
            ("/feeds/playlists/nothing.atom", 404, "not_found"),
        ] {
            let refused = app.rest().get(path).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code), "{path}");
        }
    }

    async fn pages_lead_through_all_of_it(app: TestApp) {
        let (mut path, mut seen) = ("/feeds/articles.atom?first=7".to_owned(), Vec::new());
        let last = loop {
            let answer = app.rest().get(&path).await;
            let feed = atom_syndication::Feed::read_from(&answer.body[..]).unwrap();
            seen.extend(feed.entries.iter().map(|entry| entry.title.value.clone()));
            let next = feed.links.iter().find(|link| link.rel == "next").map(|link| link.href.clone());
            match next {
                Some(next) => path = next.strip_prefix(&app.url).unwrap().to_owned(),
                None => break feed,
            }
        };
        let total = app.rest().get("/v1/articles?language=en&fallback=false&total=true").await.json()["page"]["total"].clone();
        assert_eq!(json!(seen.len()), total);
        let previous = last.links.iter().find(|link| link.rel == "previous").unwrap();
        let back = app.rest().get(previous.href.strip_prefix(&app.url).unwrap()).await;
        let back = atom_syndication::Feed::read_from(&back.body[..]).unwrap();
        let place = seen.len() - last.entries.len() - back.entries.len();
        assert_eq!(back.entries.iter().map(|entry| &entry.title.value).collect::<Vec<_>>(), seen[place..seen.len() - last.entries.len()].iter().collect::<Vec<_>>());
    }

    async fn nobody_sees_more_in_a_feed_than_everybody(app: TestApp) {
        let editor = Desk::editor(app).await;
        let draft = editor.create("Coming soon", "Text.").await;
        for (format, _) in FORMATS {
            let path = format!("/feeds/articles.{format}");
            let (seen, public) = (editor.actor.rest().get(&path).await, app.rest().get(&path).await);
            assert_eq!(seen.text(), public.text(), "{format}");
            assert!(!public.text().contains("Coming soon") && !public.text().contains("Hidden"), "{format}");
        }
        editor.publish(&draft, 1).await;
        assert_eq!(titles(&json_feed(app, "/feeds/articles.json?first=1").await), ["Coming soon"]);
        let entry = json_feed(app, "/feeds/articles.json?first=1").await["items"][0]["id"].clone();
        editor.step("articleWithdraw", &draft, 1, ", reason: \"A <grave> error.\"").await;
        // It is gone at once, and Atom and JSON tell of it.
        let feed = json_feed(app, "/feeds/articles.json").await;
        assert!(!titles(&feed).contains(&"Coming soon"));
        assert_eq!((&feed["_world_review"]["deleted"][0]["id"], &feed["_world_review"]["deleted"][0]["reason"]), (&entry, &json!("A <grave> error.")));
        let atom = app.rest().get("/feeds/articles.atom").await;
        let atom = atom_syndication::Feed::read_from(&atom.body[..]).unwrap();
        assert_eq!(atom.extensions["at"]["deleted-entry"][0].attrs["ref"], entry.as_str().unwrap());
        assert!(!app.rest().get("/feeds/articles.rss").await.text().contains("Coming soon"));
    }

    async fn what_has_a_feed_says_where_it_is(app: TestApp) {
        for (path, feed) in [("/v1", "articles"), ("/", "articles"), ("/v1/topics/handel", "topics/handel.atom?language=de"), ("/v1/regions/europe", "regions/europe"), ("/v1/experts/anna-berg", "experts/anna-berg")] {
            let answer = app.rest().get(path).await;
            let feed = if feed.contains('?') { feed.to_owned() } else { format!("{feed}.atom") };
            let link = format!("</feeds/{feed}>; rel=\"alternate\"; type=\"application/atom+xml\"");
            assert!(answer.header("link").contains(&link), "{path}: {}", answer.header("link"));
            assert_eq!(app.rest().get(&format!("/feeds/{feed}")).await.status, 200, "{feed}");
        }
    }

    async fn a_former_slug_leads_to_the_feed(app: TestApp) {
        let moved = app.rest().get("/feeds/experts/anna-tal.rss?language=de").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/feeds/experts/anna-berg.rss?language=de"));
    }

    async fn a_playlist_is_a_feed_while_it_is_public(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = ada.rest().post("/v1/me/playlists", json!({"title": "Ports", "description": "To read.", "visibility": "public"})).await.json();
        let (feed, list) = (format!("/feeds/playlists/{}.json", list["id"].as_str().unwrap()), format!("/v1/playlists/{}", list["id"].as_str().unwrap()));
        let items = json!({"items": [{"articleId": id("art", 3), "description": "First."}, {"articleId": id("art", 1)}]});
        assert_eq!(ada.rest().post(&format!("{list}/items"), items).await.status, 201);
        let seen = json_feed(app, &feed).await;
        // The one has no English text, and another language is better than none.
        assert_eq!((&seen["title"], &seen["description"], titles(&seen)), (&json!("World Review: Ports"), &json!("To read."), vec!["Nur auf Deutsch", "Ports under pressure"]));
        assert_eq!((&seen["items"][0]["language"], seen["items"][0]["summary"].as_str().unwrap().starts_with("First.\n\n")), (&json!("de"), true));
        // What its owner changes is news to whoever only sends a date, though the publication hasn't changed.
        let date = app.rest().get(&feed).await.header("last-modified").to_owned();
        app.clock.advance(jiff::SignedDuration::from_secs(5));
        assert_eq!(app.rest().with("if-modified-since", &date).get(&feed).await.status, 200);
        for visibility in ["unlisted", "private"] {
            ada.rest().send(reqwest::Method::PATCH, &list, Some(&json!({"visibility": visibility}).to_string())).await;
            assert_eq!(ada.rest().get(&feed).await.status, 404, "{visibility}");
        }
    }

    async fn its_operator_says_how_much_a_feed_holds_and_where_it_leads(app: TestApp) {
        let change = |settings: &mut api::settings::Settings| {
            settings.publisher.full_texts = true;
            settings.publisher.name = "Weltschau".to_owned();
            settings.publisher.article_page = Some("https://welt.example/{language}/lesen/{slug}".to_owned());
            settings.public_url = Some("https://api.welt.example".to_owned());
        };
        app.beside(change, async |other| {
            let feed = json_feed(other, "/feeds/articles.json?language=de").await;
            assert_eq!((&feed["title"], &feed["feed_url"]), (&json!("Weltschau"), &json!("https://api.welt.example/feeds/articles.json?language=de")));
            let item = &feed["items"][0];
            assert_eq!(item["url"], "https://welt.example/de/lesen/nur-auf-deutsch");
            assert!(item["content_html"].as_str().unwrap().contains("<p>This is about nur-auf-deutsch.</p>"));
            let ids = |feed: &Value| feed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>();
            assert_eq!(ids(&feed), ids(&json_feed(app, "/feeds/articles.json?language=de").await), "ids are the same wherever it stands");
        })
        .await;
    }
}

/// The addresses of a sitemap, or of an index.
fn addresses(document: &str) -> Vec<String> {
    let parts = document.split("<loc>").skip(1);
    parts.map(|part| part.split("</loc>").next().unwrap().to_owned()).collect()
}

on_both! {
    async fn sitemaps_hold_every_public_text_once(app: TestApp) {
        let index = app.rest().get("/sitemap.xml").await;
        assert_eq!((index.status.as_u16(), index.header("content-type")), (200, "application/xml; charset=utf-8"));
        let sitemaps = addresses(&index.text());
        let named: Vec<&str> = sitemaps.iter().map(|it| it.rsplit('/').next().unwrap()).collect();
        assert_eq!(named, ["2026-11.xml", "2026-10.xml"]);
        let mut found = Vec::new();
        for sitemap in &sitemaps {
            let page = app.rest().get(sitemap.strip_prefix(&app.url).unwrap()).await;
            assert_eq!(page.status, 200, "{sitemap}");
            found.extend(addresses(&page.text()));
        }
        let mut expected = Vec::new();
        for language in ["en", "de"] {
            let list = app.rest().get(&format!("/v1/articles?language={language}&fallback=false&first=100")).await.json();
            let slugs = list["data"].as_array().unwrap().iter();
            expected.extend(slugs.map(|it| format!("{}/v1/articles/{}", app.url, it["slug"].as_str().unwrap())));
        }
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        let november = app.rest().get("/sitemaps/2026-11.xml").await.text();
        assert!(november.contains(&format!("hreflang=\"de\" href=\"{}/v1/articles/haefen-unter-druck\"", app.url)), "{november}");
        for wrong in ["2026-11", "2026-11-1.xml", "2026-11-2.xml", "2026-13.xml", "2025-01.xml", "-.xml", "news.txt"] {
            assert_eq!(app.rest().get(&format!("/sitemaps/{wrong}")).await.status, 404, "{wrong}");
        }
        let robots = app.rest().get("/robots.txt").await;
        assert!(robots.text().ends_with(&format!("Sitemap: {}/sitemap.xml\n", app.url)), "{}", robots.text());
    }

    async fn news_are_of_two_days(app: TestApp) {
        // The clock of the tests stands at noon of 24 November; the latest article is of the 18th.
        assert_eq!(addresses(&app.rest().get("/sitemaps/news.xml").await.text()), [""; 0]);
        let editor = Desk::editor(app).await;
        let article = editor.published("News & more", "Text.").await;
        let news = app.rest().get("/sitemaps/news.xml").await.text();
        assert_eq!(addresses(&news), [format!("{}/v1/articles/news-more", app.url)]);
        assert!(addresses(&app.rest().get("/sitemap.xml").await.text())[0].ends_with("/sitemaps/news.xml"));
        for said in ["<news:name>World Review</news:name>", "<news:language>en</news:language>", "<news:title>News &amp; more</news:title>"] {
            assert!(news.contains(said), "{said}: {news}");
        }
        editor.step("articleWithdraw", &article, 1, ", reason: \"Wrong.\"").await;
        assert_eq!(addresses(&app.rest().get("/sitemaps/news.xml").await.text()), [""; 0], "it is gone at once");
    }
}
