//! The load comparison: the product beside a server of ready bytes and a server of ready rows, in one run, as a table
//! in Markdown. What it means and how it is run is in `tests/benches/README.md`.
//!
//! `options.rs` reads the command line, `database.rs` makes the databases, `server.rs` runs processes, `reference.rs`
//! is what is compared with, `ground.rs` and `account.rs` are what there is, `queries.rs` and `documents.rs` are what is asked of it, `request.rs` is one
//! request, `wrk.rs` and `oha.rs` ask, `report.rs` and `plot.rs` tell, `publish.rs` puts that where it is read.

use std::process::ExitCode;

use reqwest::Client;

mod account;
mod database;
mod documents;
mod ground;
mod oha;
mod options;
mod plot;
mod publish;
mod queries;
mod reference;
mod report;
mod request;
mod server;
mod wrk;

use database::{Kind, Place};
use ground::Ground;
use options::Options;
use queries::Case;
use report::{Report, Row};
use server::Server;

/// What a step of the comparison gives, or why the comparison ends.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    api::ports::choose_tls();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match &*arguments {
        [command, address, mode, store, workers] if command == "reference" => match workers.parse() {
            Ok(workers) => reference::serve(address, mode, store, workers),
            Err(error) => Err(format!("{workers} is no number of workers: {error}").into()),
        },
        _ => run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome<()> {
    let Some(options) = Options::read(arguments)? else {
        println!("{}", options::HELP);
        return Ok(());
    };
    tokio::runtime::Runtime::new()?.block_on(compare(&options))
}

async fn compare(options: &Options) -> Outcome<()> {
    if !wrk::is_there().await {
        return Err("wrk is not installed; on Debian and Ubuntu: `apt-get install wrk`".into());
    }
    server::product()?;
    let workers = std::thread::available_parallelism()?.get();
    let head = format!("{}; medians of {} runs of {} s.", report::machine(workers), options.rounds, options.seconds);
    println!("{head}\n");
    if !oha::is_there().await {
        println!("Half of the maximum rate was left out: oha is not installed (`cargo install oha`).\n");
    }
    let mut reports = Vec::new();
    for kind in &options.databases {
        if *kind == Kind::Postgres && options.cluster.is_none() {
            println!("PostgreSQL was left out: TEST_POSTGRES_URL is not set.\n");
            continue;
        }
        for articles in &options.articles {
            let place = Place::make(*kind, options.cluster.as_deref()).await?;
            let measured = measure(options, &place, *articles, workers).await;
            place.remove().await?;
            let report = measured?;
            println!("{}", report.table());
            reports.push(report);
        }
    }
    println!("### Ratios to A\n\n{}", report::ratios(&reports));
    if options.writes { publish::publish(&head, &reports) } else { Ok(()) }
}

/// One database of one size.
async fn measure(options: &Options, place: &Place, articles: usize, workers: usize) -> Outcome<Report> {
    let client = request::client()?;
    let folder = place.folder.path();
    eprintln!("{}: loading {articles} articles", place.kind.name());
    let first = Server::product(&client, folder, &place.content, workers, true, Some(articles)).await?;
    let load_seconds = first.ready_after.as_secs_f64();
    first.stop().await?;

    let product = Server::product(&client, folder, &place.content, workers, true, None).await?;
    queries::first_answer(&client, &product.url).await?;
    let start_seconds = product.started.elapsed().as_secs_f64();
    let (memory_before, _) = product.memory()?;

    eprintln!("{}: collecting answers", place.kind.name());
    let ground = Ground::survey(&client, &product.url, &place.content, articles).await?;
    let cases = queries::collect(&client, &product.url, &ground, &options.only).await?;
    reference::fill_sqlite(&place.ready_file, &cases)?;
    if let Some(ready) = &place.ready_database {
        reference::fill_postgres(ready, &cases).await?;
    }
    let a = Server::reference(&client, "memory", &place.ready_file, workers).await?;
    let b = match &place.ready_database {
        Some(ready) => Server::reference(&client, "postgres", ready, workers).await?,
        None => Server::reference(&client, "sqlite", &place.ready_file, workers).await?,
    };
    let anew = Server::product(&client, folder, &place.content, workers, false, None).await?;
    let load_average = report::load_average();
    let mut rows = Vec::with_capacity(cases.len());
    for case in &cases {
        eprintln!("{}: {}", place.kind.name(), case.name);
        rows.push(interleaved(options, folder, case, [&a, &b, &product, &anew]).await?);
        for server in [&product, &anew] {
            same_as_before(&client, server, case).await?;
        }
    }
    let (memory_after, memory_highest) = product.memory()?;
    for server in [a, b, product, anew] {
        server.stop().await?;
    }
    let memory = [memory_before, memory_after, memory_highest];
    Ok(Report { database: place.kind.name(), articles, load_seconds, start_seconds, memory, load_average, rows })
}

/// Each server in turn, several times over, so that what else the machine does falls on all of them.
async fn interleaved(
    options: &Options,
    folder: &std::path::Path,
    case: &Case,
    [a, b, product, anew]: [&Server; 4],
) -> Outcome<Row> {
    let (to_product, to_reference) = (folder.join("product.lua"), folder.join("reference.lua"));
    wrk::script_for_product(case, &to_product)?;
    wrk::script_for_reference(case, &to_reference)?;
    let mut runs = [const { Vec::new() }; 4];
    for _ in 0..options.rounds {
        let turns = [(a, &to_reference), (b, &to_reference), (product, &to_product), (anew, &to_product)];
        for (runs, (server, script)) in runs.iter_mut().zip(turns) {
            runs.push(wrk::run(&server.url, script, options.seconds).await?);
        }
    }
    let mut paced = [None, None];
    if oha::is_there().await {
        for (paced, server) in paced.iter_mut().zip([product, anew]) {
            *paced = oha::at_half(&server.url, case, folder, options.seconds).await?;
        }
    }
    let [a, b, product, anew] = runs.map(|runs| wrk::median(&runs));
    let bytes = case.answers.iter().map(bytes::Bytes::len).sum::<usize>() / case.answers.len().max(1);
    Ok(Row { name: case.name, bytes, a, b, product, anew, paced })
}

/// The product still says, after the load, what it said before.
async fn same_as_before(client: &Client, product: &Server, case: &Case) -> Outcome<()> {
    for (request, before) in case.requests.iter().zip(&case.answers).take(10) {
        if request::ask(client, &product.url, request).await? != before {
            return Err(format!("{}: another answer to {} than before", case.name, request.path).into());
        }
    }
    Ok(())
}
