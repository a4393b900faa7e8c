//! What anybody may ask: every kind of address and every root field, of things that change while it is asked.

use reqwest::StatusCode;
use serde_json::json;
use tests::publication::id;

use super::chance::Chance;

/// A path, and the document of a `POST`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) path: String,
    pub(crate) document: Option<String>,
}

impl Question {
    /// A `GET`.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), document: None }
    }

    /// A document of GraphQL, by `POST`.
    pub(super) fn post(document: &str) -> Self {
        Self { path: "/graphql".to_owned(), document: Some(json!({"query": document}).to_string()) }
    }

    /// The same by `GET`.
    pub(super) fn by_get(document: &str) -> Self {
        let query: String = url::form_urlencoded::byte_serialize(document.as_bytes()).collect();
        Self::get(format!("/graphql?query={query}"))
    }

    /// The page behind the one that was answered, if this is a list and there is one.
    pub(super) fn next(&self, answer: &Answer) -> Option<Self> {
        let (list, _) = self.path.split_once("&after=").unwrap_or((&self.path, ""));
        let page: serde_json::Value = serde_json::from_str(&answer.body).ok()?;
        let cursor = page.pointer("/page/endCursor")?.as_str()?;
        let goes_on = page.pointer("/page/hasNext")?.as_bool()? && list.contains('?');
        goes_on.then(|| Self::get(format!("{list}&after={cursor}")))
    }
}

/// An answer without what tells of this very request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// `ETag`, `Content-Language` and `Location`; not `Last-Modified`, which for what has no date of its own is when it was made.
    pub(super) head: [String; 3],
    pub(super) body: String,
}

impl Answer {
    /// Its tag, or "".
    pub(super) fn tag(&self) -> &str {
        &self.head[0]
    }
}

/// By which name every server is asked, so that all say the same addresses.
const HOST: &str = "review.example";

/// Asks a server in some languages, as a client that has the answer with this tag; none has "".
pub(super) async fn ask(
    client: &reqwest::Client,
    url: &str,
    question: &Question,
    languages: &str,
    had: &str,
) -> Answer {
    let path = format!("{url}{}", question.path);
    let mut request = match &question.document {
        Some(document) => client.post(path).header("content-type", "application/json").body(document.clone()),
        None => client.get(path),
    };
    if !had.is_empty() {
        request = request.header("if-none-match", had);
    }
    let request = request.header("host", HOST);
    let answer = request.header("accept-language", languages).header("x-request-id", "the-same").send().await.unwrap();
    let said = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let head = ["etag", "content-language", "location"].map(said);
    Answer { status: answer.status(), head, body: answer.text().await.unwrap() }
}

/// What there is to ask about, by ids and slugs, also those of things that are there no more.
#[derive(Default)]
pub(super) struct Things {
    pub(super) articles: Vec<String>,
    pub(super) experts: Vec<String>,
    pub(super) topics: Vec<String>,
    pub(super) images: Vec<String>,
    pub(super) lists: Vec<String>,
}

impl Things {
    /// Those of the publication of the tests that anything is done with.
    pub(super) fn known() -> Self {
        let named = |slugs: &[&str], prefix: &str, numbers: std::ops::Range<u32>| {
            let slugs = slugs.iter().map(|slug| (*slug).to_owned());
            slugs.chain(numbers.map(|number| id(prefix, number))).collect()
        };
        Self {
            articles: named(&["ports-under-pressure", "harbours-under-pressure", "s-901", "s-902-b"], "art", 900..908),
            experts: named(&["anna-berg", "boris-aalto", "boris-aalto-junior"], "exp", 1..3),
            topics: named(&["economics", "trade", "tariffs", "duties", "energy"], "top", 1..6),
            images: named(&[], "img", 1..2),
            lists: named(&[], "pl", 1..2),
        }
    }

    /// Any question.
    pub(super) fn question(&self, chance: &mut Chance) -> Question {
        let documents = chance.below(2) == 0;
        let mut asked = chance.of(if documents { DOCUMENTS } else { PATHS }).to_owned();
        let fixed = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        for (name, these) in [
            ("<article>", &self.articles),
            ("<expert>", &self.experts),
            ("<topic>", &self.topics),
            ("<image>", &self.images),
            ("<list>", &self.lists),
            ("<region>", &fixed(&["asia", "europe", "germany"])),
            ("<language>", &fixed(&["en", "de"])),
            ("<kind>", &fixed(&["analysis", "opinion", "report"])),
            ("<format>", &fixed(&["atom", "rss", "json"])),
        ] {
            asked = asked.replace(name, &chance.of(these));
        }
        match (documents, chance.below(2)) {
            (false, _) => Question::get(asked),
            (true, 0) => Question::post(&asked),
            (true, _) => Question::by_get(&asked),
        }
    }
}

