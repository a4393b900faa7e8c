//! The command line: what can be asked of the program, and its exit codes. Each command is a file of this folder.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::settings::{self, SettingError, Settings};

mod admin;
mod audit;
mod check;
mod documents;
mod export;
mod import;
mod keys;
mod migrate;
mod open;
mod print;
mod progress;
mod serve;
mod sync;

/// World Review: a headless content API, GraphQL and REST over one database
#[derive(Debug, Parser)]
#[command(
    name = "world-review",
    version,
    about = "World Review: a headless content API, GraphQL and REST over one database",
    after_help = "Examples:\n  world-review serve --demo                      an embedded database with demo content\n  world-review import wxr export.xml --dry-run   what an import would do\n  world-review export > backup.jsonl             all content, drafts included\n  world-review admin create --email you@example.org\n\nExit codes: 0 done; 1 failed, with the reason on standard error; 2 the command line is wrong;\n3 done, but records were skipped (import --strict).\n\nSettings come from the command line, the environment, and world-review.toml, in this order;\n`world-review check` prints and checks them. NO_COLOR=1 switches colours off."
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// The database: sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME [env: DATABASE_URL] [default: sqlite://world-review.sqlite]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// The settings file [default: world-review.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves GraphQL, REST and their pages; creates and migrates the database first
    Serve(serve::Serve),
    /// Brings the database up to this version of the program, and prints the steps that were run
    Migrate(migrate::Migrate),
    /// Takes content over from files
    Import(import::Import),
    /// Writes all content to standard output as JSON Lines, drafts included
    Export,
    /// Writes what staff and jobs did to standard output as JSON Lines
    Audit(audit::Audit),
    /// Makes accounts of staff, gives and takes roles, suspends
    Admin(admin::Admin),
    /// Lists, rotates and withdraws the keys that sign access tokens
    Keys(keys::Keys),
    /// Keeps a copy of a partner's product in step
    Sync(sync::Sync),
    /// Holds a manifest of trusted GraphQL documents against the schema
    Documents(documents::Documents),
    /// Checks the settings and the database, and prints the settings without secrets
    Check,
    /// Prints the GraphQL schema
    Schema,
    /// Prints the description of the REST API
    Openapi(print::Openapi),
    /// Prints a completion script for a shell
    Completions(print::Completions),
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("setting {0}")]
    Setting(#[from] SettingError),
    #[error("{0}")]
    Migration(#[from] migrations::Error),
    #[error("{}", .0.chain())]
    Domain(#[from] domain::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Server(#[from] crate::server::StartError),
    #[error("{0}")]
    Mirror(#[from] crate::mirror::MirrorError),
    #[error("{0}")]
    Manifest(#[from] schema::document::ManifestError),
    #[error("{0}")]
    Shape(#[from] schema::document::ShapeError),
    #[error("{0}")]
    Said(String),
}

/// How a command ended well.
enum Done {
    /// As it was asked.
    Well,
    /// With records left out, which was asked to be told by the exit code.
    WithSkips,
}

/// Reads the command line and runs the command.
#[must_use]
pub fn run() -> ExitCode {
    crate::ports::choose_tls();
    let cli = Cli::parse();
    match execute(cli) {
        Ok(Done::Well) => ExitCode::SUCCESS,
        Ok(Done::WithSkips) => ExitCode::from(3),
        // A reader that has seen enough (`world-review export | head`) is no failure.
        Err(Failure::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            let red = std::io::stderr().is_terminal() && console::colors_enabled_stderr();
            let label = if red { "\u{1b}[31merror\u{1b}[0m" } else { "error" };
            eprintln!("{label}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> Result<Done, Failure> {
    match cli.command {
        Command::Sync(command) => return command.run(),
        Command::Schema => return print::schema(),
        Command::Openapi(command) => return command.run(),
        Command::Completions(command) => return command.run(&mut Cli::command()),
        _ => {}
    }
    let settings = read_settings(&cli)?;
    if let Command::Documents(command) = cli.command {
        return command.run(&settings);
    }
    crate::telemetry::start(&settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(2).build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(command) => command.run(&settings).await,
            Command::Migrate(command) => command.run(&settings).await,
            Command::Import(command) => command.run(&settings).await,
            Command::Export => export::run(&settings).await,
            Command::Audit(command) => command.run(&settings).await,
            Command::Admin(command) => command.run(&settings).await,
            Command::Keys(command) => command.run(&settings).await,
            Command::Check => check::run(&settings).await,
            Command::Schema
            | Command::Openapi(_)
            | Command::Completions(_)
            | Command::Sync(_)
            | Command::Documents(_) => Ok(Done::Well),
        }
    })
}

fn read_settings(cli: &Cli) -> Result<Settings, SettingError> {
    let mut given = BTreeMap::new();
    if let Some(database) = &cli.common.database {
        given.insert("database_url", database.clone());
    }
    if let Command::Serve(command) = &cli.command
        && let Some(listen) = command.listen()
    {
        given.insert("listen", listen.to_owned());
    }
    settings::read(cli.common.config.as_ref(), &given)
}
