//! A small publication with something in every state: what the tests find on every server. Ids and slugs are plain, so
//! that a test can name them.

use domain::Domain;
use domain::import::{JsonLines, NoMediaFiles};
use serde_json::{Value, json};

/// A typed id with a number that can be read in it.
#[must_use]
pub fn id(prefix: &str, number: u32) -> String {
    format!("{prefix}_01jb{number:022}")
}

/// Puts records in place, as the command line would, and insists that none is refused.
pub async fn import(domain: &Domain, records: Vec<Value>) {
    let report = try_import(domain, records).await;
    assert_eq!(report.skipped, [], "the publication of the tests is refused");
}

/// Puts records in place, as the command line would.
pub async fn try_import(domain: &Domain, records: Vec<Value>) -> domain::import::Report {
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    let session = domain.system("test");
    let mut import = session.import(&NoMediaFiles, false).await.unwrap();
    import.run(JsonLines::new(lines.as_bytes()), |_| {}).await.unwrap();
    import.report().clone()
}

/// All of it.
#[must_use]
pub fn small() -> Vec<Value> {
    let mut records = terms();
    records.extend(experts());
    records.extend(articles());
    records.extend((1..=25).map(filler));
    records
}

fn term(
    kind: &str,
    id: &str,
    parent: Option<&str>,
    position: u32,
    en: (&str, &str),
    de: Option<(&str, &str)>,
) -> Value {
    let text = |(slug, name): (&str, &str)| json!({"slug": slug, "name": name});
    let mut texts = json!({"en": text(en)});
    if let Some(de) = de {
        texts["de"] = text(de);
    }
    json!({"type": kind, "id": id, "parent": parent, "position": position, "texts": texts})
}

fn terms() -> Vec<Value> {
    let (top, reg) = (|number| id("top", number), |number| id("reg", number));
    vec![
        term("topic", &top(1), None, 0, ("economics", "Economics"), Some(("wirtschaft", "Wirtschaft"))),
        term("topic", &top(2), Some(&top(1)), 0, ("trade", "Trade"), Some(("handel", "Handel"))),
        term("topic", &top(3), Some(&top(2)), 0, ("tariffs", "Tariffs"), None),
        term("topic", &top(4), None, 1, ("politics", "Politics"), Some(("politik", "Politik"))),
        term("topic", &top(5), None, 2, ("energy", "Energy"), Some(("energie", "Energie"))),
        term("region", &reg(1), None, 0, ("europe", "Europe"), Some(("europa", "Europa"))),
        term("region", &reg(2), Some(&reg(1)), 0, ("germany", "Germany"), Some(("deutschland", "Deutschland"))),
        term("region", &reg(3), None, 1, ("asia", "Asia"), Some(("asien", "Asien"))),
    ]
}

fn experts() -> Vec<Value> {
    vec![
        json!({"type": "expert", "id": id("exp", 1), "slug": "anna-berg", "name": "Anna Berg", "honorific": "Professor",
            "links": [{"kind": "website", "url": "https://berg.example.org"}], "topics": [id("top", 2)],
            "formerSlugs": ["anna-tal"],
            "texts": {"en": {"title": "Director", "affiliation": "Institute of Trade", "bio": "Anna Berg studies trade."},
                      "de": {"title": "Direktorin", "affiliation": "Institut für Handel", "bio": "Anna Berg erforscht den Handel."}}}),
        json!({"type": "expert", "id": id("exp", 2), "slug": "boris-aalto", "name": "Boris Aalto", "topics": [id("top", 4)],
            "texts": {"en": {"title": "Fellow"}}}),
        json!({"type": "expert", "id": id("exp", 3), "slug": "chiara-zanetti", "name": "Chiara Zanetti", "texts": {}}),
    ]
}

/// The body of a text in which a word can be looked for.
#[must_use]
pub fn body(word: &str) -> Value {
    json!([
        {"_type": "block", "_key": "a", "style": "normal", "markDefs": [],
         "children": [{"_type": "span", "_key": "a1", "text": format!("This is about {word}."), "marks": []}]},
        {"_type": "chart", "_key": "b", "of": {"an": "unknown type"}},
    ])
}

