//! `migrate`: the database brought up to date, or what there is to do.

use clap::Args;

use super::{Done, Failure};
use crate::settings::Settings;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Only print the steps that there are to run
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub(super) async fn run(&self, settings: &Settings) -> Result<Done, Failure> {
        let url = &settings.database.url;
        let (steps, verb) = if self.dry_run {
            (migrations::status(url).await?.pending, "to run")
        } else {
            (migrations::up(url).await?, "run")
        };
        for step in &steps {
            println!("{step}");
        }
        eprintln!("{} steps {verb}", steps.len());
        Ok(Done::Well)
    }
}
