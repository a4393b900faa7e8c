//! `sync`: a copy of a partner's product, kept in step in a folder of files. It needs no database: it is what a partner runs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::id::ProductId;

use super::{Done, Failure};
use crate::mirror::Mirror;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Sync {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Brings the copy into step, verifies that nothing was left out or changed, and ends
    Pull {
        /// The server: https://review.example
        url: String,
        /// The API key, or @FILE for a file that holds it
        #[arg(long, value_name = "KEY")]
        key: String,
        /// The folder of the copy; it is made if it isn't there
        #[arg(long, value_name = "FOLDER")]
        dir: PathBuf,
        /// The product; not needed where there is one
        #[arg(long, value_name = "ID", value_parser = product)]
        product: Option<ProductId>,
    },
}

impl Sync {
    pub(super) fn run(self) -> Result<Done, Failure> {
        let Command::Pull { url, key, dir, product } = self.command;
        let key = match key.strip_prefix('@') {
            Some(file) => std::fs::read_to_string(file)?,
            None => key,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let pulled = runtime.block_on(async { Mirror::new(&url, &key, product)?.pull(&dir).await });
        let pulled = pulled.map_err(|error| Failure::Said(error.to_string()))?;
        println!("{} written, {} removed; verified up to entry {}", pulled.written, pulled.removed, pulled.number);
        Ok(Done::Well)
    }
}

fn product(id: &str) -> Result<ProductId, String> {
    ProductId::parse(id).map_err(|error| error.message)
}
