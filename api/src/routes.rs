//! The table of routes: what there is, who may come in, how long an answer may be kept, what it depends on, and who
//! answers. It reads like a table of contents; `openapi.yaml` has the same paths, and a test compares the two.

use std::collections::BTreeSet;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, guard, web};
use domain::media::FILE_BYTES_MAX;
use domain::partner::{ProductFormat, Taking};
use domain::{Code, Error, Session, Viewer, policy};
use futures::future::LocalBoxFuture;

use crate::app::App;
use crate::http::{BODY_MAX, Body, Class, Reply, Vary, respond};
use crate::problem::{self, Refusal};
use crate::rest::{
    accounts, api_keys, articles, audit, auth, description, experts, experts_desk, exports, feed, follows, front_page,
    history, identities, images, index, json_ld, manuscript_texts, manuscripts, me, ninjs, organisations, own_sync,
    partner, playlist_care, playlist_items, playlists, previews, probes, products, profiles, providers,
    recommendations, sessions, sitemaps, sync, syndication, taxonomy, taxonomy_desk, webhook_deliveries,
    webhook_endpoints,
};
use crate::{viewer, web as pages};

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Everybody. A credential that isn't valid is refused all the same, by the edge.
    Public,
    /// Whoever is logged in with an account, for what is their own.
    Account,
    /// Whoever is logged in with an account that has a role; which one it takes, the domain says.
    Staff,
    /// Partners' programs, by their keys; what a key is for, the domain says.
    Partner,
    /// Both, for what concerns a partner.
    StaffOrPartner,
}

impl Door {
    /// Whether a viewer may come in.
    ///
    /// # Errors
    /// `authentication_required` for nobody in particular, `forbidden` for somebody who is another than is meant.
    fn let_in(self, viewer: &Viewer) -> Result<(), Error> {
        let (is_staff, is_partner) = (!viewer.roles().is_empty(), viewer.partner().is_some());
        let (may, why) = match self {
            Door::Public => (true, ""),
            Door::Account => (viewer.holder().is_some(), "Log in first: this needs an access token of an account."),
            Door::Staff => (is_staff, "This is for staff."),
            Door::StaffOrPartner => (is_staff || is_partner, "This is for staff, and for partners' programs."),
            Door::Partner => (is_partner, "This is for partners' programs: it needs an API key."),
        };
        if may { Ok(()) } else { Err(policy::refusal(viewer, why)) }
    }
}

