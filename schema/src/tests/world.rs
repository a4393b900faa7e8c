//! A small publication to ask: topics, a region, an image, experts, and articles of which some are only in English,
//! some also in German, and one is a draft.

use std::sync::Arc;

use bytes::Bytes;
use domain::import::{JsonLines, MediaFiles};
use domain::testing::{
    self, TestClock, TestIdentityProvider, TestMailer, TestMediaStore, TestRandom, TestWebhookSender,
};
use domain::{Client, Domain, Follower, Language, Ports};
use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::document::Limits;
use crate::executor::Executor;
use crate::{Call, PublicUrl, RequestLanguage};

/// How many articles are public.
pub(super) const PUBLIC: usize = 45;
/// How many of them are also in German.
pub(super) const GERMAN: usize = 15;

/// The publication, open for questions.
pub(super) struct World {
    pub(super) domain: Domain,
    executor: Executor<Call>,
    follower: Follower,
    _folder: TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        self.follower.stop();
    }
}

/// An id by its kind and number.
pub(super) fn id(prefix: &str, number: usize) -> String {
    format!("{prefix}_01jb{number:022}")
}

impl World {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("review.sqlite").display());
        migrations::up(&url).await.unwrap();
        let ports = Ports {
            clock: Arc::new(TestClock::at("2026-11-01T12:00:00Z".parse().unwrap())),
            random: Arc::new(TestRandom::default()),
            media: Arc::new(TestMediaStore::default()),
            mailer: Arc::new(TestMailer::default()),
            identity_provider: Arc::new(TestIdentityProvider::default()),
            webhooks: Arc::new(TestWebhookSender),
            purger: None,
        };
        let domain = Domain::open(testing::options(&url, 4), ports).await.unwrap();
        let session = domain.system("fill");
        let mut import = session.import(&Pictures, false).await.unwrap();
        import.run(JsonLines::new(records().as_bytes()), |_| {}).await.unwrap();
        assert_eq!(import.report().skipped, []);
        let follower = domain.start_catalogue().await.unwrap();
        let public_url = PublicUrl(Some("https://review.example".to_owned()));
        let executor = crate::executor(public_url, Limits::default()).unwrap();
        Self { domain, executor, follower, _folder: folder }
    }

    /// The answer to a document, asked by nobody in particular who accepts these languages.
    pub(super) async fn ask_in(&self, accepted: &[&str], document: &str) -> Json {
        let accepted = accepted.iter().map(|tag| Language::parse(tag).unwrap()).collect();
        let session = self.domain.anonymous(Client::default(), "request-7");
        let call = Call { session, languages: RequestLanguage(accepted) };
        let document = self.executor.admit(document).unwrap();
        let prepared = self.executor.prepare(&document, None, Map::new()).unwrap();
        let answer = self.executor.execute(prepared, call, false).await;
        serde_json::from_slice(&answer.bytes).unwrap()
    }

    /// The data of an answer without errors.
    pub(super) async fn ask(&self, document: &str) -> Json {
        let mut answer = self.ask_in(&[], document).await;
        assert_eq!(answer["errors"], Json::Null, "{document}");
        answer["data"].take()
    }

    /// The code, field and path of the one error of an answer.
    pub(super) async fn refused(&self, document: &str) -> (String, Json, Json) {
        let answer = self.ask_in(&[], document).await;
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{document} {answer}");
        let error = &answer["errors"][0];
        let code = error["extensions"]["code"].as_str().unwrap_or("none").to_owned();
        (code, error["extensions"]["field"].clone(), error["path"].clone())
    }
}

/// Any file is a picture of 40 × 30 pixels: the head of a PNG.
struct Pictures;

impl MediaFiles for Pictures {
    fn read(&self, _: &str) -> std::io::Result<Option<Bytes>> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x28\0\0\0\x1e\x08\x02\0\0\0\0\0\0\0";
        Ok(Some(Bytes::from_static(head)))
    }
}

fn records() -> String {
    let mut records = vec![
        json!({"type": "topic", "id": id("top", 1), "texts": {
            "en": {"slug": "energy", "name": "Energy"}, "de": {"slug": "energie", "name": "Energie"}}}),
        json!({"type": "topic", "id": id("top", 2), "parent": id("top", 1), "texts": {
            "en": {"slug": "oil", "name": "Oil", "description": "From the well to the pump."}}}),
        json!({"type": "region", "id": id("reg", 1), "texts": {
            "en": {"slug": "gulf", "name": "The Gulf"}, "de": {"slug": "golf", "name": "Der Golf"}}}),
        json!({"type": "image", "id": id("img", 1), "file": "strait.png", "credit": "Ada Marsh", "texts": {
            "en": {"caption": "The strait", "alt": "A tanker"}, "de": {"alt": "Ein Tanker"}},
            "variants": [{"name": "card", "file": "strait-20.png"}]}),
    ];
    for number in 1..=3 {
        records.push(json!({"type": "expert", "id": id("exp", number), "slug": format!("expert-{number}"),
            "name": format!("Expert {number}"), "topics": [id("top", 2)], "portrait": id("img", 1),
            "links": [{"kind": "website", "url": "https://expert.example/"}],
            "texts": {"en": {"title": "Fellow"}}}));
    }
    records.extend((0..=PUBLIC).map(article));
    records.iter().map(|record| format!("{record}\n")).collect()
}

/// Article 0 is a draft; of the others every third is also in German, and only number 1 was corrected.
fn article(number: usize) -> Json {
    let at = format!("2026-10-{:02}T{:02}:00:00Z", 1 + number / 20, number % 20);
    let text = |language: &str| {
        json!({"slug": format!("{language}-{number}"), "title": format!("{language} {number}"), "publishedAt": at,
            "status": if number == 0 { "draft" } else { "published" },
            "body": [
                {"_type": "block", "_key": "a", "style": "normal", "markDefs": [], "children": [
                    {"_type": "span", "_key": "b", "text": format!("{language} & {number}"), "marks": []}]},
                {"_type": "image", "_key": "c", "image": id("img", 1)}]})
    };
    let mut texts = json!({"en": text("en")});
    if number.is_multiple_of(3) {
        texts["de"] = text("de");
    }
    let corrections = json!([{"kind": "typo", "at": "2026-10-20T00:00:00Z", "notes": {"en": "A letter was wrong."}}]);
    let kind = if number.is_multiple_of(2) { "analysis" } else { "report" };
    let author =
        json!({"expert": id("exp", 1 + number % 3), "role": "author", "texts": {"en": {"title": "Junior Fellow"}}});
    json!({"type": "article", "id": id("art", number), "kind": kind, "experts": [author],
        "topics": [id("top", 2)], "regions": [id("reg", 1)], "leadImage": id("img", 1), "texts": texts,
        "formerSlugs": {"en": [format!("former-{number}")]},
        "corrections": if number == 1 { corrections } else { json!([]) }})
}
