//! `audit`: what staff and the program's jobs did, as JSON Lines to standard output, the earliest first.

use std::io::{BufWriter, Write};

use clap::Args;
use domain::Error;
use domain::audit::AuditFilter;
use domain::id::{AccountId, AnyId};
use jiff::Timestamp;

use super::{Done, Failure, open};
use crate::rest::AuditShape;
use crate::settings::Settings;

/// Which entries are wanted.
#[derive(Debug, Args)]
pub(super) struct Audit {
    /// Not before this instant: 2026-10-01T00:00:00Z
    #[arg(long, value_name = "INSTANT")]
    from: Option<Timestamp>,
    /// Before this instant
    #[arg(long, value_name = "INSTANT")]
    until: Option<Timestamp>,
    /// Of the thing with this id
    #[arg(long, value_name = "ID", value_parser = subject)]
    subject: Option<AnyId>,
    /// By the account with this id
    #[arg(long, value_name = "ID", value_parser = actor)]
    actor: Option<AccountId>,
}

fn subject(text: &str) -> Result<AnyId, Error> {
    AnyId::parse(text)
}

fn actor(text: &str) -> Result<AccountId, Error> {
    AccountId::parse(text)
}

impl Audit {
    /// Writes all of them out.
    pub(super) async fn run(self, settings: &Settings) -> Result<Done, Failure> {
        let domain = open::existing(settings).await?;
        let session = domain.system("audit");
        let Self { from, until, subject, actor } = self;
        let filter = AuditFilter { subject, actor, from, until, ..AuditFilter::default() };
        let mut output = BufWriter::new(std::io::stdout().lock());
        let mut last = None;
        loop {
            let entries = session.audit().next(&filter, last).await?;
            let Some(end) = entries.last() else { break };
            last = Some(end.number);
            for entry in entries {
                serde_json::to_writer(&mut output, &AuditShape::new(entry)).map_err(std::io::Error::from)?;
                output.write_all(b"\n")?;
            }
        }
        output.flush()?;
        domain.close().await?;
        Ok(Done::Well)
    }
}
