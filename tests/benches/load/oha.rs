//! `oha` as the client that keeps to a rate, which `wrk` can't: requests are due at fixed times whether or not earlier ones have been
//! answered, and the time to an answer counts from when the request was due (`--latency-correction`), so that a server that stalls isn't
//! spared the requests that would have come meanwhile (coordinated omission).

use std::path::Path;

use serde_json::Value;
use tokio::process::Command;

use crate::Outcome;
use crate::queries::Case;
use crate::wrk::CONNECTIONS;

/// What half of the most that the server manages showed.
#[derive(Debug, Clone, Copy)]
pub struct Paced {
    /// The most requests a second that the same client had answered, without a pace.
    pub most: f64,
    /// The median of the time to an answer at half of that, in milliseconds.
    pub p50: f64,
    /// The 99th percentile.
    pub p99: f64,
}

/// Whether `oha` can be started.
pub async fn is_there() -> bool {
    Command::new("oha").arg("--version").output().await.is_ok_and(|output| output.status.success())
}

/// Asks for a query as fast as it goes, then at half of that. `None` for a query whose requests differ in their header fields, which `oha`
/// can't send.
///
/// # Errors
/// When a single request fails.
pub async fn at_half(base: &str, case: &Case, folder: &Path, seconds: u64) -> Outcome<Option<Paced>> {
    let Some(first) = case.requests.first() else { return Ok(None) };
    if case.requests.iter().any(|request| request.headers != first.headers) {
        return Ok(None);
    }
    let mut arguments: Vec<String> = vec!["--disable-compression".to_owned()];
    for (name, value) in &first.headers {
        arguments.extend(["-H".to_owned(), format!("{name}: {value}")]);
    }
    let file = folder.join("oha.txt");
    let line = |request: &crate::request::Request| match &request.body {
        Some(body) => body.clone(),
        None => format!("{base}{}", request.path),
    };
    std::fs::write(&file, case.requests.iter().map(line).collect::<Vec<_>>().join("\n"))?;
    let file = file.display().to_string();
    match &first.body {
        Some(_) => arguments.extend(["-m", "POST", "-Z", &file, &format!("{base}{}", first.path)].map(str::to_owned)),
        None => arguments.extend(["--urls-from-file", &file].map(str::to_owned)),
    }
    let (most, ..) = run(&arguments, &[], seconds).await?;
    let rate = format!("{:.0}", most / 2.0);
    let (_, p50, p99) = run(&arguments, &["-q", &rate, "--latency-correction"], seconds).await?;
    Ok(Some(Paced { most, p50, p99 }))
}

/// Requests a second, and the median and the 99th percentile in milliseconds.
async fn run(arguments: &[String], more: &[&str], seconds: u64) -> Outcome<(f64, f64, f64)> {
    let output = Command::new("oha")
        .args([
            "--no-tui",
            "--output-format",
            "json",
            "-w",
            "-c",
            &CONNECTIONS.to_string(),
            "-z",
            &format!("{seconds}s"),
        ])
        .args(more)
        .args(arguments)
        .output()
        .await?;
    let told =
        || format!("oha said: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).map_err(|_| told())?;
    let number = |pointer: &str| said.pointer(pointer).and_then(Value::as_f64).ok_or_else(told);
    let statuses = said["statusCodeDistribution"].as_object().ok_or_else(told)?;
    let failed = said["errorDistribution"].as_object().is_some_and(|errors| !errors.is_empty());
    if failed || statuses.keys().any(|status| status != "200") {
        return Err(told().into());
    }
    let percentile = |name: &str| Ok::<_, String>(number(&format!("/latencyPercentiles/{name}"))? * 1e3);
    Ok((number("/summary/requestsPerSec")?, percentile("p50")?, percentile("p99")?))
}
