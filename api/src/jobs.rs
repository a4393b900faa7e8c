//! What is done apart from requests: each job a line of [`run_due`], [`run_slow`] or [`publish_due`], run again and again until the
//! program stops. Several processes may run them at once; what a job takes on it claims in the database.

use std::time::Duration;

use domain::Domain;
use domain::error::Result;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};

/// How often it is looked for what is due.
const PAUSE: Duration = Duration::from_secs(1);
/// How often it is looked for what is to be published: it shall be public within two seconds.
const SCHEDULE_PAUSE: Duration = Duration::from_millis(500);
/// How often it is written what partners have taken.
const COUNTING: Duration = Duration::from_secs(5);
/// How often it is tried to write, at the end, what partners have taken: more often than there are connections.
const LAST_TRIES: usize = 64;
/// How often it is looked for what partners are to be told.
const PARTNERS_PAUSE: Duration = Duration::from_millis(250);
/// How often it is looked for what caches in front are to be told.
const PURGES_PAUSE: Duration = Duration::from_millis(100);
/// How often what is past its time is cleared away.
const CLEARING: Duration = Duration::from_secs(3_600);

/// How often the media store is swept.
const SWEEPING: Duration = Duration::from_secs(6 * 3_600);

/// The running jobs: those that take no time worth speaking of, those that take theirs, the schedule, what partners are told, the sending
/// of it, and what caches in front are told, so that none waits for the others.
pub struct Jobs {
    running: [JoinHandle<()>; 6],
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Stops them, after the piece of work under way.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for running in self.running {
            if let Err(error) = running.await {
                tracing::error!(%error, "the jobs broke");
            }
        }
    }
}

/// Starts the jobs.
#[must_use]
pub fn start(domain: &Domain) -> Jobs {
    let (stop, stopped) = watch::channel(false);
    let (quick, mut stopped_quick) = (domain.clone(), stopped.clone());
    let quick = tokio::spawn(async move {
        let (mut due, mut clearing) = (tokio::time::interval(PAUSE), tokio::time::interval(CLEARING));
        let mut counting = tokio::time::interval(COUNTING);
        loop {
            let outcome = tokio::select! {
                _ = stopped_quick.changed() => return count_last(&quick).await,
                _ = counting.tick() => count(&quick).await,
                _ = clearing.tick() => clear(&quick).await,
                _ = due.tick() => run_due(&quick).await,
            };
            tell(outcome);
        }
    });
    let (schedule, mut stopped_schedule) = (domain.clone(), stopped.clone());
    let schedule = tokio::spawn(async move {
        let mut due = tokio::time::interval(SCHEDULE_PAUSE);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopped_schedule.changed() => return,
                _ = due.tick() => tell(publish_due(&schedule).await),
            }
        }
    });
    let (partners, mut stopped_partners) = (domain.clone(), stopped.clone());
    let partners = tokio::spawn(async move {
        let mut due = tokio::time::interval(PARTNERS_PAUSE);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopped_partners.changed() => return,
                _ = due.tick() => {}
            }
            exhaust(&stopped_partners, &partners, follow_products).await;
            exhaust(&stopped_partners, &partners, fan_out).await;
        }
    });
    let (webhooks, mut stopped_webhooks) = (domain.clone(), stopped.clone());
    let webhooks = tokio::spawn(async move {
        let mut due = tokio::time::interval(PARTNERS_PAUSE);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopped_webhooks.changed() => return,
                _ = due.tick() => {}
            }
            tell(deliver_webhooks(&webhooks, &stopped_webhooks).await);
        }
    });
    let (purges, mut stopped_purges) = (domain.clone(), stopped.clone());
    let purges = tokio::spawn(async move {
        let mut due = tokio::time::interval(PURGES_PAUSE);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = stopped_purges.changed() => return,
                _ = due.tick() => {}
            }
            exhaust(&stopped_purges, &purges, purge).await;
        }
    });
    let (slow, mut stopped) = (domain.clone(), stopped);
    let slow = tokio::spawn(async move {
        let mut due = tokio::time::interval(PAUSE);
        let mut sweeping = tokio::time::interval_at(Instant::now() + SWEEPING, SWEEPING);
        loop {
            tokio::select! {
                _ = stopped.changed() => return,
                _ = sweeping.tick() => tell(sweep(&slow).await),
                _ = due.tick() => {}
            }
            exhaust(&stopped, &slow, run_slow).await;
        }
    });
    Jobs { running: [quick, slow, schedule, partners, webhooks, purges], stop }
}

