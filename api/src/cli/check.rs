//! `check`: are the settings right, and is the database what this program expects?

use super::{Done, Failure, open};
use crate::settings::Settings;

/// The command. The settings themselves were checked on the way here.
pub(super) async fn run(settings: &Settings) -> Result<Done, Failure> {
    for (name, value) in settings.shown() {
        println!("{name}={value}");
    }
    let domain = open::existing(settings).await?;
    domain.ping().await?;
    domain.close().await?;
    eprintln!("the settings are right, and the database is up to date");
    Ok(Done::Well)
}
