//! The work: what was touched behind the place that was reached, told in requests of a bounded size. Only what this process has applied is
//! told: whoever then asks it gets what is true. Nothing is sent inside a transaction.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::row::Held;
use super::{Position, Purges, row, rules};
use crate::catalogue::{Snapshot, Tag, key};
use crate::changes::{self, Changes, Entry};
use crate::db::WriteTx;
use crate::error::Result;
use crate::policy::{self, Action, Permit};
use crate::ports::{PurgeError, Purger};

/// For how long a lease holds. One that ends before its time costs that something is told twice.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// Tags after which no further changes are taken on at once.
const TAGS: usize = 2_000;
/// Entries of the change log that are taken on at once, when it isn't known what they touched.
const ENTRIES: u64 = 500;
/// Keys of one request: what Fastly takes at once.
const KEYS_MAX: usize = 256;
/// Bytes of the keys of one request: they stand in a header, too.
const BYTES_MAX: usize = 8 * 1024;

/// What is to be told, and how far it goes.
struct Batch {
    keys: BTreeSet<String>,
    to: Position,
}

impl Purges<'_> {
    /// Tells the caches what is no longer true. False when there is nothing more for the moment, or nobody to tell.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable` when the database doesn't answer. That the caches don't is no error: they
    /// are told later.
    pub async fn tell(&self) -> Result<bool> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::JobRun)?;
        let Some(purger) = session.domain().ports().purger.clone() else { return Ok(false) };
        session.refresh();
        let (snapshot, now) = (session.snapshot(), session.now());
        if !self.is_anything_new(&snapshot, now).await? {
            return Ok(false);
        }
        let Some(held) = self.lease(&permit, now).await? else { return Ok(false) };
        let batch = self.batch(&held, &snapshot, now).await?;
        let told = send(&*purger, &batch.keys).await;
        let is_told = told.is_ok();
        self.settle(&permit, &held, &batch, told).await?;
        Ok(is_told && batch.to.seq < snapshot.seq)
    }

    /// Whether there is anything to tell: asked of what this process knows, and only then of the database.
    async fn is_anything_new(&self, snapshot: &Snapshot, now: Timestamp) -> Result<bool> {
        let purged = self.0.domain().purged();
        let is_behind = |at: Position| at.seq < snapshot.seq || clock_keys(snapshot, at.clock, now).next().is_some();
        if purged.known().is_some_and(|at| !is_behind(at)) {
            return Ok(false);
        }
        let Some(held) = row::get(self.0.db().reader()).await? else { return Ok(true) };
        if !is_behind(held.position) {
            purged.reached(held.position);
            return Ok(false);
        }
        Ok(held.leased_until <= now)
    }

    async fn lease(&self, permit: &Permit, now: Timestamp) -> Result<Option<Held>> {
        let tx = WriteTx::begin(self.0, permit).await?;
        let held = row::lease(tx.connection(), permit, now, now + LEASE).await?;
        tx.commit(Changes::Nothing("who tells the caches is nobody's business")).await?;
        Ok(held)
    }

    async fn batch(&self, held: &Held, snapshot: &Snapshot, now: Timestamp) -> Result<Batch> {
        let from = held.position;
        let (seq, mut keys) = if from.seq == 0 {
            // They may have kept anything before there was somebody to tell them.
            (snapshot.seq, BTreeSet::from([key::ALL.to_owned()]))
        } else {
            self.keys_behind(from.seq, snapshot).await?
        };
        keys.extend(clock_keys(snapshot, from.clock, now));
        Ok(Batch { keys, to: Position { seq: seq.max(from.seq), clock: now.max(from.clock) } })
    }

    /// The keys of what was touched behind a position, and up to which one.
    async fn keys_behind(&self, seq: i64, snapshot: &Snapshot) -> Result<(i64, BTreeSet<String>)> {
        if let Some((until, touched)) = self.0.catalogue().touches().behind(seq, TAGS) {
            return Ok((until, touched.iter().flat_map(|touched| touched.keys()).collect()));
        }
        // It happened before this process began, or too long ago.
        let entries = changes::after(self.0.db().reader(), seq, ENTRIES).await?;
        let known_from = self.0.catalogue().touches().begin().filter(|begin| *begin > seq);
        let last = known_from.unwrap_or(snapshot.seq).min(snapshot.seq);
        let entries: Vec<Entry> = entries.into_iter().filter(|entry| entry.seq <= last).collect();
        let until = entries.last().map_or(seq, |entry| entry.seq);
        Ok((until, snapshot.keys_behind(&entries)))
    }

    async fn settle(
        &self,
        permit: &Permit,
        held: &Held,
        batch: &Batch,
        told: std::result::Result<(), PurgeError>,
    ) -> Result<()> {
        let tx = WriteTx::begin(self.0, permit).await?;
        match told {
            Ok(()) => {
                row::advance(tx.connection(), permit, batch.to).await?;
                self.0.domain().purged().reached(batch.to);
                tracing::debug!(keys = batch.keys.len(), seq = batch.to.seq, "the caches were told what to purge");
            }
            Err(error) => {
                let failures = held.failures + 1;
                let pause = rules::pause(failures, error.retry_after);
                row::put_off(tx.connection(), permit, self.0.now() + pause).await?;
                tracing::warn!(%error, failures, seconds = pause.as_secs(), "the caches could not be told what to purge");
            }
        }
        tx.commit(Changes::Nothing("what caches are told is in the log already")).await?;
        Ok(())
    }
}

/// The keys of what is another between one instant and a later one though nobody changed it.
fn clock_keys(snapshot: &Snapshot, from: Timestamp, until: Timestamp) -> impl Iterator<Item = String> {
    let ended = snapshot.image_ends(from, until).flat_map(|id| key::keys_of(&Tag::Image(id)));
    let turned = snapshot.front_pages.values().any(|page| page.turns(from, until));
    ended.chain(turned.then(|| key::keys_of(&Tag::FrontPages)).into_iter().flatten())
}

async fn send(purger: &dyn Purger, keys: &BTreeSet<String>) -> std::result::Result<(), PurgeError> {
    let (mut request, mut bytes) = (Vec::new(), 0);
    for key in keys {
        if request.len() == KEYS_MAX || bytes + key.len() + 1 > BYTES_MAX {
            purger.purge(&request).await?;
            (request, bytes) = (Vec::new(), 0);
        }
        bytes += key.len() + 1;
        request.push(key.clone());
    }
    if request.is_empty() { Ok(()) } else { purger.purge(&request).await }
}