const PATHS: &[&str] = &[
    "/v1",
    "/v1/languages",
    "/v1/articles?first=5",
    "/v1/articles?first=4&language=<language>",
    "/v1/articles?first=3&language=<language>&fallback=false&total=true",
    "/v1/articles?first=3&topic=<topic>&total=true",
    "/v1/articles?first=3&topic=<topic>&kind=<kind>&region=<region>",
    "/v1/articles?first=3&expert=<expert>&total=true",
    "/v1/articles?first=3&order=-updated_at",
    "/v1/articles?first=1&facets=topics,regions,experts,kinds,languages&language=<language>",
    "/v1/articles?first=1&facets=topics,experts&facets_first=3&topic=<topic>&region=<region>&kind=<kind>",
    "/v1/articles?first=2&region=<region>&include=body",
    "/v1/articles?first=5&fields=title,leadImage",
    "/v1/articles/<article>",
    "/v1/articles/<article>?language=<language>&fallback=false",
    "/v1/articles/<article>?fields=body&body=html",
    "/v1/articles/<article>?include=lead_image",
    "/v1/articles/<article>/related",
    "/v1/articles/<article>/ninjs",
    "/v1/articles/<article>/json-ld",
    "/v1/experts?first=3",
    "/v1/experts?first=100&include=topics",
    "/v1/experts?topic=<topic>",
    "/v1/experts/<expert>",
    "/v1/experts/<expert>/articles?first=3&total=true",
    "/v1/topics?first=100",
    "/v1/topics/<topic>",
    "/v1/topics/<topic>/articles?first=3",
    "/v1/regions?first=2",
    "/v1/regions/<region>",
    "/v1/regions/<region>/articles?first=3",
    "/v1/images/<image>",
    "/v1/front-page?language=<language>&first=5",
    "/v1/playlists?featured",
    "/v1/playlists/<list>",
    "/v1/playlists/<list>/items?first=2",
    "/feeds/articles.<format>",
    "/feeds/articles.<language>.<format>",
    "/feeds/topics/<topic>.<format>",
    "/feeds/regions/<region>.<format>",
    "/feeds/experts/<expert>.<format>",
    "/feeds/playlists/<list>.<format>",
    "/sitemap.xml",
    "/sitemaps/news.xml",
    "/sitemaps/2026-11.xml",
    "/robots.txt",
];

const DOCUMENTS: &[&str] = &[
    "{ articles(first: 5) { totalCount nodes { id title byline { expert { name } } topics { name ancestors { name } } } pageInfo { hasNextPage endCursor } } }",
    "{ articles(first: 3, language: \"<language>\", fallback: false) { totalCount nodes { title slug language } } }",
    "{ articles(last: 3, filter: {topic: \"<topic>\", language: \"<language>\"}) { totalCount nodes { title publishedAt } } }",
    "{ articles(first: 3, filter: {expert: \"<expert>\", kind: [OPINION, REPORT]}, orderBy: {field: UPDATED_AT}) { nodes { title updatedAt } } }",
    "{ articles(first: 3, filter: {region: \"<region>\", published: {from: \"2026-11-05T00:00:00Z\"}}) { totalCount nodes { title leadImage { url } } } }",
    "{ latest(first: 4, language: \"<language>\") { title status corrections { kind note } } }",
    "{ article(slug: \"<article>\") { id language title body { html } related(first: 3) { title } translations { slug } } }",
    "{ article(id: \"<article>\", language: \"<language>\") { slug title status byline { title expert { slug } } regions { name } leadImage { url alt } } }",
    "{ articleWithdrawals(slug: \"<article>\") { language reason } }",
    "{ expert(slug: \"<expert>\") { name title portrait { url } articles(first: 3) { totalCount nodes { title } } topics { name } followerCount } }",
    "{ experts(first: 9, filter: {topic: \"<topic>\"}) { totalCount nodes { name slug } } }",
    "{ topic(id: \"<topic>\", language: \"<language>\") { slug name parent { name } articles(first: 2) { totalCount } } }",
    "{ topic(slug: \"<topic>\") { id name ancestors { slug } children { name } } }",
    "{ topics(first: 9) { nodes { name children { name } articles(first: 2) { totalCount } } } }",
    "{ region(slug: \"<region>\") { name articles(first: 2) { totalCount nodes { title } } } }",
    "{ regions(root: true) { nodes { name children { name } } } languages }",
    "{ node(id: \"<article>\") { id ... on Article { title topics { name } } } image: node(id: \"<image>\") { ... on Image { url alt } } }",
    "{ nodes(ids: [\"<article>\", \"<topic>\", \"<expert>\", \"<list>\"]) { id ... on Article { title } ... on Topic { name parent { name } } ... on Expert { name } ... on Playlist { title } } }",
    "{ frontPage(language: \"<language>\", first: 4) { items { isPlaced article { title } } } }",
    "{ playlist(id: \"<list>\") { title visibility itemCount items(first: 3) { nodes { state article { title } } } } }",
    "{ featuredPlaylists { isPinned playlist { title itemCount } } viewer { displayName } loginProviders { name } }",
];
