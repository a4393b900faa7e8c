//! A POST with files, by the GraphQL multipart request specification
//! (<https://github.com/jaydenseric/graphql-multipart-request-spec>): the parts `operations`, `map`, and then the files.
//!
//! A page of another site can make a browser send such a form without asking first. So it is only taken with a header that
//! a form can't have, and files only from those who are logged in.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{HttpRequest, web};
use bytes::Bytes;
use futures::channel::mpsc;
use futures::{SinkExt, StreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};
use schema::executor::File;
use serde_json::{Map, Value as Json};

use super::request::{Call, json};
use super::{Door, Limits, Refused};

/// Files of a request.
const FILES_MAX: usize = 10;
/// Bytes of a file.
const FILE_MAX: usize = domain::media::FILE_BYTES_MAX;
/// Bytes of a request with its files.
const WHOLE_MAX: usize = 2 * FILE_MAX;
/// Bytes of the map.
const MAP_MAX: usize = 8 * 1024;
/// Time in which a request with its files must have arrived.
const READ: Duration = Duration::from_secs(120);
/// Headers of which one shows that the request is none of a plain form: the names are those that others take as well.
const PREFLIGHT: [&str; 2] = ["graphql-require-preflight", "apollo-require-preflight"];

/// Where the files go: by the name of a part the places among the variables.
type Places = BTreeMap<String, Vec<String>>;

/// Reads a POST with files. What it says is read before it is asked who sends it, and its files after that.
///
/// # Errors
/// 400 without the header against forged forms and for whatever breaks the specification, 401 for whoever isn't logged in,
/// 408 and 413 past the limits.
pub(super) async fn from_multipart<D: Door>(
    http: &HttpRequest,
    body: &mut web::Payload,
    door: &D,
    limits: &Limits,
) -> Result<Call, Refused> {
    let headers = http.headers();
    if !PREFLIGHT.iter().any(|name| headers.get(*name).is_some_and(|value| !value.is_empty())) {
        return Err(Refused::Preflight);
    }
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(Refused::Coding);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(content_type).map_err(refused)?;
    // The payload stays with its worker; the parser takes what can be sent elsewhere.
    let (mut sender, receiver) = mpsc::channel::<Result<Bytes, Broken>>(1);
    let pump = async move {
        while let Some(chunk) = body.next().await {
            if sender.send(chunk.map_err(|_| Broken)).await.is_err() {
                return;
            }
        }
    };
    let sizes = SizeLimit::new().whole_stream(WHOLE_MAX as u64).per_field(FILE_MAX as u64);
    let sizes = sizes.for_field("operations", limits.body as u64).for_field("map", MAP_MAX as u64);
    let parts = Multipart::with_constraints(receiver, boundary, Constraints::new().size_limit(sizes));
    let read = async {
        tokio::pin! { let read = read(http, parts, door); }
        tokio::select! {
            biased;
            outcome = &mut read => outcome,
            () = pump => read.await,
        }
    };
    tokio::time::timeout(READ, read).await.map_err(|_| Refused::Slow { seconds: READ.as_secs() })?
}

async fn read<D: Door>(http: &HttpRequest, mut parts: Multipart<'_>, door: &D) -> Result<Call, Refused> {
    let operations = match json(&part(&mut parts, "operations").await?, "part \"operations\"")? {
        Json::Object(members) => members,
        Json::Array(_) => return Err(Refused::Batch),
        _ => return Err(Refused::NotAnObject),
    };
    let map = json(&part(&mut parts, "map").await?, "part \"map\"")?;
    let places: Places = serde_json::from_value(map)
        .map_err(|_| Refused::Multipart("The map names places, an array of strings, for each file.".to_owned()))?;
    if places.len() > FILES_MAX {
        return Err(Refused::Multipart(format!("A request has {FILES_MAX} files at the most.")));
    }
    let mut call = Call::read(operations)?;
    for (number, wanted) in places.values().enumerate() {
        for place in wanted {
            *vacant(&mut call.variables, place)? = Json::String(File::placeholder(number));
        }
    }
    let session = door.session(http).await?;
    door.may_upload(&session)?;
    let mut awaited: BTreeMap<String, usize> = places.into_keys().zip(0..).collect();
    let mut files: BTreeMap<usize, File> = BTreeMap::new();
    while let Some(field) = parts.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(number) = awaited.remove(&name) else {
            let message = format!("The part \"{}\" isn't in the map, or comes twice.", shortened(&name));
            return Err(Refused::Multipart(message));
        };
        files.insert(number, file(field).await?);
    }
    if let Some(missing) = awaited.keys().next() {
        return Err(Refused::Multipart(format!("The file \"{}\" of the map didn't come.", shortened(missing))));
    }
    call.files = files.into_values().collect();
    Ok(call)
}

/// The text of the next part, which must have this name.
async fn part(parts: &mut Multipart<'_>, name: &'static str) -> Result<String, Refused> {
    let field = parts.next_field().await.map_err(refused)?;
    let field = field.filter(|field| field.name() == Some(name));
    let order = || Refused::Multipart("The parts are \"operations\", \"map\", and then the files.".to_owned());
    let bytes = field.ok_or_else(order)?.bytes().await.map_err(refused)?;
    String::from_utf8(bytes.into()).map_err(|_| Refused::NotUtf8)
}

async fn file(field: Field<'_>) -> Result<File, Refused> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let media_type = field.content_type().map(ToString::to_string);
    Ok(File { name, media_type, content: field.bytes().await.map_err(refused)? })
}

/// The place of a file among the variables, which must be null: `variables.input.file`, `variables.files.0`.
fn vacant<'v>(variables: &'v mut Map<String, Json>, place: &str) -> Result<&'v mut Json, Refused> {
    found(variables, place).filter(|at| at.is_null()).ok_or_else(|| {
        let message = format!("The map's \"{}\" is no place of the variables that is null.", shortened(place));
        Refused::Multipart(message)
    })
}

fn found<'v>(variables: &'v mut Map<String, Json>, place: &str) -> Option<&'v mut Json> {
    let mut steps = place.strip_prefix("variables.")?.split('.');
    let mut at = variables.get_mut(steps.next()?)?;
    for step in steps {
        at = match at {
            Json::Object(members) => members.get_mut(step)?,
            Json::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(at)
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The connection broke.
#[derive(Debug, thiserror::Error)]
#[error("the connection broke")]
struct Broken;

fn refused(error: multer::Error) -> Refused {
    match error {
        multer::Error::FieldSizeExceeded { limit, .. } | multer::Error::StreamSizeExceeded { limit } => {
            Refused::TooLarge { limit: usize::try_from(limit).unwrap_or(usize::MAX) }
        }
        multer::Error::IncompleteStream
        | multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::StreamReadFailed(_) => Refused::Broken,
        other => Refused::Multipart(format!("The form can't be read: {other}.")),
    }
}
