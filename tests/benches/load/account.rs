//! Accounts at the servers of a database, made past them.

use std::sync::Arc;

use domain::{Domain, Ports, Role, testing};

use crate::Outcome;

/// The token of a new account at the servers of a database.
///
/// # Errors
/// When the database refuses.
pub async fn log_in(database: &str, name: &str, roles: &[Role]) -> Outcome<String> {
    let doubles = testing::ports(Arc::new(api::ports::SystemClock));
    // The double would give everybody the same ids.
    let ports = Ports { random: Arc::new(api::ports::SystemRandom), ..doubles };
    let domain = Domain::open(testing::options(database, 2), ports).await?;
    let login = testing::log_in(&domain, name, roles).await?;
    domain.close().await?;
    Ok(login.tokens.access_token)
}
