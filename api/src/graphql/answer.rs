//! The HTTP response: status, media type and headers around the bytes of an answer.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    body::{BodySize, BoxBody, MessageBody},
    http::{
        Method, StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS},
    },
    web,
};
use bytes::Bytes;
use schema::executor::Answer;

use super::{Refused, negotiate::Media};
use crate::http::kept::Unremembered;
use crate::http::surrogate::{self, SURROGATE_KEY};
use crate::http::{Class, Finished, Representation, Vary, send};
use crate::{problem, viewer};

/// The answer to an operation that was to change something: as it is, and remembered by nobody. It may have secrets in it, which
/// don't go through a compressor together with what the client says.
pub(super) fn done(answer: Answer, media: Media) -> HttpResponse {
    let mut response = start(status(&answer, media), media).body(answer.bytes);
    response.extensions_mut().insert(Unremembered);
    response
}

fn status(answer: &Answer, media: Media) -> StatusCode {
    let is_refused = answer.request_error && media == Media::Response;
    if is_refused { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

/// The answer to a query. One that did not run is 400 in the newer media type; in `application/json`
/// every well-formed request is 200 (GraphQL over HTTP, section 6.4). One that ran is 200, with errors or without.
///
/// What ran without errors may be kept when it was asked for by GET: by the client, and here by everybody's.
pub(super) async fn respond(http: &HttpRequest, answer: Answer, media: Media) -> HttpResponse {
    if answer.request_error {
        return start(status(&answer, media), media).body(answer.bytes);
    }
    // Behind the edge there always is one; where the transport stands by itself, nothing is kept.
    let session = viewer::session_of(http).ok();
    let anonymous = session.as_ref().is_some_and(|session| session.viewer().is_anonymous());
    let class = if answer.errors == 0 && http.method() == Method::GET { Class::Content } else { Class::None };
    let mut found =
        Representation::of_type(media.content_type(), answer.bytes).with(X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned());
    let keys = session.as_ref().and_then(|session| surrogate::keys(http, session, class));
    found.headers.extend(keys.map(|keys| (SURROGATE_KEY, keys)));
    let finished = Finished::new(found, class, Vary::Type, anonymous);
    let response = match session.filter(|_| answer.errors == 0) {
        Some(session) => send(http, finished, &session).await,
        None => finished.answer(http.headers()).await,
    };
    response.unwrap_or_else(|error| problem::answer(http, &error.into()))
}

/// The answer to a request that HTTP refuses: the status is the same in both media types.
pub(super) fn refuse(refused: &Refused, media: Media) -> HttpResponse {
    let mut response = start(refused.status(), media);
    if let Some(methods) = refused.allow() {
        response.insert_header((ALLOW, methods));
    }
    if let Refused::MediaType | Refused::Charset = refused {
        response.insert_header(("Accept-Post", "application/json; charset=utf-8"));
    }
    if let Refused::Session(session) = refused
        && let Some(challenge) = &session.challenge
    {
        response.insert_header((WWW_AUTHENTICATE, challenge.clone()));
    }
    response.body(Answer::refused_with(refused.code(), &refused.to_string()).bytes)
}

/// Keeps what was not read of a request's body until its answer is sent. Were it dropped before, the server would go on
/// reading a chunked body for as long as the client sends; so it closes the connection instead.
pub(super) fn without_reading(response: HttpResponse, body: web::Payload) -> HttpResponse {
    response.map_body(|_, answer| {
        let unread = Box::new(body);
        BoxBody::new(Unread { answer, _unread: unread })
    })
}

struct Unread {
    answer: BoxBody,
    _unread: Box<web::Payload>,
}

impl MessageBody for Unread {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}

fn start(status: StatusCode, media: Media) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, media.content_type()))
        .insert_header((VARY, Vary::Type.header().unwrap_or_default()))
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    response
}
