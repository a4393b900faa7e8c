//! Metrics for Prometheus: a page of its own, at an address of its own, where the operator wants it (`METRICS_LISTEN`). It tells sizes, positions
//! and counts, and nothing of who asked for what; still, whoever reaches the address may read it, so it isn't one of the public doors.
//!
//! Everything is looked up when the page is asked for: a request costs nothing for it but the counts of the answers that are kept.

use std::net::SocketAddr;

use actix_web::dev::Server;
use actix_web::http::StatusCode;
use actix_web::{App as Actix, HttpResponse, HttpServer, web};
use domain::vitals::Vitals;
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::Registry;

use crate::app::App;
use crate::http::kept::Tally;
use crate::server::StartError;

/// The format (OpenMetrics 1.0).
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How every name begins.
const PREFIX: &str = "world_review";

/// A server of the page alone; it serves as soon as it is awaited.
///
/// # Errors
/// When the address can't be listened on.
pub fn bind(app: web::Data<App>, address: SocketAddr) -> Result<(Server, SocketAddr), StartError> {
    let listen = |error| StartError::Listen { address, error };
    let server = HttpServer::new(move || Actix::new().app_data(app.clone()).route("/metrics", web::get().to(show)))
        .workers(1)
        // Whoever stops the program stops this as well.
        .disable_signals()
        .bind(address)
        .map_err(listen)?;
    let bound = server.addrs().first().copied().unwrap_or(address);
    Ok((server.run(), bound))
}

/// `GET /metrics`
async fn show(app: web::Data<App>) -> HttpResponse {
    let page = match app.domain.vitals().await {
        Ok(vitals) => page(&vitals, app.kept.tally()).map_err(|error| error.to_string()),
        Err(error) => Err(error.chain()),
    };
    match page {
        Ok(page) => HttpResponse::Ok().content_type(CONTENT_TYPE).body(page),
        Err(error) => {
            tracing::warn!(error, "there are no metrics");
            HttpResponse::new(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// The page.
fn page(vitals: &Vitals, kept: Tally) -> Result<String, std::fmt::Error> {
    let mut registry = Registry::with_prefix(PREFIX);
    let mut gauge = |name: &str, help: &str, value: i64| registry.register(name, help, ConstGauge::new(value));
    let catalogue = vitals.catalogue;
    gauge("catalogue_articles", "Articles that everybody may see", whole(catalogue.articles));
    gauge("catalogue_bytes", "About how much memory they take, without bodies", whole(vitals.catalogue_bytes));
    gauge("catalogue_position", "The last change of the log that was applied", catalogue.seq);
    gauge("catalogue_behind", "Changes of the log that are yet to be applied", catalogue.behind);
    gauge("answers_kept", "Finished answers that are kept", whole(kept.entries));
    gauge("answers_kept_bytes", "How much memory they take", whole(kept.bytes));
    gauge("answers_kept_bytes_max", "How much they may take", whole(kept.bytes_max));
    gauge("bodies_kept", "Bodies of articles that are kept", whole(vitals.bodies.entries));
    gauge("bodies_kept_bytes", "How long they are as JSON", whole(vitals.bodies.bytes));
    gauge("connections_open", "Open connections to the database", vitals.connections.open.into());
    gauge("connections_idle", "Those of them that nobody uses", vitals.connections.idle.into());
    gauge("connections_max", "The most that there may be", vitals.connections.most.into());
    let waiting = ConstGauge::new(vitals.waiting.as_secs_f64());
    registry.register("catalogue_behind_seconds", "How long the first of those changes has been waiting", waiting);
    let mut counter = |name: &str, help: &str, value: u64| registry.register(name, help, ConstCounter::new(value));
    counter("answers_kept_hits", "Requests that were answered with what was kept", kept.hits);
    counter("answers_kept_misses", "Requests whose answer was made, and may be kept", kept.misses);
    counter("answers_kept_refused", "Requests whose answer is known to be one that can't be kept", kept.refused);
    counter("statements", "SQL statements that were sent for requests and jobs", vitals.statements);
    let followers: Family<[(&'static str, &'static str); 1], Gauge> = Family::default();
    for (name, behind) in &vitals.followers {
        followers.get_or_create(&[("follower", *name)]).set(*behind);
    }
    registry.register("follower_behind", "Changes of the log that a follower has yet to follow", followers);
    let mut page = String::new();
    text::encode(&mut page, &registry)?;
    Ok(page)
}

fn whole(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}
