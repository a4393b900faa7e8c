//! The table of routes: what there is, who may come in, how long an answer may be kept, what it depends on, and who
//! answers. It reads like a table of contents; `openapi.yaml` has the same paths, and a test compares the two.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, guard, web};
use domain::{Code, Error, Session};
use futures::future::LocalBoxFuture;

use crate::app::App;
use crate::http::{Class, Reply, Vary, respond};
use crate::problem::{self, Refusal};
use crate::rest::{articles, description, experts, images, index, probes, taxonomy};
use crate::{viewer, web as pages};

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Everybody. A credential that isn't valid is refused all the same, by the edge.
    Public,
}

/// A route, which answers `GET` and `HEAD`.
pub struct Route {
    /// The path, as openapi.yaml spells it.
    pub path: &'static str,
    /// Who may come in.
    pub door: Door,
    /// How long the answer may be kept.
    pub class: Class,
    /// What besides the address it depends on.
    pub vary: Vary,
    handler: fn(Call) -> LocalBoxFuture<'static, Outcome>,
}

/// What a handler comes to.
pub type Outcome = Result<Reply, Refusal>;

macro_rules! routes {
    ($($path:literal $door:ident $class:ident $vary:ident $handler:expr;)*) => {
        &[$(Route {
            path: $path,
            door: Door::$door,
            class: Class::$class,
            vary: Vary::$vary,
            handler: |call| Box::pin($handler(call)),
        }),*]
    };
}

/// All routes but those of GraphQL.
#[rustfmt::skip]
pub const ROUTES: &[Route] = routes! {
    // path                        door   class     depends on
    "/v1"                          Public Content   Viewer   index::show;
    "/v1/languages"                Public Content   Viewer   index::languages;
    "/v1/articles"                 Public Content   Language articles::list;
    "/v1/articles/{slug}"          Public Content   Language articles::show;
    "/v1/articles/{slug}/related"  Public Content   Language articles::related;
    "/v1/experts"                  Public Content   Language experts::list;
    "/v1/experts/{slug}"           Public Content   Language experts::show;
    "/v1/experts/{slug}/articles"  Public Content   Language articles::of_expert;
    "/v1/topics"                   Public Content   Language taxonomy::list::<taxonomy::TopicTree>;
    "/v1/topics/{slug}"            Public Content   Language taxonomy::show::<taxonomy::TopicTree>;
    "/v1/topics/{slug}/articles"   Public Content   Language articles::of_topic;
    "/v1/regions"                  Public Content   Language taxonomy::list::<taxonomy::RegionTree>;
    "/v1/regions/{slug}"           Public Content   Language taxonomy::show::<taxonomy::RegionTree>;
    "/v1/regions/{slug}/articles"  Public Content   Language articles::of_region;
    "/v1/images/{id}"              Public Content   Language images::show;
    "/media/{file}"                Public Immutable Nothing  images::bytes;
    "/schemas/body.json"           Public Document  Coding   description::body_schema;
    "/openapi.yaml"                Public Document  Coding   description::yaml;
    "/openapi.json"                Public Document  Coding   description::json;
    "/"                            Public Page      Coding   pages::file;
    "/playground"                  Public Page      Coding   pages::file;
    "/reference"                   Public Page      Coding   pages::file;
    "/web/{file}"                  Public Immutable Coding   pages::file;
    "/livez"                       Public None      Nothing  probes::live;
    "/readyz"                      Public None      Nothing  probes::ready;
};

/// The routes of GraphQL, which `graphql/` puts in place itself.
pub const GRAPHQL: &[(&str, &str)] = &[("GET", "/graphql"), ("POST", "/graphql")];

/// Every operation, method and path, as openapi.yaml should have them. `HEAD` goes with each `GET` and isn't listed.
#[must_use]
pub fn operations() -> Vec<(&'static str, &'static str)> {
    ROUTES.iter().map(|route| ("GET", route.path)).chain(GRAPHQL.iter().copied()).collect()
}

/// Puts all routes but those of GraphQL in place, and the answer to addresses that there aren't. The app needs
/// `web::Data<App>`, and [`crate::http::edge`] wrapped around it.
pub fn configure(config: &mut web::ServiceConfig) {
    for route in ROUTES {
        let readable = guard::Any(guard::Get()).or(guard::Head());
        config.service(
            web::resource(route.path)
                .route(web::route().guard(readable).to(move |request: HttpRequest| run(request, route)))
                .default_service(web::to(method_not_allowed)),
        );
    }
    config.default_service(web::to(not_found));
}

/// A request on its way to its handler.
pub struct Call {
    /// The request.
    pub http: HttpRequest,
    /// The server.
    pub app: web::Data<App>,
    /// The data, as far as the viewer may see it.
    pub session: Session,
}

impl Call {
    fn new(http: HttpRequest) -> Result<Self, Error> {
        let app = http.app_data::<web::Data<App>>().cloned();
        let app = app.ok_or_else(|| Error::internal("the server has no state"))?;
        let session = viewer::session_of(&http)?;
        Ok(Self { http, app, session })
    }

    /// The part of the path that the route calls by this name.
    #[must_use]
    pub fn part(&self, name: &str) -> &str {
        self.http.match_info().get(name).unwrap_or_default()
    }
}

async fn run(request: HttpRequest, route: &'static Route) -> HttpResponse {
    let outcome = async {
        let call = Call::new(request.clone())?;
        let anonymous = call.session.viewer().is_anonymous();
        let reply = (route.handler)(call).await?;
        Ok(respond(&request, route.class, route.vary, anonymous, reply).await?)
    };
    outcome.await.unwrap_or_else(|refusal| problem::answer(&request, &refusal))
}

async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    let error = Error::new(Code::MethodNotAllowed, "This is read only: GET and HEAD are what it has.");
    let mut response = problem::answer(&request, &error.into());
    crate::http::answer::set(&mut response, header::ALLOW, "GET, HEAD");
    response
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    problem::answer(&request, &Error::not_found().into())
}
