//! What is passed on to others: addresses, ids and images as those outside know them, whatever server it is that says them.

use std::sync::Arc;

use actix_web::http::header::HOST;
use domain::article::{Article, ArticleText};
use domain::id::{ArticleId, ImageId};
use domain::media::{FocalPoint, ImageUse};
use domain::text::{Body, ResolvedImage};
use domain::{Error, Language, Preference, Session};
use serde_json::Value;
use uuid::Uuid;

use super::articles::{find, unserved};
use super::found::Found;
use super::query::{LANGUAGES, Query};
use crate::app::App;
use crate::problem::Refusal;
use crate::routes::Call;
use crate::syndication::Picture;

/// The id of an article's text in a language, as a URN: the same wherever the server stands, for good.
pub fn text_urn(article: ArticleId, language: &Language) -> String {
    let namespace = Uuid::from_u128(article.ulid().0);
    Uuid::new_v5(&namespace, language.as_str().as_bytes()).urn().to_string()
}

/// The id of an image, as a URN.
pub fn image_urn(image: ImageId) -> String {
    Uuid::from_u128(image.ulid().0).urn().to_string()
}

/// The origin of this server: as its operator says, or as the client calls it.
pub fn origin(call: &Call) -> String {
    let own = call.app.address("");
    if !own.is_empty() {
        return own;
    }
    let host = call.http.headers().get(HOST).and_then(|host| host.to_str().ok());
    format!("http://{}", host.unwrap_or("localhost"))
}

/// The session of nobody in particular: what is passed on to everybody is the same whoever asks.
pub fn nobody(call: &Call) -> Session {
    call.session.as_nobody()
}

/// Whoever something is passed on to: a partner's program, which is given what its products say, or nobody in particular.
pub fn receiver(call: &Call) -> Session {
    if call.session.viewer().partner().is_some() { call.session.clone() } else { nobody(call) }
}

/// The article that a path names and its text that is passed on: the best one for the languages that are asked for.
///
/// # Errors
/// `not_found` for what isn't passed on, too.
pub async fn text_that(
    call: &Call,
    is_passed_on: impl Fn(&ArticleText) -> bool,
) -> Result<Found<(Arc<Article>, ArticleText)>, Refusal> {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES])?;
    let wish = query.wish(call);
    query.finish()?;
    let (article, named) = match find(call, &wish.preference).await? {
        Found::Here(article, named) => (article, named),
        Found::Moved(slug) => return Ok(Found::Moved(slug)),
    };
    let wish = wish.for_text(named.as_ref());
    let text = wish.best(&article.texts).ok_or_else(|| unserved(call, &article, &wish))?.text.clone();
    if !is_passed_on(&text) {
        return Err(Error::not_found().into());
    }
    Ok(Found::Here((article, text), named))
}

/// JSON without what there is not: no member is null or an empty list.
pub fn said(mut item: Value) -> Value {
    if let Some(members) = item.as_object_mut() {
        members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    item
}

/// Where people read a text: on the website, as far as the server knows of one.
pub fn page_of(app: &App, origin: &str, text: &ArticleText) -> String {
    match &app.publisher.article_page {
        Some(page) => page.replace("{language}", text.language.as_str()).replace("{slug}", text.slug.as_str()),
        None => format!("{origin}/v1/articles/{}", text.slug),
    }
}

/// Whose eyes decide what is passed on, and from where.
pub struct Passing<'c> {
    /// Nobody in particular, or whoever may see more.
    pub session: &'c Session,
    /// The server.
    pub app: &'c App,
    /// Its origin.
    pub origin: &'c str,
}

impl Passing<'_> {
    /// An image, if its rights allow that it is passed on.
    pub fn picture(&self, id: ImageId, wish: &Preference) -> Option<Picture> {
        let image = self.session.images().by_id(id)?;
        if !image.allows(ImageUse::Syndication, self.app.ports.clock.now()) {
            return None;
        }
        // Programs that read feeds know JPEG; not all of them know more.
        let jpegs = image.variants.iter().filter(|variant| variant.media_type == "image/jpeg");
        let (file, media_type, width, height) = match jpegs.max_by_key(|variant| variant.width) {
            Some(variant) => (&variant.file, &variant.media_type, variant.width, variant.height),
            None => (&image.file, &image.media_type, image.width, image.height),
        };
        let text = wish.best(&image.texts).map(|served| served.text);
        let FocalPoint { x, y } = image.focal_point;
        Some(Picture {
            url: format!("{}/media/{file}", self.origin),
            media_type: media_type.clone(),
            width,
            height,
            focal_point: (x, y),
            credit: image.credit.clone(),
            agency: image.agency.clone(),
            photographer: image.photographer.clone(),
            rights: image.rights.clone(),
            rights_until: image.rights_until,
            caption: text.and_then(|text| text.caption.clone()),
            alt: text.and_then(|text| text.alt.clone()),
        })
    }

    /// A body as HTML, with the images that may be passed on.
    pub fn html(&self, body: &Body, wish: &Preference) -> String {
        body.to_html(&|id: &str| {
            let Picture { url, width, height, alt, .. } = self.picture(ImageId::parse(id).ok()?, wish)?;
            Some(ResolvedImage { url, width: Some(width), height: Some(height), alt })
        })
    }
}
