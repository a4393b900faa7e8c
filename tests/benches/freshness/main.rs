//! Freshness: how long after an editor's answer the first fresh answer comes, from the process that took the edit (which may never give
//! a stale one) and from another one over the same database, while both are read by `oha` at a steady rate. Prints a table in
//! Markdown; see `tests/benches/README.md`.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use reqwest::Client;

#[path = "../load/account.rs"]
mod account;
#[path = "../load/database.rs"]
#[allow(dead_code, reason = "the load comparison asks for more")]
mod database;
mod edit;
#[path = "../load/request.rs"]
#[allow(dead_code, reason = "the load comparison asks for more")]
mod request;
#[path = "../load/server.rs"]
#[allow(dead_code, reason = "the load comparison runs more")]
mod server;
mod traffic;

use database::{Kind, Place};
use edit::{EDITS, Edit, Editor};
use request::{Request, ask};
use server::Server;

/// What a step gives, or why the bench ends.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How long a process may take, after which it is said to have missed the edit.
const PATIENCE: Duration = Duration::from_secs(10);
const HELP: &str = "\
cargo bench -p tests --bench freshness -- [--articles N] [--seconds N] [--reads N]

  --articles N   how many generated articles there are [default: 10000]
  --seconds N    how long is edited [default: 30]
  --reads N      reads a second of each process meanwhile [default: 5000]

TEST_POSTGRES_URL is a cluster without a database, postgres://USER@HOST:PORT, whose user may create databases.";

struct Options {
    articles: usize,
    seconds: u64,
    reads: u64,
}

