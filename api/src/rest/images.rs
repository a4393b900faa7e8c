//! Images: what is known of them, and their bytes; and what staff does with them.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, LINK, LOCATION};
use domain::id::ImageId;
use domain::media::{FocalPoint, Image, ImageChange, ImageState, ImageUse, ObjectName, ProposalsWish, TextChange};
use domain::{Error, Language};
use jiff::Timestamp;
use serde::Deserialize;

use super::condition::{met, required};
use super::page::{self, List, PageInfo, any_language, changed, localised, written};
use super::query::{LANGUAGES, PAGE, Query, told};
use super::shape::{ImageShape, Saying};
use crate::http::etag::Fingerprint;
use crate::http::{Content, Done, Reply, Representation};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UpdateInput {
    #[serde(default, deserialize_with = "told")]
    credit: Option<Option<String>>,
    #[serde(default, deserialize_with = "told")]
    agency: Option<Option<String>>,
    #[serde(default, deserialize_with = "told")]
    photographer: Option<Option<String>>,
    #[serde(default, deserialize_with = "told")]
    rights: Option<Option<String>>,
    uses: Option<Vec<ImageUse>>,
    #[serde(default, deserialize_with = "told")]
    rights_until: Option<Option<Timestamp>>,
    focal_point: Option<FocalPoint>,
    #[serde(default)]
    texts: Vec<TextInput>,
    proposals: Option<ProposalsWish>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TextInput {
    language: Language,
    caption: Option<String>,
    alt: Option<String>,
}

impl From<UpdateInput> for ImageChange {
    fn from(input: UpdateInput) -> Self {
        let text = |TextInput { language, caption, alt }| TextChange { language, caption, alt };
        Self {
            credit: input.credit,
            agency: input.agency,
            photographer: input.photographer,
            rights: input.rights,
            uses: input.uses,
            rights_until: input.rights_until,
            focal_point: input.focal_point,
            texts: input.texts.into_iter().map(text).collect(),
            proposals: input.proposals,
        }
    }
}

/// The image that the path names.
fn named(call: &Call) -> Result<ImageId, Error> {
    ImageId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The revision of an image, as its validators tell it.
fn version(image: &Image) -> String {
    format!("{}-{}", image.id, image.revision)
}

/// The answer to a change.
fn done(call: &Call, status: StatusCode, image: &Image) -> Result<Done, Error> {
    let saying = Saying::new(&call.session, &call.app, any_language(call)?);
    changed(&saying, status, &ImageShape { saying: &saying, image }, &version(image))
}

/// `GET /v1/images`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES, PAGE, &["state"]])?;
    let wish = query.wish(&call).preference;
    let states: Vec<(&str, ImageState)> = ImageState::ALL.iter().map(|state| (state.as_str(), *state)).collect();
    let states = query.words("state", "a state of images", &states).unwrap_or_default();
    if states.len() > 1 {
        query.fault("state", "`state` is one state.");
    }
    let (request, total, state) = (query.page(), query.switch("total", false), states.first().copied());
    query.finish()?;
    let page = call.session.images().page(state, &request).await?;
    let count = page::total(total, &page, call.session.images().count(state)).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/images", &query, &request);
    let saying = Saying::new(&call.session, &call.app, wish);
    let data: Vec<ImageShape<'_>> = page.items.iter().map(|(_, image)| ImageShape { saying: &saying, image }).collect();
    let (bytes, languages) = written(&saying, &List { data, page: info })?;
    Ok(Reply::Content(localised(&call, bytes, &languages).undated().with(LINK, links)))
}

/// `POST /v1/images`
pub async fn upload(call: Call) -> Outcome {
    let image = call.session.images().upload(call.body.bytes(), ImageChange::default()).await?;
    let address = call.app.address(&format!("/v1/images/{}", image.id));
    Ok(Reply::Done(done(&call, StatusCode::CREATED, &image)?.header(LOCATION, address)))
}

/// `PATCH /v1/images/{id}`
pub async fn update(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    let input: UpdateInput = call.body.read()?;
    let image = met(call.session.images().update(id, expected, input.into()).await)?;
    Ok(Reply::Done(done(&call, StatusCode::OK, &image)?))
}

/// `DELETE /v1/images/{id}`
pub async fn delete(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    met(call.session.images().delete(id, expected).await)?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `GET /v1/images/{id}`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES])?;
    let wish = query.wish(&call).preference;
    query.finish()?;
    let id = named(&call)?;
    let image = call.session.images().by_id(id).ok_or_else(Error::not_found)?;
    // An image that says nothing in any language is the same in all of them.
    if !image.texts.is_empty() && wish.best(&image.texts).is_none() {
        return Err(Error::not_found().into());
    }
    let saying = Saying::new(&call.session, &call.app, wish);
    let (bytes, languages) = written(&saying, &ImageShape { saying: &saying, image: &image })?;
    Ok(Reply::Content(localised(&call, bytes, &languages).at_version(version(&image))))
}

/// `GET /media/{file}`
pub async fn bytes(call: Call) -> Outcome {
    let name = ObjectName::parse(call.part("file")).map_err(|_| Error::not_found())?;
    let bytes = call.session.images().bytes(&name).await?.ok_or_else(Error::not_found)?;
    // The name is the address of the content.
    let address = name.as_str().split('.').next().unwrap_or_default();
    let representation = Representation {
        content_type: name.media_type(),
        content: Content::Sealed(bytes, Fingerprint::known(address)),
        last_modified: Some(call.app.started()),
        version: None,
        class: None,
        headers: Vec::new(),
    };
    Ok(Reply::Content(representation.with(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned())))
}
