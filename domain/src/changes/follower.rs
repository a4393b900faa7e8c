//! The live follower: in every process, it reads the log behind the catalogue's position and applies it. (Durable
//! followers, with a position of their own in a table, come with what they feed.)

use std::time::Duration;

use crate::Domain;
use crate::catalogue;
use crate::error::Result;

/// How many entries are applied at once.
const BATCH: u64 = 500;
/// How long the follower rests after a failure, so that a database that is gone isn't asked without pause.
const REST: Duration = Duration::from_millis(500);

/// Follows the log for ever.
pub(crate) async fn follow(domain: Domain) {
    loop {
        match catch_up(&domain).await {
            Ok(()) => domain.db().wake().wait().await,
            Err(error) => {
                tracing::error!(error = error.chain(), "the catalogue can't follow the change log");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

async fn catch_up(domain: &Domain) -> Result<()> {
    loop {
        let position = domain.catalogue().current().seq;
        let entries = super::after(domain.db().wake().connection(), position, BATCH).await?;
        if entries.is_empty() {
            return Ok(());
        }
        let now = domain.ports().clock.now();
        domain.access().follow(domain.db(), &entries, now).await?;
        domain.partners().follow(domain.db(), &entries).await?;
        catalogue::apply(domain, &entries).await?;
    }
}
