//! The server: all doors on one port, and its running until it is told to stop. What there is to be asked is in
//! `routes.rs` and `graphql/`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{App as Actix, HttpServer, web};
use domain::{Domain, Ports};
use schema::PublicUrl;
use schema::document::Manifest;

use crate::app::App;
use crate::graphql::{self, Front, Transport};
use crate::settings::{GraphqlSettings, Settings};
use crate::{http, metrics, routes};

/// How long a client may take to send the head of its request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a quiet connection is kept for its next request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address can't be listened on.
    #[error("{address} can't be listened on: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The GraphQL schema can't be served: a fault of the program.
    #[error("the GraphQL schema can't be read: {0}")]
    Schema(String),
    /// The manifest of trusted documents can't be used.
    #[error("the documents of {} can't be trusted: {why}", file.display())]
    Documents {
        /// The manifest.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// The server broke.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Binds the server to its address; it serves as soon as it is awaited.
///
/// # Errors
/// When the address can't be listened on.
pub fn bind(domain: &Domain, ports: &Ports, settings: &Settings) -> Result<(Server, SocketAddr), StartError> {
    bind_to(web::Data::new(App::new(domain.clone(), ports.clone(), settings)), settings)
}

fn bind_to(app: web::Data<App>, settings: &Settings) -> Result<(Server, SocketAddr), StartError> {
    let transport = web::Data::new(transport(settings)?);
    let address = settings.listen;
    let listen = |error| StartError::Listen { address, error };
    let server = HttpServer::new(move || {
        let transport = transport.clone();
        Actix::new()
            .app_data(app.clone())
            .configure(|config| graphql::routes(config, transport))
            .configure(routes::configure)
            .wrap(actix_web::middleware::from_fn(http::edge))
    })
    // Without it chunked answers stall (Nagle's algorithm and delayed acknowledgements).
    .tcp_nodelay(true)
    .workers(settings.workers)
    .client_request_timeout(HEAD_TIMEOUT)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(settings.shutdown_seconds)
    .bind(address)
    .map_err(listen)?;
    let bound = server.addrs().first().copied().unwrap_or(address);
    Ok((server.run(), bound))
}

/// Serves until the process is told to stop (SIGINT, SIGTERM), then drains the requests under way.
///
/// # Errors
/// As [`bind`], and when the server breaks.
pub async fn run(
    domain: &Domain,
    ports: &Ports,
    settings: &Settings,
    announce: impl FnOnce(&Settings, SocketAddr),
) -> Result<(), StartError> {
    let app = web::Data::new(App::new(domain.clone(), ports.clone(), settings));
    let (server, address) = bind_to(app.clone(), settings)?;
    let metrics = settings.metrics_listen.map(|address| metrics::bind(app, address)).transpose()?;
    let metrics = metrics.map(|(metrics, address)| {
        tracing::info!(%address, "telling metrics");
        let handle = metrics.handle();
        (handle, tokio::spawn(metrics))
    });
    tracing::info!(%address, workers = settings.workers, "serving");
    announce(settings, address);
    let served = server.await;
    if let Some((handle, metrics)) = metrics {
        handle.stop(false).await;
        metrics.await.map_err(std::io::Error::other)??;
    }
    Ok(served?)
}

fn transport(settings: &Settings) -> Result<Transport<Front>, StartError> {
    let GraphqlSettings { body_bytes, ref documents, trusted_only, .. } = settings.graphql;
    let public_url = PublicUrl(settings.public_url.clone());
    let executor = schema::executor(public_url, settings.graphql.limits());
    let mut executor = executor.map_err(|error| StartError::Schema(error.to_string()))?;
    if let Some(file) = documents {
        let refused = |why: String| StartError::Documents { file: file.clone(), why };
        let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
        let manifest = Manifest::read(&text).map_err(|error| refused(error.to_string()))?;
        executor = executor.trusting(&manifest).map_err(|(id, error)| refused(format!("{id}: {error}")))?;
    }
    let limits = graphql::Limits { body: body_bytes, ..graphql::Limits::default() };
    Ok(Transport { executor, door: Front, limits, trusted_only })
}
