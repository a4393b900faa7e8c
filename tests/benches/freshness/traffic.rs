//! Readers meanwhile: `oha` at a steady rate, and what it says of it.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::{Child, Command};

use crate::Outcome;

/// What is read: lists and pages that the edits change.
const PATHS: [&str; 4] = [
    "/v1/articles?first=20",
    "/graphql?query=%7Barticles(first:20)%7Bnodes%7Btitle%20byline%7Bexpert%7Bname%7D%7D%7D%7D%7D",
    "/feeds/articles.atom",
    "/v1/experts?first=20",
];

/// A client under way.
pub struct Traffic(Child);

/// Starts to read from a server, so often a second, for some seconds.
///
/// # Errors
/// When `oha` isn't installed.
pub fn start(url: &str, folder: &Path, reads: u64, seconds: u64) -> Outcome<Traffic> {
    let port = url.rsplit(':').next().unwrap_or_default();
    let file = folder.join(format!("read-{port}.txt"));
    std::fs::write(&file, PATHS.map(|path| format!("{url}{path}")).join("\n"))?;
    let child = Command::new("oha")
        .args(["--no-tui", "--output-format", "json", "-c", "16", "--latency-correction"])
        .args(["-q", &reads.to_string(), "-z", &format!("{seconds}s"), "--urls-from-file"])
        .arg(file)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("oha can't be started (`cargo install oha`): {error}"))?;
    Ok(Traffic(child))
}

impl Traffic {
    /// Waits for its end; what it read, and how fast that was answered.
    ///
    /// # Errors
    /// When any read failed.
    pub async fn told(self) -> Outcome<String> {
        let output = self.0.wait_with_output().await?;
        let said: Value = serde_json::from_slice(&output.stdout)?;
        let statuses = said["statusCodeDistribution"].to_string();
        if said["statusCodeDistribution"].as_object().is_none_or(|all| all.keys().any(|status| status != "200")) {
            return Err(format!("reads failed: {statuses} {}", said["errorDistribution"]).into());
        }
        let rate = said["summary"]["requestsPerSec"].as_f64().unwrap_or(f64::NAN);
        let p99 = said["latencyPercentiles"]["p99"].as_f64().unwrap_or(f64::NAN) * 1e3;
        Ok(format!("{rate:.0}/s, p99 {p99:.1} ms"))
    }
}