/// Does one piece of work after another as long as there is one, and no new one once it is to stop.
async fn exhaust<F: Future<Output = Result<bool>>>(
    stopped: &watch::Receiver<bool>,
    domain: &Domain,
    piece: fn(Domain) -> F,
) {
    while !*stopped.borrow() {
        match piece(domain.clone()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tell(Err(error)),
        }
    }
}

fn tell(outcome: Result<()>) {
    if let Err(error) = outcome {
        tracing::error!(error = error.chain(), "a job failed; it is tried again");
    }
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

/// Writes what partners have taken.
///
/// # Errors
/// When the database doesn't answer.
pub async fn count(domain: &Domain) -> Result<()> {
    domain.system("usage").partners().write_usage().await
}

/// Writes what partners have taken until the end. Connections that were opened by the server's workers have ended with them: each
/// try finds one of them out, until the database is reached by a new one.
async fn count_last(domain: &Domain) {
    for _ in 0..LAST_TRIES {
        match count(domain).await {
            Ok(()) => return,
            Err(error) => tracing::debug!(error = error.chain(), "it is tried again"),
        }
    }
    tell(count(domain).await);
}

/// Publishes what was scheduled and is due.
///
/// # Errors
/// When the database doesn't answer.
pub async fn publish_due(domain: &Domain) -> Result<()> {
    let published = domain.system("schedule").manuscripts().publish_due().await?;
    if published > 0 {
        tracing::info!(published, "scheduled texts were published");
    }
    Ok(())
}

/// Goes on writing what became of the texts of partners' products; false when there is nothing more for the moment.
///
/// # Errors
/// When the database doesn't answer.
pub async fn follow_products(domain: Domain) -> Result<bool> {
    domain.system("products").syncs().follow().await
}

/// Goes on handing out what became of the texts of partners' products to their endpoints; false when there is nothing more for the
/// moment.
///
/// # Errors
/// When the database doesn't answer.
pub async fn fan_out(domain: Domain) -> Result<bool> {
    domain.system("webhooks").webhooks().fan_out().await
}

/// Sends what is due to partners' endpoints.
///
/// # Errors
/// When the database doesn't answer.
pub async fn deliver_webhooks(domain: &Domain, stopped: &watch::Receiver<bool>) -> Result<()> {
    domain.system("webhooks").webhooks().deliver(stopped).await?;
    Ok(())
}

/// Tells the caches in front of the server what is no longer true; false when there is nothing more for the moment.
///
/// # Errors
/// When the database doesn't answer.
pub async fn purge(domain: Domain) -> Result<bool> {
    domain.system("purges").purges().tell().await
}

/// Does the next piece of work that is due and takes its time; false when there is none.
///
/// # Errors
/// When the database doesn't answer.
pub async fn run_slow(domain: Domain) -> Result<bool> {
    domain.system("image variants").images().make_next().await
}

/// Clears away what is past its time.
///
/// # Errors
/// When the database doesn't answer.
pub async fn clear(domain: &Domain) -> Result<()> {
    domain.system("clear").retention().clear().await
}

/// Sweeps objects that nothing names out of the media store.
///
/// # Errors
/// When the database or the media store doesn't answer.
pub async fn sweep(domain: &Domain) -> Result<()> {
    let swept = domain.system("sweep").images().sweep().await?;
    if swept > 0 {
        tracing::info!(swept, "objects that nothing names were taken out of the media store");
    }
    Ok(())
}
