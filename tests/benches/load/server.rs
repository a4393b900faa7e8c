//! Processes under measurement: the product as it is shipped, and the reference servers. Each listens on a free port of
//! 127.0.0.1 and is ended by its own process id.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::Client;
use tokio::process::{Child, Command};

use crate::Outcome;

/// How long a start may take: the loading of 100,000 articles on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(1_800);
/// How long a server may drain before it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(20);
/// How often a starting server is asked whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(5);

/// A running server.
pub struct Server {
    /// `http://127.0.0.1:…`.
    pub url: String,
    /// From the start of the process until it said that it is ready.
    pub ready_after: Duration,
    /// When the process was started.
    pub started: Instant,
    child: Child,
}

/// The release build of the product, beside this program in the folder of its build.
///
/// # Errors
/// When it hasn't been built.
pub fn product() -> Outcome<PathBuf> {
    let here = std::env::current_exe()?;
    let release = here.parent().and_then(Path::parent).ok_or("this program lies in no folder of a build")?;
    let product = release.join("world-review");
    if !product.is_file() {
        let missing = format!(
            "{} is not there. It is measured as it is shipped: `cargo build --release -p api` first, with the same CARGO_TARGET_DIR.",
            product.display()
        );
        return Err(missing.into());
    }
    Ok(product)
}

impl Server {
    /// Starts the product on a database, which keeps finished answers or makes each anew; with `articles` it loads the demo and so many
    /// generated articles first.
    ///
    /// # Errors
    /// When it ends, or isn't ready in time.
    pub async fn product(
        client: &Client,
        folder: &Path,
        database: &str,
        workers: usize,
        keeps: bool,
        articles: Option<usize>,
    ) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(product()?);
        // In its own folder, where no settings file lies; at `warn` no line is logged for an answer that went well.
        command.current_dir(folder).args(["serve", "--listen", &address, "--database", database]);
        command.env("LOG", "warn").env("WORKERS", workers.to_string()).env("MEDIA_DIR", folder.join("media"));
        // As the tokens say that were issued beside it.
        command.env("TOKEN_ISSUER", domain::access::AccessOptions::default().issuer);
        if !keeps {
            command.env("ANSWER_CACHE_BYTES", "0");
        }
        if let Some(articles) = articles {
            command.args(["--demo", "--articles", &articles.to_string()]);
        }
        Self::start(client, command, &address, "/readyz").await
    }

    /// Starts this program again as a reference server.
    ///
    /// # Errors
    /// As [`Server::product`].
    pub async fn reference(client: &Client, mode: &str, store: &str, workers: usize) -> Outcome<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["reference", &address, mode, store, &workers.to_string()]);
        Self::start(client, command, &address, "/ready").await
    }

    async fn start(client: &Client, mut command: Command, address: &str, ready: &str) -> Outcome<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
        let url = format!("http://{address}");
        let started = Instant::now();
        let mut child = command.spawn()?;
        while started.elapsed() < START_LIMIT {
            if let Some(status) = child.try_wait()? {
                return Err(format!("{:?} ended at its start: {status}", command.as_std()).into());
            }
            let answer = client.get(format!("{url}{ready}")).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(Self { url, ready_after: started.elapsed(), started, child });
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
        Err(format!("{url} is not ready after {} s", START_LIMIT.as_secs()).into())
    }

    /// Resident memory in MiB, now and at its highest.
    ///
    /// # Errors
    /// When the process has gone, or the system has no `/proc`.
    pub fn memory(&self) -> Outcome<(f64, f64)> {
        let id = self.child.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let mebibytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
            kibibytes.map(|kibibytes| kibibytes / 1024.0).ok_or(format!("no {name} in /proc/{id}/status"))
        };
        Ok((mebibytes("VmRSS:")?, mebibytes("VmHWM:")?))
    }

    /// Asks the process to drain and end, and waits for it.
    ///
    /// # Errors
    /// When it doesn't end in time, or badly.
    pub async fn stop(mut self) -> Outcome<()> {
        let id = self.child.id().ok_or("the server has ended by itself")?;
        Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        let status = tokio::time::timeout(STOP_LIMIT, self.child.wait()).await??;
        if status.success() { Ok(()) } else { Err(format!("{} ended badly: {status}", self.url).into()) }
    }
}

/// An address whose port nobody has at this moment.
fn free_address() -> Outcome<String> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}
