//! `sync`: a copy of a partner's product, kept in step in a folder of files. It needs no database: it is what a partner runs.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::id::ProductId;
use domain::ports::Clock;

use super::{Done, Failure};
use crate::mirror::Mirror;
use crate::ports::SystemClock;

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
        #[command(flatten)]
        source: Source,
        /// The folder of the copy; it is made if it isn't there
        #[arg(long, value_name = "FOLDER")]
        dir: PathBuf,
        /// Begins the copy with a bundle that was taken before
        #[arg(long, value_name = "FILE")]
        bundle: Option<PathBuf>,
    },
    /// Takes all that the product holds into one file, for where there is no connection, and verifies it
    Bundle {
        #[command(flatten)]
        source: Source,
        /// The file
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Source {
    /// The server: https://review.example
    url: String,
    /// The API key, or @FILE for a file that holds it
    #[arg(long, value_name = "KEY")]
    key: String,
    /// The product; not needed where there is one
    #[arg(long, value_name = "ID", value_parser = product)]
    product: Option<ProductId>,
}

impl Source {
    fn mirror(&self) -> Result<Mirror, Failure> {
        let key = match self.key.strip_prefix('@') {
            Some(file) => &std::fs::read_to_string(file)?,
            None => &self.key,
        };
        Ok(Mirror::new(&self.url, key, self.product)?)
    }
}

impl Sync {
    pub(super) fn run(self) -> Result<Done, Failure> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(self.command.run())?;
        Ok(Done::Well)
    }
}

impl Command {
    async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Pull { source, dir, bundle } => {
                let mirror = source.mirror()?;
                if let Some(file) = bundle {
                    let texts = mirror.open_bundle(&file, &dir, SystemClock.now()).await?;
                    println!("{texts} texts of the bundle");
                }
                let pulled = mirror.pull(&dir).await?;
                println!(
                    "{} written, {} removed; verified up to entry {}",
                    pulled.written, pulled.removed, pulled.number
                );
            }
            Self::Bundle { source, file } => {
                println!("{} texts; verified", source.mirror()?.take_bundle(&file).await?);
            }
        }
        Ok(())
    }
}

fn product(id: &str) -> Result<ProductId, String> {
    ProductId::parse(id).map_err(|error| error.message)
}
