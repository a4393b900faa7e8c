//! What the program only prints: the GraphQL schema, the description of the REST API, shell completions.

use std::io::Write;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use super::{Done, Failure};
use crate::rest::description;

/// `schema`.
pub(super) fn schema() -> Result<Done, Failure> {
    std::io::stdout().write_all(schema::sdl().as_bytes())?;
    Ok(Done::Well)
}

/// `openapi`.
#[derive(Debug, Args)]
pub(super) struct Openapi {
    /// YAML as it is written, with its comments, or JSON
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

impl Openapi {
    pub(super) fn run(&self) -> Result<Done, Failure> {
        let mut output = std::io::stdout();
        match self.format {
            Format::Yaml => output.write_all(description::OPENAPI.as_bytes())?,
            Format::Json => output.write_all(&description::openapi_json()?)?,
        }
        Ok(Done::Well)
    }
}

/// `completions`.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, command: &mut clap::Command) -> Result<Done, Failure> {
        clap_complete::generate(self.shell, command, "world-review", &mut std::io::stdout());
        Ok(Done::Well)
    }
}
