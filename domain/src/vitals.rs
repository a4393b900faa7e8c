//! How the domain is doing, in numbers, for whoever runs the service: sizes, positions and counts, and nothing of what is in it.

use jiff::SignedDuration;

use crate::error::Result;
use crate::{CatalogueHealth, Domain, changes, purge, sync};

/// How it is doing.
#[derive(Debug, Clone)]
pub struct Vitals {
    /// The catalogue, and how many changes it has yet to apply.
    pub catalogue: CatalogueHealth,
    /// About how much memory its articles take, in bytes.
    pub catalogue_bytes: u64,
    /// How long the first of those changes has been waiting.
    pub waiting: SignedDuration,
    /// Bodies of articles that are kept.
    pub bodies: BodiesKept,
    /// The connections to the database.
    pub connections: Connections,
    /// How many changes each durable follower of the log has yet to follow, by its name.
    pub followers: Vec<(&'static str, i64)>,
    /// Statements that were sent by sessions since the start.
    pub statements: u64,
}

/// Bodies of articles that are kept.
#[derive(Debug, Clone, Copy)]
pub struct BodiesKept {
    /// How many.
    pub entries: usize,
    /// How long they are as JSON, in bytes.
    pub bytes: usize,
}

/// Connections of the pool.
#[derive(Debug, Clone, Copy)]
pub struct Connections {
    /// Those that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// The most that there may be.
    pub most: u32,
}

impl Domain {
    /// How it is doing.
    ///
    /// # Errors
    /// `unavailable` when the database doesn't answer.
    pub async fn vitals(&self) -> Result<Vitals> {
        let database = self.db().wake().connection();
        let (head, current) = (changes::head(database).await?, self.catalogue().current());
        let catalogue = self.catalogue().health(head);
        let first = if catalogue.behind > 0 { changes::after(database, catalogue.seq, 1).await? } else { Vec::new() };
        let now = self.ports().clock.now();
        let waiting = first.first().map_or(SignedDuration::ZERO, |entry| now.duration_since(entry.at));
        let mut followers = Vec::new();
        if let Some(seq) = sync::reached(database).await? {
            followers.push(("products", head - seq));
        }
        if let Some(seq) = purge::reached(database).await? {
            followers.push(("purges", head - seq));
        }
        let (entries, bytes) = self.bodies().held();
        Ok(Vitals {
            catalogue,
            catalogue_bytes: current.weight(),
            waiting: waiting.max(SignedDuration::ZERO),
            bodies: BodiesKept { entries, bytes },
            connections: self.db().connections(),
            followers,
            statements: self.statements(),
        })
    }
}
