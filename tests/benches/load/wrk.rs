//! `wrk` as the client: its script, its run, and what it counted. The same script drives the product and what it is
//! compared with; only the paths differ.

use std::fmt::Write as _;
use std::path::Path;

use tokio::process::Command;

use crate::Outcome;
use crate::queries::Case;
use crate::request::Request;

const THREADS: u32 = 2;
/// Connections that are kept busy.
pub const CONNECTIONS: u32 = 32;

/// The part of the script that doesn't depend on the requests. The second thread begins in the middle, so that the
/// two don't follow in each other's steps; `done` writes numbers that need no parsing of units.
const SCRIPT: &str = r#"
local formatted = {}
local turn = 0
local threads = 0

function setup(thread)
  thread:set("start", threads)
  threads = threads + 1
end

function init(args)
  for place, request in ipairs(requests) do
    formatted[place] = wrk.format(method, request[1], request[3], request[2])
  end
  turn = math.floor(start * #formatted / 2)
end

function request()
  turn = turn % #formatted + 1
  return formatted[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("measured %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
"#;

/// What a run of some seconds showed.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Requests a second.
    pub rate: f64,
    /// The median of the time to an answer, in milliseconds.
    pub p50: f64,
    /// The 99th percentile of the time to an answer, in milliseconds.
    pub p99: f64,
}

/// Whether `wrk` can be started.
pub async fn is_there() -> bool {
    Command::new("wrk").arg("--version").output().await.is_ok()
}

/// Writes the script that sends a query's requests to the product.
pub fn script_for_product(case: &Case, file: &Path) -> Outcome<()> {
    write(&case.requests, file)
}

/// Writes the script that sends the same requests to a reference server, which knows its answers by path.
pub fn script_for_reference(case: &Case, file: &Path) -> Outcome<()> {
    write(&case.for_reference(), file)
}

fn write(requests: &[Request], file: &Path) -> Outcome<()> {
    let by_post = requests.iter().any(|request| request.body.is_some());
    let method = if by_post { "POST" } else { "GET" };
    let mut script = format!("method = {method:?}\nrequests = {{\n");
    for request in requests {
        let body = request.body.as_deref().map_or("nil".to_owned(), quoted);
        let headers: String =
            request.headers.iter().map(|(name, value)| format!("[{}] = {}, ", quoted(name), quoted(value))).collect();
        writeln!(script, "  {{ {}, {body}, {{ {headers} }} }},", quoted(&request.path))?;
    }
    script.push_str("}\n");
    script.push_str(SCRIPT);
    Ok(std::fs::write(file, script)?)
}

/// A text as a Lua string.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// Sends the script's requests for some seconds.
///
/// # Errors
/// When a single request fails: a fast wrong answer is not to be compared.
pub async fn run(base: &str, script: &Path, seconds: u64) -> Outcome<Measure> {
    let output = Command::new("wrk")
        .args([format!("-t{THREADS}"), format!("-c{CONNECTIONS}"), format!("-d{seconds}s"), "--latency".to_owned()])
        .arg("-s")
        .args([script.as_os_str(), base.as_ref()])
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find_map(|line| line.strip_prefix("measured "));
    let numbers: Option<Vec<f64>> = line.and_then(|line| line.split(' ').map(|number| number.parse().ok()).collect());
    let [requests, microseconds, p50, p99, failed] = numbers.as_deref().unwrap_or_default() else {
        return Err(format!("wrk said: {said}{}", String::from_utf8_lossy(&output.stderr)).into());
    };
    if *failed > 0.0 {
        return Err(format!("{failed} of {requests} requests to {base} failed").into());
    }
    Ok(Measure { rate: requests / (microseconds / 1e6), p50: p50 / 1e3, p99: p99 / 1e3 })
}

/// The medians of rate and p99 over several runs.
#[must_use]
pub fn median(runs: &[Measure]) -> Measure {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    };
    Measure {
        rate: middle(runs.iter().map(|run| run.rate).collect()),
        p50: middle(runs.iter().map(|run| run.p50).collect()),
        p99: middle(runs.iter().map(|run| run.p99).collect()),
    }
}
