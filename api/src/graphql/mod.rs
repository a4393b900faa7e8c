//! GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): `/graphql` by GET and POST.
//! What a document may ask for is judged in `schema`; the WebSocket and the event stream have files of their own.
//!
//! `negotiate` reads media types, `request` reads what was asked, `multipart` what comes with files, `refused` lists why
//! not, `answer` writes the response.

mod answer;
mod door;
mod multipart;
mod negotiate;
mod refused;
mod request;
#[cfg(test)]
mod tests;

use std::{future::Future, time::Duration};

use actix_web::{HttpRequest, HttpResponse, web};
use schema::{
    document::{DocumentError, OperationKind},
    executor::{Answer, Executor},
};

pub use door::Front;
pub use refused::{Refused, SessionRefused};

use crate::app::App;
use crate::http::is_of_type;
use crate::http::kept::Found;
use crate::problem;
use negotiate::Media;
use request::Call;

/// Where a request's session comes from.
pub trait Door: 'static {
    /// What the resolvers are given.
    type Session: 'static;

    /// Reads the credentials of a request. A request without any is anonymous; a broken one is refused.
    fn session(&self, request: &HttpRequest) -> impl Future<Output = Result<Self::Session, SessionRefused>>;

    /// Whether files are taken from whoever asks.
    ///
    /// # Errors
    /// For those who aren't logged in.
    fn may_upload(&self, session: &Self::Session) -> Result<(), SessionRefused>;

    /// Whether a session is that of nobody in particular.
    fn is_public(&self, session: &Self::Session) -> bool;
}

/// Limits of the transport; those of documents are `schema::document::Limits`.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a request body, or of a GET's query string.
    pub body: usize,
    /// Time in which a body must have arrived whole.
    pub read: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 256 * 1024, read: Duration::from_secs(15) }
    }
}

/// All that `/graphql` needs, shared by the workers.
pub struct Transport<D: Door> {
    pub executor: Executor<D::Session>,
    pub door: D,
    pub limits: Limits,
    /// Whether the documents of the manifest are the only ones that are run for the public.
    pub trusted_only: bool,
}

/// Registers `/graphql`. `transport` is shared: build it once, not once for each worker.
pub fn routes<D: Door>(config: &mut web::ServiceConfig, transport: web::Data<Transport<D>>) {
    let resource = web::resource("/graphql")
        .app_data(transport)
        .route(web::get().to(by_get::<D>))
        .route(web::post().to(by_post::<D>))
        .default_service(web::to(by_other_methods));
    config.service(resource);
}

async fn by_get<D: Door>(http: HttpRequest, transport: web::Data<Transport<D>>) -> HttpResponse {
    let media = match Media::negotiate(http.headers()) {
        Ok(media) => media,
        Err(refused) => return answer::refuse(&refused, Media::Json),
    };
    match request::from_query(http.query_string(), &transport.limits) {
        Ok(call) => answer(&http, &transport, call, media).await,
        Err(refused) => answer::refuse(&refused, media),
    }
}

async fn by_post<D: Door>(
    http: HttpRequest,
    mut body: web::Payload,
    transport: web::Data<Transport<D>>,
) -> HttpResponse {
    let outcome = match Media::negotiate(http.headers()) {
        Ok(media) if is_of_type(http.headers(), "multipart/form-data") => {
            match multipart::from_multipart(&http, &mut body, &transport.door, &transport.limits).await {
                Ok(call) => Ok(answer(&http, &transport, call, media).await),
                Err(refused) => Err((refused, media)),
            }
        }
        Ok(media) => match request::receive(http.headers(), &mut body, &transport.limits).await {
            Ok(content) => Ok(find(&http, &transport, &content, media).await),
            Err(refused) => Err((refused, media)),
        },
        Err(refused) => Err((refused, Media::Json)),
    };
    outcome.unwrap_or_else(|(refused, media)| answer::without_reading(answer::refuse(&refused, media), body))
}

/// Answers with what is kept of the same content, or reads and answers it, and keeps that. What is asked by GET is looked for at the
/// edge.
async fn find<D: Door>(http: &HttpRequest, transport: &Transport<D>, content: &[u8], media: Media) -> HttpResponse {
    let make = async || match request::from_body(content) {
        Ok(call) => answer(http, transport, call, media).await,
        Err(refused) => answer::refuse(&refused, media),
    };
    let Some(app) = http.app_data::<web::Data<App>>() else { return make().await };
    // What changes something isn't looked up: it may have secrets in it. One that doesn't say so in plain words isn't remembered.
    if std::str::from_utf8(content).is_ok_and(|text| text.contains("mutation")) {
        return make().await;
    }
    let Some(key) = app.kept.key_with(http, content) else { return make().await };
    match app.kept.find(&key, &app.domain).await {
        Found::Answer(finished) => match finished.answer(http.headers()).await {
            Ok(response) => response,
            Err(error) => problem::answer(http, &error.into()),
        },
        Found::Nothing(filling) => {
            let mut response = make().await;
            filling.settle(&mut response, &app.domain);
            response
        }
        Found::Unkept => make().await,
    }
}

async fn by_other_methods(http: HttpRequest) -> HttpResponse {
    let media = Media::negotiate(http.headers()).unwrap_or(Media::Json);
    answer::refuse(&Refused::Method, media)
}

async fn answer<D: Door>(http: &HttpRequest, transport: &Transport<D>, call: Call, media: Media) -> HttpResponse {
    match run(http, transport, call).await {
        Ok((done, OperationKind::Query)) => answer::respond(http, done, media).await,
        Ok((done, _)) => answer::done(done, media),
        Err(refused) => answer::refuse(&refused, media),
    }
}

/// The way of a well-formed request. A refusal by the document comes back as an answer, one by HTTP as an error.
///
/// With the kind of the operation; one that wasn't found out is taken for a query.
async fn run<D: Door>(
    http: &HttpRequest,
    transport: &Transport<D>,
    call: Call,
) -> Result<(Answer, OperationKind), Refused> {
    let executor = &transport.executor;
    let report_cost = call.wants_cost();
    let operation_name = call.operation_name.as_deref();
    let document = match executor.admit(call.document()) {
        Ok(document) => document,
        Err(error) => return Ok((Answer::refused(&error, report_cost), OperationKind::Query)),
    };
    if http.method() == actix_web::http::Method::GET
        && let Ok(operation) = document.operation(operation_name)
        && operation.kind == OperationKind::Mutation
    {
        return Err(Refused::MutationByGet);
    }
    let session = transport.door.session(http).await?;
    if transport.trusted_only && transport.door.is_public(&session) && !executor.trusts(&document) {
        return Ok((Answer::refused(&DocumentError::Untrusted, report_cost), OperationKind::Query));
    }
    match executor.prepare(&document, operation_name, call.variables) {
        Ok(prepared) => {
            let kind = prepared.kind;
            Ok((executor.execute(prepared.with(call.files), session, report_cost).await, kind))
        }
        Err(error) => {
            let kind = document.operation(operation_name).map_or(OperationKind::Query, |operation| operation.kind);
            Ok((Answer::refused(&error, report_cost), kind))
        }
    }
}
