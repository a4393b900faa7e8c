//! `documents`: the manifest of trusted documents, held against the schema before it is put in place. It needs no database.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use schema::check::Checked;
use schema::document::{Manifest, Weight};

use super::{Done, Failure};
use crate::settings::Settings;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Documents {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Says of each document what it costs at the most, which deprecated fields it uses and of which types its answer is made;
    /// fails if one can't be run
    Check {
        /// The manifest: Apollo's form, or a map from ids to texts
        file: PathBuf,
    },
}

impl Documents {
    pub(super) fn run(self, settings: &Settings) -> Result<Done, Failure> {
        let Command::Check { file } = self.command;
        let manifest = Manifest::read(&std::fs::read_to_string(file)?)?;
        let limits = settings.graphql.limits();
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let checked = runtime.block_on(schema::check::check(&manifest, &limits))?;
        let mut faults = 0;
        for Checked { id, outcome } in &checked {
            match outcome {
                Ok(weights) => weights.iter().for_each(|weight| tell(id, weight, limits.cost)),
                Err(why) => println!("{id}: can't be run: {why}"),
            }
            let costs_too_much = |weights: &Vec<Weight>| weights.iter().any(|weight| weight.cost > limits.cost);
            faults += usize::from(outcome.as_ref().map_or(true, costs_too_much));
        }
        match faults {
            0 => {
                println!("{} documents can be run", checked.len());
                Ok(Done::Well)
            }
            _ => Err(Failure::Said(format!("{faults} of {} documents can't be run, or cost too much", checked.len()))),
        }
    }
}

fn tell(id: &str, Weight { operation, kind, cost, deprecated, types }: &Weight, limit: u64) {
    let name = operation.as_deref().unwrap_or("anonymous");
    let listed = |these: &std::collections::BTreeSet<String>| these.iter().cloned().collect::<Vec<_>>().join(", ");
    println!("{id}: {name} ({kind}) costs {cost} of {limit} at the most; made of {}", listed(types));
    if !deprecated.is_empty() {
        println!("{id}: {name} uses what is deprecated: {}", listed(deprecated));
    }
}
