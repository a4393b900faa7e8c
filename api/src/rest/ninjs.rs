//! Articles and playlists as IPTC ninjs 3.1 (<https://iptc.org/standards/ninjs/>): an article is an item, in one language; a playlist
//! is a package. What is read back by `world-review import ninjs` is what ninjs can say.

use domain::article::{Article, ArticleText, Contribution, Kind};
use domain::id::PlaylistId;
use domain::partner::ProductFormat;
use domain::playlist::PlaylistItem;
use domain::text::Body;
use domain::{Error, Preference, Session};
use serde_json::{Value, json};

use super::found::{self, Found};
use super::page::{localised, own};
use super::passed_on::{Passing, image_urn, origin, page_of, receiver, said, text_that, text_urn};
use super::query::{PAGE, Query};
use crate::http::Reply;
use crate::routes::{Call, Outcome};
use crate::syndication::Picture;

/// The schema that items hold to.
const SCHEMA: &str = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#";
/// The genres of IPTC.
const GENRES: &str = "http://cv.iptc.org/newscodes/genre/";

/// `GET /v1/articles/{slug}/ninjs`
pub async fn article(call: Call) -> Outcome {
    let call = call.taking(ProductFormat::Ninjs);
    // Drafts are nobody's but the newsroom's; what a partner sees before everybody is the partner's to take.
    let is_partner = call.session.viewer().partner().is_some();
    let (article, text) = match text_that(&call, |text| text.status.is_public() || is_partner).await? {
        Found::Here(found, _) => found,
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    let key = (article.id, text.language.clone());
    let body = call.session.articles().bodies(std::slice::from_ref(&key)).await?.remove(&key);
    let item = item(&call, &call.session, &article, &text, body.as_deref())?;
    let bytes = serde_json::to_vec(&item).map_err(Error::internal)?;
    Ok(Reply::Content(localised(&call, bytes, std::slice::from_ref(&text.language))))
}

/// A text of an article as an item, as somebody sees it.
///
/// # Errors
/// None that a publication with a language can have.
pub(super) fn item(
    call: &Call,
    session: &Session,
    article: &Article,
    text: &ArticleText,
    body: Option<&Body>,
) -> Result<Value, Error> {
    Saying { call, session, origin: &origin(call) }.item(article, text, body)
}

/// `GET /v1/playlists/{id}/ninjs`
pub async fn playlist(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["language"]])?;
    let (request, wish) = (query.page(), query.wish(&call).preference);
    query.finish()?;
    let call = call.taking(ProductFormat::Ninjs);
    // A package is what everybody may take: the list has to be public.
    let session = receiver(&call);
    let id = PlaylistId::parse(call.part("id")).map_err(|_| Error::not_found())?;
    let playlists = session.playlists();
    let list = playlists.by_id(id).await?.ok_or_else(Error::not_found)?;
    let page = playlists.items_page(id, &request).await?;
    let origin = origin(&call);
    let saying = Saying { call: &call, session: &session, origin: &origin };
    let members: Vec<Value> = page.items.iter().filter_map(|(_, item)| saying.member(item, &wish)).collect();
    let package = said(json!({
        "uri": format!("{origin}/v1/playlists/{id}"),
        "type": "composite",
        "representationType": "full",
        "profile": "package",
        "version": list.version.to_string(),
        "pubStatus": "usable",
        "firstCreated": list.created_at,
        "versionCreated": list.updated_at,
        "title": list.title,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": list.title}],
        "descriptions": described("summary", Some(&list.description).filter(|text| !text.is_empty())),
        "copyrightHolder": call.app.publisher.name,
        "associations": members,
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
    }));
    let bytes = serde_json::to_vec(&package).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

struct Saying<'c> {
    call: &'c Call,
    session: &'c Session,
    origin: &'c str,
}

/// The genre that fits a kind best: its code and its name.
const fn genre(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Analysis => ("Analysis", "Analysis"),
        Kind::Opinion => ("Opinion", "Opinion"),
        Kind::Interview => ("Interview", "Interview"),
        Kind::Briefing => ("Summary", "Summary"),
        Kind::Report => ("Current", "Current"),
    }
}