/// A route. One for `GET` answers `HEAD` as well.
pub struct Route {
    /// The method.
    pub method: &'static str,
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

/// Routes that take more content than the others, in bytes.
const LARGE: &[(&str, &str, usize)] = &[
    ("POST", "/v1/images", FILE_BYTES_MAX),
    ("POST", "/v1/manuscripts", TEXT_BYTES_MAX),
    ("PATCH", "/v1/manuscripts/{id}/texts/{language}", TEXT_BYTES_MAX),
    ("PUT", "/v1/manuscripts/{id}/texts/{language}/translation", TEXT_BYTES_MAX),
];
/// The largest content with a text in it: a body of the largest size, and what goes with it.
const TEXT_BYTES_MAX: usize = domain::text::limits::MAX_BYTES + 64 * 1024;

impl Route {
    /// The largest content that it takes, in bytes.
    fn body_max(&self) -> usize {
        let large = LARGE.iter().find(|(method, path, _)| *method == self.method && *path == self.path);
        large.map_or(BODY_MAX, |(_, _, most)| *most)
    }
}

/// What a handler comes to.
pub type Outcome = Result<Reply, Refusal>;

macro_rules! routes {
    ($($method:ident $path:literal $door:ident $class:ident $vary:ident $handler:expr;)*) => {
        &[$(Route {
            method: stringify!($method),
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
    //     path                               door    class     depends on
    GET    "/v1"                              Public  Content   Viewer   index::show;
    GET    "/v1/languages"                    Public  Content   Viewer   index::languages;
    GET    "/v1/articles"                     Public  Content   Language articles::list;
    GET    "/v1/articles/{slug}"              Public  Content   Language articles::show;
    GET    "/v1/articles/{slug}/json-ld"      Public  Content   Language json_ld::show;
    GET    "/v1/articles/{slug}/ninjs"        Public  Content   Language ninjs::article;
    GET    "/v1/articles/{slug}/related"      Public  Content   Language articles::related;
    GET    "/v1/experts"                      Public  Content   Language experts::list;
    GET    "/v1/experts/{slug}"               Public  Content   Language experts::show;
    POST   "/v1/experts"                      Staff   None      Nothing  experts_desk::create;
    PATCH  "/v1/experts/{slug}"               Staff   None      Nothing  experts_desk::update;
    DELETE "/v1/experts/{slug}"               Staff   None      Nothing  experts_desk::delete;
    POST   "/v1/experts/{slug}/merge"         Staff   None      Nothing  experts_desk::merge;
    GET    "/v1/experts/{slug}/account"       Staff   Private   Viewer   profiles::account;
    PUT    "/v1/experts/{slug}/account"       Staff   None      Nothing  profiles::link;
    DELETE "/v1/experts/{slug}/account"       Staff   None      Nothing  profiles::unlink;
    GET    "/v1/profile-proposals"            Staff   Private   Viewer   profiles::list;
    GET    "/v1/profile-proposals/{id}"       Account Private   Viewer   profiles::show;
    POST   "/v1/profile-proposals/{id}/accept"  Staff None      Nothing  profiles::accept;
    POST   "/v1/profile-proposals/{id}/decline" Staff None      Nothing  profiles::decline;
    GET    "/v1/experts/{slug}/articles"      Public  Content   Language articles::of_expert;
    GET    "/v1/topics"                       Public  Content   Language taxonomy::list::<taxonomy::TopicTree>;
    GET    "/v1/topics/{slug}"                Public  Content   Language taxonomy::show::<taxonomy::TopicTree>;
    POST   "/v1/topics"                       Staff   None      Nothing  taxonomy_desk::create::<taxonomy::TopicTree>;
    PATCH  "/v1/topics/{slug}"                Staff   None      Nothing  taxonomy_desk::update::<taxonomy::TopicTree>;
    DELETE "/v1/topics/{slug}"                Staff   None      Nothing  taxonomy_desk::delete::<taxonomy::TopicTree>;
    PUT    "/v1/topics/{slug}/place"          Staff   None      Nothing  taxonomy_desk::place::<taxonomy::TopicTree>;
    POST   "/v1/topics/{slug}/merge"          Staff   None      Nothing  taxonomy_desk::merge::<taxonomy::TopicTree>;
    GET    "/v1/topics/{slug}/articles"       Public  Content   Language articles::of_topic;
    GET    "/v1/regions"                      Public  Content   Language taxonomy::list::<taxonomy::RegionTree>;
    GET    "/v1/regions/{slug}"               Public  Content   Language taxonomy::show::<taxonomy::RegionTree>;
    POST   "/v1/regions"                       Staff   None      Nothing  taxonomy_desk::create::<taxonomy::RegionTree>;
    PATCH  "/v1/regions/{slug}"                Staff   None      Nothing  taxonomy_desk::update::<taxonomy::RegionTree>;
    DELETE "/v1/regions/{slug}"                Staff   None      Nothing  taxonomy_desk::delete::<taxonomy::RegionTree>;
    PUT    "/v1/regions/{slug}/place"          Staff   None      Nothing  taxonomy_desk::place::<taxonomy::RegionTree>;
    POST   "/v1/regions/{slug}/merge"          Staff   None      Nothing  taxonomy_desk::merge::<taxonomy::RegionTree>;
    GET    "/v1/regions/{slug}/articles"      Public  Content   Language articles::of_region;
    GET    "/v1/sync"                         Partner None      Viewer   sync::show;
    GET    "/v1/sync/bundle"                  Partner None      Viewer   sync::bundle;
    GET    "/feeds/{file}"                    Public  Content   Viewer   syndication::articles;
    GET    "/feeds/topics/{file}"             Public  Content   Viewer   syndication::topic;
    GET    "/feeds/regions/{file}"            Public  Content   Viewer   syndication::region;
    GET    "/feeds/experts/{file}"            Public  Content   Viewer   syndication::expert;
    GET    "/feeds/playlists/{file}"          Public  Content   Viewer   syndication::playlist;
    GET    "/sitemap.xml"                     Public  Content   Coding   sitemaps::show_index;
    GET    "/sitemaps/{file}"                 Public  Content   Coding   sitemaps::show;
    GET    "/robots.txt"                      Public  Content   Coding   sitemaps::robots;
    GET    "/v1/images/{id}"                  Public  Content   Language images::show;
    PATCH  "/v1/images/{id}"                  Staff   None      Nothing  images::update;
    DELETE "/v1/images/{id}"                  Staff   None      Nothing  images::delete;
    GET    "/v1/images"                       Staff   Private   Language images::list;
    POST   "/v1/images"                       Staff   None      Nothing  images::upload;
    GET    "/v1/front-page"                   Public  Content   Language front_page::show;
    GET    "/v1/front-page/{language}/arrangement" Staff Private Viewer front_page::arrangement;
    PUT    "/v1/front-page/{language}/arrangement" Staff None   Nothing  front_page::arrange;
    GET    "/v1/manuscripts"                  Staff   Private   Viewer   manuscripts::list;
    POST   "/v1/manuscripts"                  Staff   None      Nothing  manuscripts::create;
    GET    "/v1/manuscripts/{id}"             Staff   Private   Viewer   manuscripts::show;
    PATCH  "/v1/manuscripts/{id}"             Staff   None      Nothing  manuscripts::file;
    PUT    "/v1/manuscripts/{id}/authors"     Staff   None      Nothing  manuscripts::set_authors;
    POST   "/v1/manuscripts/{id}/steps"       Staff   None      Nothing  manuscripts::step;
    GET    "/v1/manuscripts/{id}/history"     Staff   Private   Viewer   manuscripts::history;
    GET    "/v1/manuscripts/{id}/texts/{language}" Staff Private Viewer  manuscript_texts::show;
    PATCH  "/v1/manuscripts/{id}/texts/{language}" Staff None   Nothing  manuscript_texts::save;
    PUT    "/v1/manuscripts/{id}/texts/{language}/translation" Staff None Nothing manuscript_texts::translate;
    GET    "/v1/manuscripts/{id}/texts/{language}/diff" Staff Private Viewer manuscript_texts::diff;
    GET    "/v1/manuscripts/{id}/texts/{language}/revisions" Staff Private Viewer manuscript_texts::revisions;
    GET    "/v1/manuscripts/{id}/texts/{language}/revisions/{number}" Staff Private Viewer manuscript_texts::revision;
    POST   "/v1/manuscripts/{id}/texts/{language}/revisions/{number}/restore" Staff None Nothing manuscript_texts::restore;
    GET    "/v1/manuscripts/{id}/previews"    Staff   Private   Viewer   previews::list;
    POST   "/v1/manuscripts/{id}/previews"    Staff   None      Nothing  previews::create;
    DELETE "/v1/manuscripts/{id}/previews/{previewId}" Staff None Nothing previews::revoke;
    GET    "/v1/previews/{token}"             Public  None      Nothing  previews::show;
    GET    "/v1/audit"                        Staff   Private   Viewer   audit::list;
    GET    "/media/{file}"                    Public  Immutable Nothing  images::bytes;
    GET    "/schemas/body.json"               Public  Document  Coding   description::body_schema;
    GET    "/openapi.yaml"                    Public  Document  Coding   description::yaml;
    GET    "/openapi.json"                    Public  Document  Coding   description::json;
    GET    "/"                                Public  Page      Coding   pages::file;
    GET    "/playground"                      Public  Page      Coding   pages::file;
    GET    "/reference"                       Public  Page      Coding   pages::file;
    GET    "/web/{file}"                      Public  Immutable Coding   pages::file;
    GET    "/.well-known/jwks.json"           Public  Document  Coding   auth::jwks;
    POST   "/v1/auth/register"                Public  None      Nothing  auth::register;
    POST   "/v1/auth/confirm"                 Public  None      Nothing  auth::confirm;
    POST   "/v1/auth/login"                   Public  None      Nothing  auth::login;
    POST   "/v1/auth/refresh"                 Public  None      Nothing  auth::refresh;
    POST   "/v1/auth/logout"                  Account None      Nothing  auth::logout;
    POST   "/v1/auth/password-reset"          Public  None      Nothing  auth::request_password_reset;
    POST   "/v1/auth/password-reset/confirm"  Public  None      Nothing  auth::reset_password;
    GET    "/v1/auth/providers"               Public  None      Nothing  providers::list;
    POST   "/v1/auth/providers/{name}/authorize" Public None    Nothing  providers::authorize;
    POST   "/v1/auth/providers/{name}/callback"  Public None    Nothing  providers::callback;
    POST   "/v1/auth/identities/claim"        Public  None      Nothing  providers::claim;
    POST   "/v1/auth/identities/legacy"       Public  None      Nothing  providers::request_legacy_claim;
    POST   "/v1/auth/begin"                   Public  None      Nothing  auth::begin;
    GET    "/v1/accounts"                     Staff   Private   Viewer   accounts::find;
    PUT    "/v1/accounts/{id}/roles"          Staff   None      Nothing  accounts::set_roles;
    PUT    "/v1/accounts/{id}/suspension"     Staff   None      Nothing  accounts::suspend;
    DELETE "/v1/accounts/{id}/suspension"     Staff   None      Nothing  accounts::reinstate;
    GET    "/v1/me"                           Account Private   Viewer   me::show;
    PATCH  "/v1/me"                           Account None      Nothing  me::update;
    DELETE "/v1/me"                           Account None      Nothing  me::erase;
    POST   "/v1/me/erasure"                   Account None      Nothing  me::request_erasure;
    GET    "/v1/me/exports"                   Account Private   Viewer   exports::list;
    POST   "/v1/me/exports"                   Account None      Nothing  exports::request;
    GET    "/v1/me/exports/{id}"              Account Private   Viewer   exports::show;
    GET    "/v1/me/exports/{id}/content"      Account None      Nothing  exports::content;
    POST   "/v1/me/password"                  Account None      Nothing  me::change_password;
    POST   "/v1/me/email"                     Account None      Nothing  me::request_email_change;
    POST   "/v1/me/email/confirm"             Account None      Nothing  me::confirm_email_change;
    GET    "/v1/me/expert"                    Account Private   Language profiles::own_expert;
    GET    "/v1/me/profile-proposals"         Account Private   Viewer   profiles::own_list;
    POST   "/v1/me/profile-proposals"         Account None      Nothing  profiles::propose;
    GET    "/v1/me/sessions"                  Account Private   Viewer   sessions::list;
    DELETE "/v1/me/sessions"                  Account None      Nothing  sessions::revoke_all;
    DELETE "/v1/me/sessions/{id}"             Account None      Nothing  sessions::revoke;
    GET    "/v1/me/follows"                   Account Private   Language follows::list;
    PUT    "/v1/me/follows/{id}"              Account None      Nothing  follows::create;
    DELETE "/v1/me/follows/{id}"              Account None      Nothing  follows::delete;
    GET    "/v1/me/feed"                      Account Private   Language feed::show;
    GET    "/v1/me/sync"                      Account Private   Language own_sync::show;
    GET    "/v1/me/sync/bundle"               Account None      Language own_sync::bundle;
    GET    "/v1/me/history"                   Account Private   Language history::list;
    POST   "/v1/me/history"                   Account None      Nothing  history::record;
    DELETE "/v1/me/history"                   Account None      Nothing  history::erase_all;
    DELETE "/v1/me/history/{articleId}"       Account None      Nothing  history::erase;
    GET    "/v1/me/recommendations"           Account Private   Language recommendations::list;
    PUT    "/v1/me/recommendations/dismissed/{articleId}" Account None Nothing recommendations::dismiss;
    DELETE "/v1/me/recommendations/dismissed/{articleId}" Account None Nothing recommendations::restore;
    GET    "/v1/me/identities"                Account Private   Viewer   identities::list;
    POST   "/v1/me/identities"                Account None      Nothing  identities::link;
    DELETE "/v1/me/identities/{id}"           Account None      Nothing  identities::unlink;
    GET    "/v1/me/playlists"                 Account Private   Viewer   playlists::own;
    POST   "/v1/me/playlists"                 Account None      Nothing  playlists::create;
    GET    "/v1/playlists"                    Public  Private   Viewer   playlists::featured;
    GET    "/v1/playlists/{id}"               Public  Private   Viewer   playlists::show;
    PATCH  "/v1/playlists/{id}"               Account None      Nothing  playlists::update;
    DELETE "/v1/playlists/{id}"               Account None      Nothing  playlists::delete;
    GET    "/v1/playlists/{id}/ninjs"         Public  Private   Language ninjs::playlist;
    GET    "/v1/playlists/{id}/items"         Public  Private   Language playlist_items::list;
    POST   "/v1/playlists/{id}/items"         Account None      Nothing  playlist_items::add;
    PATCH  "/v1/playlists/{id}/items/{item}"  Account None      Nothing  playlist_items::change;
    DELETE "/v1/playlists/{id}/items/{item}"  Account None      Nothing  playlist_items::remove;
    POST   "/v1/playlists/{id}/copy"          Account None      Nothing  playlists::copy;
    POST   "/v1/playlists/{id}/reports"       Account None      Nothing  playlist_care::report;
    PUT    "/v1/playlists/{id}/moderation"    Account None      Nothing  playlist_care::moderate;
    GET    "/v1/playlist-reports"             Account Private   Viewer   playlist_care::reports;
    GET    "/v1/organisations"                Staff   Private   Viewer   organisations::list;
    POST   "/v1/organisations"                Staff   None      Nothing  organisations::create;
    GET    "/v1/organisations/{id}"           Staff   Private   Viewer   organisations::show;
    PATCH  "/v1/organisations/{id}"           Staff   None      Nothing  organisations::update;
    GET    "/v1/organisations/{id}/api-keys"  Staff   Private   Viewer   api_keys::list;
    POST   "/v1/organisations/{id}/api-keys"  Staff   None      Nothing  api_keys::create;
    DELETE "/v1/organisations/{id}/api-keys/{keyId}" Staff None Nothing  api_keys::revoke;
    GET    "/v1/organisations/{id}/products"  Staff   Private   Viewer   products::list;
    POST   "/v1/organisations/{id}/products"  Staff   None      Nothing  products::create;
    GET    "/v1/organisations/{id}/usage"     Staff   Private   Viewer   organisations::usage;
    GET    "/v1/products/{id}"                Staff   Private   Viewer   products::show;
    PATCH  "/v1/products/{id}"                Staff   None      Nothing  products::update;
    GET    "/v1/partner"                      Partner Private   Viewer   partner::show;
    GET    "/v1/partner/usage"                Partner Private   Viewer   partner::usage;
    GET    "/v1/webhook-endpoints"            StaffOrPartner Private Viewer webhook_endpoints::list;
    POST   "/v1/webhook-endpoints"            StaffOrPartner None Nothing webhook_endpoints::create;
    GET    "/v1/webhook-endpoints/{id}"       StaffOrPartner Private Viewer webhook_endpoints::show;
    PATCH  "/v1/webhook-endpoints/{id}"       StaffOrPartner None Nothing webhook_endpoints::update;
    DELETE "/v1/webhook-endpoints/{id}"       StaffOrPartner None Nothing webhook_endpoints::delete;
    POST   "/v1/webhook-endpoints/{id}/secrets" StaffOrPartner None Nothing webhook_endpoints::rotate;
    POST   "/v1/webhook-endpoints/{id}/tests" StaffOrPartner None Nothing webhook_endpoints::test;
    POST   "/v1/webhook-endpoints/{id}/replays" StaffOrPartner None Nothing webhook_endpoints::replay;
    GET    "/v1/webhook-endpoints/{id}/deliveries" StaffOrPartner Private Viewer webhook_deliveries::list;
    GET    "/v1/webhook-deliveries/{id}"      StaffOrPartner Private Viewer webhook_deliveries::show;
    POST   "/v1/webhook-deliveries/{id}/replay" StaffOrPartner None Nothing webhook_deliveries::replay;
    GET    "/livez"                           Public  None      Nothing  probes::live;
    GET    "/readyz"                          Public  None      Nothing  probes::ready;
};

/// The routes of GraphQL, which `graphql/` puts in place itself.
pub const GRAPHQL: &[(&str, &str)] = &[("GET", "/graphql"), ("POST", "/graphql")];

/// Every operation, method and path, as openapi.yaml should have them. `HEAD` goes with each `GET` and isn't listed.
#[must_use]
pub fn operations() -> Vec<(&'static str, &'static str)> {
    ROUTES.iter().map(|route| (route.method, route.path)).chain(GRAPHQL.iter().copied()).collect()
}

/// The paths whose answers may be kept for everybody; up to their first parameter, if they have any.
#[must_use]
pub fn kept_roots() -> Vec<&'static str> {
    let kept = ROUTES.iter().filter(|route| route.class == Class::Content);
    kept.map(|route| route.path.split('{').next().unwrap_or_default()).chain(["/graphql"]).collect()
}

/// The methods that a path has, as `Allow` lists them.
#[must_use]
pub fn methods(path: &str) -> String {
    let of_path = ROUTES.iter().filter(|route| route.path == path);
    let words = of_path.flat_map(|route| if route.method == "GET" { vec!["GET", "HEAD"] } else { vec![route.method] });
    words.collect::<Vec<_>>().join(", ")
}

/// Puts all routes but those of GraphQL in place, and the answer to addresses that there aren't. The app needs
/// `web::Data<App>`, and [`crate::http::edge`] wrapped around it.
pub fn configure(config: &mut web::ServiceConfig) {
    let paths: BTreeSet<&'static str> = ROUTES.iter().map(|route| route.path).collect();
    for path in paths {
        let mut resource = web::resource(path);
        for route in ROUTES.iter().filter(|route| route.path == path) {
            let run = move |request: HttpRequest, body: web::Payload| run(request, body, route);
            resource = resource.route(web::route().guard(guard::fn_guard(|on| answers(route, on))).to(run));
        }
        config
            .service(resource.default_service(web::to(move |request: HttpRequest| method_not_allowed(request, path))));
    }
    config.default_service(web::to(not_found));
}

fn answers(route: &Route, on: &guard::GuardContext<'_>) -> bool {
    let asked = on.head().method.as_str();
    route.method == asked || (route.method == "GET" && asked == "HEAD")
}

/// A request on its way to its handler.
pub struct Call {
    /// The request.
    pub http: HttpRequest,
    /// The server.
    pub app: web::Data<App>,
    /// The data, as far as the viewer may see it.
    pub session: Session,
    /// What was sent, for a route that takes something.
    pub body: Body,
}

impl Call {
    async fn new(http: HttpRequest, payload: web::Payload, route: &Route) -> Result<Self, Error> {
        let app = http.app_data::<web::Data<App>>().cloned();
        let app = app.ok_or_else(|| Error::internal("the server has no state"))?;
        let session = viewer::session_of(&http)?;
        route.door.let_in(session.viewer())?;
        let body = if route.method == "GET" {
            Body::none()
        } else {
            Body::receive(http.headers(), payload, route.body_max()).await?
        };
        Ok(Self { http, app, session, body })
    }

    /// The same request, taking another format than JSON: a partner's program sees the products that are given out in it.
    #[must_use]
    pub fn taking(self, format: ProductFormat) -> Self {
        Self { session: self.session.taking(Taking::Format(format)), ..self }
    }

    /// The part of the path that the route calls by this name.
    #[must_use]
    pub fn part(&self, name: &str) -> &str {
        self.http.match_info().get(name).unwrap_or_default()
    }
}

async fn run(request: HttpRequest, payload: web::Payload, route: &'static Route) -> HttpResponse {
    let outcome = async {
        let call = Call::new(request.clone(), payload, route).await?;
        let session = call.session.clone();
        let reply = (route.handler)(call).await?;
        Ok(respond(&request, route.class, route.vary, &session, reply).await?)
    };
    outcome.await.unwrap_or_else(|refusal| problem::answer(&request, &refusal))
}

async fn method_not_allowed(request: HttpRequest, path: &str) -> HttpResponse {
    let methods = methods(path);
    let error = Error::new(Code::MethodNotAllowed, format!("This has {methods}."));
    let mut response = problem::answer(&request, &error.into());
    crate::http::answer::set(&mut response, header::ALLOW, &methods);
    response
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    problem::answer(&request, &Error::not_found().into())
}