/// A text of an article.
#[must_use]
pub fn text(slug: &str, title: &str, status: &str, published: Option<&str>) -> Value {
    let mut text = json!({"slug": slug, "title": title, "standfirst": format!("{title}, in short."), "body": body(slug),
        "status": status, "updatedAt": published.unwrap_or("2026-11-20T08:00:00Z")});
    if let Some(published) = published {
        text["publishedAt"] = json!(published);
    }
    text
}

/// An article with its texts by language.
#[must_use]
pub fn article(number: u32, kind: &str, texts: Value) -> Value {
    json!({"type": "article", "id": id("art", number), "kind": kind, "texts": texts,
        "experts": [{"expert": id("exp", 1), "role": "author", "texts": {"en": {"title": "Fellow", "affiliation": "Institute of Ports"}}}],
        "topics": [id("top", 2)], "regions": [id("reg", 2)]})
}

/// The states that no reader may see, each with an article of its own (number 101 and on), whose slug is the state.
pub const HIDDEN: [&str; 7] = ["draft", "in_review", "approved", "scheduled", "unpublished", "archived", "withdrawn"];

fn articles() -> Vec<Value> {
    let mut both = article(
        1,
        "analysis",
        json!({
            "en": text("ports-under-pressure", "Ports under pressure", "published", Some("2026-11-10T08:00:00Z")),
            "de": text("haefen-unter-druck", "Häfen unter Druck", "published", Some("2026-11-12T08:00:00Z")),
        }),
    );
    both["formerSlugs"] = json!({"en": ["harbours-under-pressure"]});
    both["experts"].as_array_mut().unwrap().push(json!({"expert": id("exp", 2), "role": "co_author", "texts": {}}));
    let mut english = article(
        2,
        "opinion",
        json!({
            "en": text("a-tariff-too-far", "A tariff too far", "published", Some("2026-11-15T08:00:00Z")),
        }),
    );
    english["topics"] = json!([id("top", 3), id("top", 4)]);
    english["regions"] = json!([id("reg", 3)]);
    let german = article(
        3,
        "briefing",
        json!({
            "de": text("nur-auf-deutsch", "Nur auf Deutsch", "published", Some("2026-11-16T08:00:00Z")),
        }),
    );
    let mut corrected = article(
        4,
        "report",
        json!({
            "en": text("the-corrected-one", "The corrected one", "corrected", Some("2026-11-17T08:00:00Z")),
        }),
    );
    corrected["corrections"] =
        json!([{"kind": "correction", "at": "2026-11-18T09:00:00Z", "notes": {"en": "A figure was wrong."}}]);
    let half = article(
        5,
        "interview",
        json!({
            "en": text("half-translated", "Half translated", "published", Some("2026-11-18T08:00:00Z")),
            "de": text("halb-uebersetzt", "Halb übersetzt", "draft", None),
        }),
    );
    let mut articles = vec![both, english, german, corrected, half];
    for (number, status) in (101..).zip(HIDDEN) {
        let published = ["unpublished", "archived", "withdrawn"].contains(&status).then_some("2026-11-01T08:00:00Z");
        let published = if status == "scheduled" { Some("2027-01-01T08:00:00Z") } else { published };
        let slug = format!("hidden-{}", status.replace('_', "-"));
        articles.push(article(
            number,
            "analysis",
            json!({"en": text(&slug, &format!("Hidden {status}"), status, published)}),
        ));
    }
    articles
}

/// Older articles on energy, to page through.
fn filler(number: u32) -> Value {
    let published = format!("2026-10-{number:02}T08:00:00Z");
    let slug = format!("filler-{number}");
    let mut article = article(
        200 + number,
        "report",
        json!({"en": text(&slug, &format!("Filler {number}"), "published", Some(&published))}),
    );
    article["topics"] = json!([id("top", 5)]);
    article["experts"] = json!([{"expert": id("exp", 3), "role": "author", "texts": {}}]);
    article["regions"] = json!([]);
    article
}
