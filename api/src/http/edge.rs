//! The edge: what every request passes on its way in and out. It gives the request its id and its session, refuses a
//! credential that isn't valid, writes the line of the log, and sets the headers that all answers have.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use domain::Error;
use domain::partner::Allowance;
use futures::FutureExt;
use tracing::Instrument;

use super::finished::Finished;
use super::kept::{Found, Key};
use super::limit;
use crate::app::App;
use crate::problem;
use crate::viewer;

/// The header that a request's id comes and goes in.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest id that is taken over from a client.
const REQUEST_ID_MAX: usize = 64;

/// What answers that aren't pages allow a browser: to show them, and nothing else.
const NOTHING_RUNS: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";
/// What scripts of other origins may read of an answer, besides what browsers always let them.
const EXPOSED: &str =
    "Allow, Content-Language, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
const PREFLIGHT_HEADERS: &str = "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-Modified-Since, If-None-Match, X-Api-Key, X-Request-Id";

/// The id of the request, as the log, the answer's header and a problem's `requestId` have it.
#[derive(Debug, Clone)]
struct RequestId(String);

/// The id of a request that came in through [`edge`]; a dash for one that didn't.
#[must_use]
pub fn request_id_of(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map_or_else(|| "-".to_owned(), |id| id.0.clone())
}

/// The middleware: `App::new().wrap(from_fn(edge))`, outside of everything else.
///
/// # Errors
/// None of its own: an error that a service gives instead of a response is passed on.
pub async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let began = Instant::now();
    let Some(app) = request.app_data::<web::Data<App>>().cloned() else {
        return Ok(request.into_response(HttpResponse::InternalServerError()).map_into_boxed_body());
    };
    let id = request_id(request.headers(), &app);
    let path = request.path().to_owned();
    let span = tracing::info_span!("request", request.id = id, method = %request.method(), path = logged(&path));
    let key = app.kept.key(request.request());
    let mut response = match key.as_ref().and_then(|key| app.kept.ready(key, &app.domain)) {
        Some(finished) => again(request, &finished, &id, &path).await,
        // Apart, so that an answer that is there needs no room for what makes one.
        None => Box::pin(find(request, next, &app, &id, &path, key)).instrument(span.clone()).await?,
    };
    let status = response.status();
    dress(response.headers_mut(), status, &id, &path);
    let millis = (began.elapsed().as_secs_f64() * 1_000_000.0).round() / 1_000.0;
    span.in_scope(|| tracing::info!(status = response.status().as_u16(), millis, "answered"));
    Ok(response)
}

/// The path as the log has it: the address of a preview is a secret.
fn logged(path: &str) -> &str {
    if path.starts_with("/v1/previews/") { "/v1/previews/…" } else { path }
}

/// Answers with what is kept.
async fn again(request: ServiceRequest, finished: &Finished, id: &str, path: &str) -> ServiceResponse<BoxBody> {
    let answer = finished.answer(request.headers()).await;
    let answer = answer.unwrap_or_else(|error| problem::problem(id, path, &error.into()));
    request.into_response(answer)
}

/// Lets a request in and keeps what it is answered; or waits for another one that does so.
async fn find<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    app: &App,
    id: &str,
    path: &str,
    key: Option<Key>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let Some(key) = key else { return admit(request, next, app, id, path).await };
    match app.kept.find(&key, &app.domain).await {
        Found::Answer(finished) => Ok(again(request, &finished, id, path).await),
        Found::Nothing(filling) => {
            let mut response = admit(request, next, app, id, path).await?;
            filling.settle(response.response_mut(), &app.domain);
            Ok(response)
        }
        Found::Unkept => admit(request, next, app, id, path).await,
    }
}

async fn admit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    app: &App,
    id: &str,
    path: &str,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    request.extensions_mut().insert(RequestId(id.to_owned()));
    let session = match viewer::authenticate(app, &request, id) {
        Ok(session) => session,
        Err(error) => return Ok(request.into_response(problem::problem(id, path, &error.into()))),
    };
    if is_preflight(&request) {
        return Ok(request.into_response(preflight(path)));
    }
    let allowance = session.viewer().partner().map(|partner| app.domain.admit(partner));
    if let Some(Err(error)) = allowance.as_ref().map(limit::let_in) {
        let refused = problem::problem(id, path, &error.into());
        return Ok(limited(request.into_response(refused), allowance.as_ref()));
    }
    request.extensions_mut().insert(session);
    // A handler that panics is a fault of ours: it costs this request, not the connection with all others on it.
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(outcome) => Ok(limited(outcome?.map_into_boxed_body(), allowance.as_ref())),
        Err(_) => {
            let mut response = problem::problem(id, path, &Error::internal("a handler panicked").into());
            let status = response.status();
            dress(response.headers_mut(), status, id, path);
            Err(actix_web::error::InternalError::from_response("a handler panicked", response).into())
        }
    }
}

/// The answer, with what is left of a partner's allowance.
fn limited(mut response: ServiceResponse<BoxBody>, allowance: Option<&Allowance>) -> ServiceResponse<BoxBody> {
    if let Some(allowance) = allowance {
        limit::tell(response.headers_mut(), allowance);
    }
    response
}

/// The client's own id when it is a plain one, so that its log and ours can be laid side by side; else a new one.
fn request_id(headers: &HeaderMap, app: &App) -> String {
    let plain = |id: &&str| {
        (1..=REQUEST_ID_MAX).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    match headers.get(&REQUEST_ID).and_then(|value| value.to_str().ok()).filter(plain) {
        Some(id) => id.to_owned(),
        None => {
            let mut id = format!("req_{}", app.next_id());
            id.make_ascii_lowercase();
            id
        }
    }
}

/// The headers that every answer has. What an answer has set itself stays.
fn dress(headers: &mut HeaderMap, status: StatusCode, id: &str, path: &str) {
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
    let mut default = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    // A browser puts what a 304 says in place of what it kept: a page would lose its own policy, and its scripts with it.
    if status != StatusCode::NOT_MODIFIED {
        default(header::CONTENT_SECURITY_POLICY, NOTHING_RUNS);
    }
    if is_shared(path) {
        default(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        default(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
}

/// What scripts of other origins may read: content, and what describes it; not the pages. No cookie is looked at
/// anywhere, so that they can read nothing that they couldn't fetch by themselves.
fn is_shared(path: &str) -> bool {
    path == "/v1"
        || ["/v1/", "/graphql", "/media/", "/schemas/", "/openapi.", "/.well-known/"]
            .iter()
            .any(|root| path.starts_with(root))
}

/// A browser asks whether it may ask (the Fetch standard, section 3.2.2).
fn is_preflight(request: &ServiceRequest) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
        && is_shared(request.path())
}

fn preflight(path: &str) -> HttpResponse {
    let methods = if path == "/graphql" { "GET, HEAD, POST" } else { "GET, HEAD, POST, PUT, PATCH, DELETE" };
    HttpResponse::build(StatusCode::NO_CONTENT)
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, methods))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, PREFLIGHT_HEADERS))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, "86400"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}
