//! `export`: all content as JSON Lines to standard output.

use std::io::{BufWriter, Write};

use super::{Done, Failure, open};
use crate::settings::Settings;

/// The command.
pub(super) async fn run(settings: &Settings) -> Result<Done, Failure> {
    let domain = open::existing(settings).await?;
    let session = domain.system("export");
    let mut export = session.export().await?;
    let mut output = BufWriter::new(std::io::stdout().lock());
    while let Some(records) = export.next().await? {
        for record in records {
            serde_json::to_writer(&mut output, &record).map_err(std::io::Error::from)?;
            output.write_all(b"\n")?;
        }
    }
    output.flush()?;
    domain.close().await?;
    Ok(Done::Well)
}
