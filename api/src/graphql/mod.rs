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
    document::OperationKind,
    executor::{Answer, Executor},
};

pub use door::Front;
pub use refused::{Refused, SessionRefused};

use crate::http::is_of_type;
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
    let (media, call) = match Media::negotiate(http.headers()) {
        Ok(media) => {
            let call = match is_of_type(http.headers(), "multipart/form-data") {
                true => multipart::from_multipart(&http, &mut body, &transport.door, &transport.limits).await,
                false => request::from_body(http.headers(), &mut body, &transport.limits).await,
            };
            (media, call)
        }
        Err(refused) => (Media::Json, Err(refused)),
    };
    match call {
        Ok(call) => answer(&http, &transport, call, media).await,
        Err(refused) => answer::without_reading(answer::refuse(&refused, media), body),
    }
}

async fn by_other_methods(http: HttpRequest) -> HttpResponse {
    let media = Media::negotiate(http.headers()).unwrap_or(Media::Json);
    answer::refuse(&Refused::Method, media)
}

async fn answer<D: Door>(http: &HttpRequest, transport: &Transport<D>, call: Call, media: Media) -> HttpResponse {
    match run(http, transport, call).await {
        Ok(done) => answer::respond(done, media),
        Err(refused) => answer::refuse(&refused, media),
    }
}

/// The way of a well-formed request. A refusal by the document comes back as an answer, one by HTTP as an error.
async fn run<D: Door>(http: &HttpRequest, transport: &Transport<D>, call: Call) -> Result<Answer, Refused> {
    let executor = &transport.executor;
    let report_cost = call.wants_cost();
    let operation_name = call.operation_name.as_deref();
    let document = match executor.admit(&call.query) {
        Ok(document) => document,
        Err(error) => return Ok(Answer::refused(&error, report_cost)),
    };
    if http.method() == actix_web::http::Method::GET
        && let Ok(operation) = document.operation(operation_name)
        && operation.kind == OperationKind::Mutation
    {
        return Err(Refused::MutationByGet);
    }
    let session = transport.door.session(http).await?;
    // The finished-bytes cache is asked here: by document, operation, variables and language, for anonymous sessions.
    match executor.prepare(&document, operation_name, call.variables) {
        Ok(prepared) => Ok(executor.execute(prepared.with(call.files), session, report_cost).await),
        Err(error) => Ok(Answer::refused(&error, report_cost)),
    }
}