impl Saying<'_> {
    fn item(&self, article: &Article, text: &ArticleText, body: Option<&Body>) -> Result<Value, Error> {
        let wish = self.session.languages().preference(Some(&text.language), &[], true)?;
        let passing = Passing { session: self.session, app: &self.call.app, origin: self.origin };
        let picture = article.lead_image.and_then(|id| Some(picture(&image_urn(id), &passing.picture(id, &wish)?)));
        let translations = article.texts.iter().filter(|other| other.language != text.language);
        let translations = translations.filter(|other| other.status.is_public());
        let associations = picture.into_iter().chain(translations.map(|other| self.translation(article, other)));
        let html = body.map(|body| passing.html(body, &wish));
        let (code, name) = genre(article.kind);
        let byline = Byline { saying: self, wish: &wish };
        Ok(said(json!({
            "uri": text_urn(article.id, &text.language),
            "type": "text",
            "representationType": "full",
            "version": article.revision.to_string(),
            "pubStatus": "usable",
            "firstCreated": text.published_at,
            "embargoedUntil": text.embargoed_until(),
            "versionCreated": text.last_changed(),
            "language": text.language,
            "title": text.title,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": text.title}],
            "descriptions": described("standfirst", text.standfirst.as_deref()),
            "bodies": html.map(|html| json!([{"role": "main", "contentType": "text/html", "wordCount": text.word_count,
                "charCount": html.chars().count(), "value": html}])),
            "by": byline.line(&article.byline),
            "people": byline.people(&article.byline),
            "subjects": self.concepts("topics", article.topics.iter().filter_map(|id| self.session.topics().by_id(*id)), &wish),
            "places": self.concepts("regions", article.regions.iter().filter_map(|id| self.session.regions().by_id(*id)), &wish),
            "genres": [{"name": name, "uri": format!("{GENRES}{code}"), "literal": article.kind}],
            "copyrightHolder": self.call.app.publisher.name,
            "altIds": [{"role": "id", "value": article.id}, {"role": "slug", "value": text.slug},
                {"role": "page", "value": page_of(&self.call.app, self.origin, text)}],
            "associations": associations.collect::<Vec<_>>(),
            "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        })))
    }

    /// The same article in another language.
    fn translation(&self, article: &Article, text: &ArticleText) -> Value {
        json!({
            "name": format!("translation-{}", text.language),
            "rel": "translation",
            "uri": text_urn(article.id, &text.language),
            "type": "text",
            "language": text.language,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": text.title}],
            "altIds": [{"role": "page", "value": page_of(&self.call.app, self.origin, text)}],
        })
    }

    /// A member of a package: what it is, and what the list's owner says of it.
    fn member(&self, item: &PlaylistItem, wish: &Preference) -> Option<Value> {
        let article = item.article.as_ref()?;
        let text = wish.best(&article.texts)?.text;
        Some(said(json!({
            "name": item.id,
            "rel": "member",
            "uri": text_urn(article.id, &text.language),
            "type": "text",
            "version": article.revision.to_string(),
            "pubStatus": "usable",
            "language": text.language,
            "headlines": [{"role": "main", "contentType": "text/plain", "value": text.title}],
            "descriptions": described("note", Some(&item.description).filter(|text| !text.is_empty())),
            "altIds": [{"role": "id", "value": article.id},
                {"role": "page", "value": page_of(&self.call.app, self.origin, text)}],
        })))
    }

    fn concepts<Id: std::fmt::Display>(
        &self,
        noun: &str,
        terms: impl Iterator<Item = std::sync::Arc<domain::taxonomy::Term<Id>>>,
        wish: &Preference,
    ) -> Vec<Value> {
        let concept = |term: std::sync::Arc<domain::taxonomy::Term<Id>>| {
            let text = wish.best(&term.texts)?.text;
            let uri = format!("{}/v1/{noun}/{}", self.origin, term.id);
            Some(json!({"name": text.name, "rel": "about", "uri": uri, "literal": text.slug}))
        };
        terms.filter_map(concept).collect()
    }
}

/// Who wrote it, as a line for people and one by one.
struct Byline<'c> {
    saying: &'c Saying<'c>,
    wish: &'c Preference,
}

impl Byline<'_> {
    /// `Anna Berg, Fellow, Institute of Ports and Boris Aalto`: with title and affiliation as they were at publication.
    fn line(&self, byline: &[Contribution]) -> Option<String> {
        let person = |contribution: &Contribution| {
            let name = self.saying.session.experts().by_id(contribution.expert)?.name.clone();
            let text = self.wish.best(&contribution.texts[..]).map(|served| served.text);
            let said = text.into_iter().flat_map(|text| [text.title.clone(), text.affiliation.clone()]).flatten();
            Some(std::iter::once(name).chain(said).collect::<Vec<_>>().join(", "))
        };
        let people: Vec<String> = byline.iter().filter_map(person).collect();
        (!people.is_empty()).then(|| people.join(" and "))
    }

    fn people(&self, byline: &[Contribution]) -> Vec<Value> {
        let person = |contribution: &Contribution| {
            let expert = self.saying.session.experts().by_id(contribution.expert)?;
            let uri = format!("{}/v1/experts/{}", self.saying.origin, expert.id);
            Some(json!({"name": expert.name, "rel": contribution.role, "uri": uri, "literal": expert.slug}))
        };
        byline.iter().filter_map(person).collect()
    }
}

/// A text that describes something, if there is one.
fn described(role: &str, text: Option<impl AsRef<str>>) -> Vec<Value> {
    let text = text.map(|text| json!({"role": role, "contentType": "text/plain", "value": text.as_ref()}));
    text.into_iter().collect()
}

/// The picture that goes with an article, with its point of interest in pixels.
fn picture(uri: &str, picture: &Picture) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "a share of pixels is a number of pixels")]
    let pixels = |share: f64, of: u32| (share * f64::from(of)).round() as i64;
    let (x, y) = picture.focal_point;
    let descriptions = [("caption", &picture.caption), ("alttext", &picture.alt), ("creditline", &picture.credit)];
    said(json!({
        "name": "lead",
        "rel": "illustration",
        "uri": uri,
        "type": "picture",
        "pubStatus": "usable",
        "by": picture.photographer,
        "copyrightHolder": picture.agency,
        "usageTerms": picture.rights,
        "expires": picture.rights_until,
        "descriptions": descriptions.into_iter().flat_map(|(role, text)| described(role, text.as_ref())).collect::<Vec<_>>(),
        "renditions": [{"name": "main", "href": picture.url, "contentType": picture.media_type, "width": picture.width,
            "height": picture.height, "poi": {"x": pixels(x, picture.width), "y": pixels(y, picture.height)}}],
    }))
}
