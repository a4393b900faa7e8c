//! Images: what is known of them, and their bytes.

use actix_web::http::header::CONTENT_SECURITY_POLICY;
use domain::Error;
use domain::id::ImageId;
use domain::media::ObjectName;

use super::page::{localised, written};
use super::query::{LANGUAGES, Query};
use super::shape::{ImageShape, Saying};
use crate::http::etag::Fingerprint;
use crate::http::{Content, Reply, Representation};
use crate::routes::{Call, Outcome};

/// `GET /v1/images/{id}`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES])?;
    let wish = query.wish(&call).preference;
    query.finish()?;
    let id = ImageId::parse(call.part("id")).map_err(|_| Error::not_found())?;
    let image = call.session.images().by_id(id).ok_or_else(Error::not_found)?;
    // An image that says nothing in any language is the same in all of them.
    if !image.texts.is_empty() && wish.best(&image.texts).is_none() {
        return Err(Error::not_found().into());
    }
    let saying = Saying::new(&call.session, &call.app, wish);
    let (bytes, languages) = written(&saying, &ImageShape { saying: &saying, image: &image })?;
    Ok(Reply::Content(localised(&call, bytes, &languages)))
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