fn main() -> ExitCode {
    api::ports::choose_tls();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match options(&arguments) {
        Ok(Some(options)) => run(&options),
        Ok(None) => {
            println!("{HELP}");
            Ok(())
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn options(arguments: &[String]) -> Outcome<Option<Options>> {
    let mut options = Options { articles: 10_000, seconds: 30, reads: 5_000 };
    let mut arguments = arguments.iter().filter(|argument| *argument != "--bench");
    while let Some(name) = arguments.next() {
        let value = arguments.next();
        let number = || value.and_then(|value| value.parse().ok()).ok_or(format!("{name} needs a number; see --help"));
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--articles" => options.articles = usize::try_from(number()?)?,
            "--seconds" => options.seconds = number()?,
            "--reads" => options.reads = number()?,
            _ => return Err(format!("there is no option {name}; see --help").into()),
        }
    }
    Ok(Some(options))
}

fn run(options: &Options) -> Outcome<()> {
    #[allow(clippy::disallowed_methods, reason = "the benches have this one setting, as the tests do")]
    let cluster = std::env::var("TEST_POSTGRES_URL").ok();
    let cluster = cluster.as_deref().map(|url| url.trim_end_matches('/'));
    println!(
        "{} articles, {} reads/s of each process, {} s of edits one after the other.\n",
        options.articles, options.reads, options.seconds
    );
    println!("| database | edit | asked | edits | p50 ms | p99 ms | at most ms | stale |");
    println!("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |");
    tokio::runtime::Runtime::new()?.block_on(async {
        measure(options, Kind::Sqlite, None).await?;
        if cluster.is_some() {
            measure(options, Kind::Postgres, cluster).await?;
        }
        Ok(())
    })
}

/// One database: two processes on PostgreSQL, one on SQLite.
async fn measure(options: &Options, kind: Kind, cluster: Option<&str>) -> Outcome<()> {
    let place = Place::make(kind, cluster).await?;
    let measured = compare(options, &place).await;
    let name = place.kind.name();
    place.remove().await?;
    let (samples, traffic) = measured?;
    for edit in EDITS {
        for (asked, server) in [("the same process", 0), ("another process", 1)] {
            let of = samples.iter().filter(|sample| sample.edit == edit && sample.server == server).collect();
            tell(name, edit, asked, of);
        }
    }
    println!("\n{name}, reads meanwhile: {traffic}\n");
    let stale = samples.iter().filter(|sample| sample.server == 0).map(|sample| sample.stale).sum::<usize>();
    if stale > 0 {
        Err(format!("{name}: {stale} stale answers by the process that took the edit").into())
    } else {
        Ok(())
    }
}

/// After how long a server gave the first fresh answer, and how many stale ones before.
struct Sample {
    edit: Edit,
    server: usize,
    after: Duration,
    stale: usize,
}

fn tell(database: &str, edit: Edit, asked: &str, mut samples: Vec<&Sample>) {
    samples.sort_by_key(|sample| sample.after);
    let at = |percent: usize| samples.get((samples.len() * percent).div_ceil(100).saturating_sub(1));
    let [Some(p50), Some(p99), Some(most)] =
        [at(50), at(99), at(100)].map(|it| it.map(|it| it.after.as_secs_f64() * 1e3))
    else {
        return;
    };
    let stale: usize = samples.iter().map(|sample| sample.stale).sum();
    let name = edit.name();
    println!("| {database} | {name} | {asked} | {} | {p50:.2} | {p99:.2} | {most:.2} | {stale} |", samples.len());
}

async fn compare(options: &Options, place: &Place) -> Outcome<(Vec<Sample>, String)> {
    let client = request::client()?;
    let (folder, workers) = (place.folder.path(), std::thread::available_parallelism()?.get());
    let first = Server::product(&client, folder, &place.content, workers, true, Some(options.articles)).await?;
    let mut servers = vec![first];
    if place.kind == Kind::Postgres {
        servers.push(Server::product(&client, folder, &place.content, workers, true, None).await?);
    }
    let token = account::log_in(&place.content, "Edith", &[domain::Role::Editor]).await?;
    let mut editor = Editor::new(&client, &servers[0].url, token).await?;
    let traffic: Vec<_> = servers
        .iter()
        .map(|server| traffic::start(&server.url, folder, options.reads, options.seconds))
        .collect::<Outcome<_>>()?;
    let (began, mut samples) = (Instant::now(), Vec::new());
    while began.elapsed() < Duration::from_secs(options.seconds) {
        editor.begin().await?;
        for edit in EDITS {
            samples.extend(edited(&client, &servers, &mut editor, edit).await?);
        }
    }
    let mut told = Vec::new();
    for traffic in traffic {
        told.push(traffic.told().await?);
    }
    for server in servers {
        server.stop().await?;
    }
    Ok((samples, told.join("; ")))
}

/// Every server is asked before the edit, so that it keeps what becomes stale, and again as soon as the editor is answered.
async fn edited(client: &Client, servers: &[Server], editor: &mut Editor, edit: Edit) -> Outcome<Vec<Sample>> {
    let question = editor.question(edit);
    for server in servers {
        for _ in 0..2 {
            if editor.is_fresh(edit, &ask(client, &server.url, &question).await?) {
                return Err(format!("{} shows before it was done", edit.name()).into());
            }
        }
    }
    editor.make(edit).await?;
    let (editor, done) = (&*editor, Instant::now());
    let asked =
        (0..).zip(servers).map(|(server, each)| first_fresh(client, &each.url, &question, editor, edit, server, done));
    futures::future::try_join_all(asked).await
}

async fn first_fresh(
    client: &Client,
    url: &str,
    question: &Request,
    editor: &Editor,
    edit: Edit,
    server: usize,
    done: Instant,
) -> Outcome<Sample> {
    let mut stale = 0;
    while done.elapsed() < PATIENCE {
        if editor.is_fresh(edit, &ask(client, url, question).await?) {
            return Ok(Sample { edit, server, after: done.elapsed(), stale });
        }
        stale += 1;
    }
    Err(format!("{url} doesn't show after {} s: {}", PATIENCE.as_secs(), edit.name()).into())
}
