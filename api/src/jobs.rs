//! What is done apart from requests: each job a line of [`run_due`], run again and again until the program stops. Several
//! processes may run them at once; what a job takes on it claims in the database.

use std::time::Duration;

use domain::Domain;
use domain::error::Result;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often it is looked for what is due.
const PAUSE: Duration = Duration::from_secs(1);
/// How often what is past its time is cleared away.
const CLEARING: Duration = Duration::from_secs(3_600);

/// The running jobs.
pub struct Jobs {
    running: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Stops them, after the piece of work under way.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.running.await {
            tracing::error!(%error, "the jobs broke");
        }
    }
}

/// Starts the jobs.
#[must_use]
pub fn start(domain: &Domain) -> Jobs {
    let (stop, mut stopped) = watch::channel(false);
    let domain = domain.clone();
    let running = tokio::spawn(async move {
        let (mut due, mut clearing) = (tokio::time::interval(PAUSE), tokio::time::interval(CLEARING));
        loop {
            let outcome = tokio::select! {
                _ = stopped.changed() => return,
                _ = clearing.tick() => clear(&domain).await,
                _ = due.tick() => run_due(&domain).await,
            };
            if let Err(error) = outcome {
                tracing::error!(error = error.chain(), "a job failed; it is tried again");
            }
        }
    });
    Jobs { running, stop }
}

/// Does all that is due now.
///
/// # Errors
/// When the database doesn't answer.
pub async fn run_due(domain: &Domain) -> Result<()> {
    domain.system("mail").outbox().deliver().await?;
    domain.system("data export").data_exports().make().await?;
    Ok(())
}

/// Clears away what is past its time.
///
/// # Errors
/// When the database doesn't answer.
pub async fn clear(domain: &Domain) -> Result<()> {
    domain.system("clear").retention().clear().await
}
