//! `keys`: the keys that sign access tokens. A server that runs hears of a change by the log, and follows at once.

use clap::{Args, Subcommand};
use domain::Domain;
use domain::access::SigningAlgorithm;
use jiff::SignedDuration;

use super::{Done, Failure, open};
use crate::settings::Settings;

/// The command.
#[derive(Debug, Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists all keys, the latest first
    List,
    /// Makes a new key: published at once, it signs after the lead, and the keys before it verify until their last token has run out
    Rotate {
        /// EdDSA, ES256 or RS256 [default: TOKEN_ALGORITHM]
        #[arg(long, value_parser = algorithm)]
        algorithm: Option<SigningAlgorithm>,
        /// How long it is published before it signs, as in 30m or 1h: longer than others keep the key set
        #[arg(long, default_value = "1h", value_parser = lead)]
        lead: SignedDuration,
    },
    /// Withdraws a key at once: every token that it signed is refused from now on
    Withdraw {
        /// The key's id (kid)
        kid: String,
    },
}

impl Keys {
    pub(super) async fn run(self, settings: &Settings) -> Result<Done, Failure> {
        let domain = open::existing(settings).await?;
        let outcome = self.command.execute(&domain, settings).await;
        domain.close().await?;
        outcome.map(|()| Done::Well)
    }
}

impl Command {
    async fn execute(self, domain: &Domain, settings: &Settings) -> Result<(), Failure> {
        let session = domain.system("command line");
        let keys = session.signing_keys();
        match self {
            Command::List => {}
            Command::Rotate { algorithm, lead } => {
                keys.rotate(algorithm.unwrap_or(settings.access.algorithm), lead).await?;
            }
            Command::Withdraw { kid } => keys.withdraw(&kid).await?,
        }
        for key in keys.all()? {
            let until = key.verifies_until.map_or_else(|| "-".to_owned(), |until| until.to_string());
            println!("{}  {}  signs from {}  verifies until {until}", key.kid, key.algorithm, key.signs_from);
        }
        Ok(())
    }
}

fn algorithm(word: &str) -> Result<SigningAlgorithm, String> {
    SigningAlgorithm::parse(word).ok_or_else(|| "an algorithm is EdDSA, ES256 or RS256".to_owned())
}

fn lead(text: &str) -> Result<SignedDuration, String> {
    let lead: SignedDuration = text.parse().map_err(|error| format!("{error}"))?;
    let longest = SignedDuration::from_hours(30 * 24);
    if lead.is_negative() || lead > longest { Err("a lead is between 0s and 30 days".to_owned()) } else { Ok(lead) }
}
