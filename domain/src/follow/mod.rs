//! What a reader follows: experts, topics and regions. `row.rs` holds the follows and how many there are of each target;
//! `edit.rs` is how they come and go, `read.rs` what a session reads of them. What comes of following is `feed`.

use std::fmt;

use jiff::Timestamp;

use crate::error::{Code, Error, Result};
use crate::id::{AnyId, ExpertId, Noun, RegionId, TopicId};
use crate::page::SortKey;
use crate::session::Session;
use crate::word::words;

mod edit;
mod read;
pub(crate) mod row;

/// The most that one account follows.
pub const FOLLOWS_MAX: usize = 1_000;

words! {
    /// What kind of thing is followed.
    TargetKind {
        /// A person who writes.
        Expert = "expert",
        /// A subject, with all below it.
        Topic = "topic",
        /// A place, with all in it.
        Region = "region",
    }
}

/// What can be followed. The order is that of the ids' spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// An expert: what they contribute to.
    Expert(ExpertId),
    /// A region, and all that lies in it.
    Region(RegionId),
    /// A topic, and all that lies under it.
    Topic(TopicId),
}

impl Target {
    /// Reads the id of something that can be followed.
    ///
    /// # Errors
    /// `reference_missing` at `target` for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let id = AnyId::parse(text).map_err(|_| missing())?;
        match id.noun {
            Noun::Expert => Ok(Self::Expert(ExpertId::new(id.ulid))),
            Noun::Topic => Ok(Self::Topic(TopicId::new(id.ulid))),
            Noun::Region => Ok(Self::Region(RegionId::new(id.ulid))),
            _ => Err(missing()),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> TargetKind {
        match self {
            Self::Expert(_) => TargetKind::Expert,
            Self::Topic(_) => TargetKind::Topic,
            Self::Region(_) => TargetKind::Region,
        }
    }
}

impl From<Target> for AnyId {
    fn from(target: Target) -> Self {
        match target {
            Target::Expert(id) => id.into(),
            Target::Topic(id) => id.into(),
            Target::Region(id) => id.into(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        AnyId::from(*self).fmt(f)
    }
}

impl serde::Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// That something is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    /// What.
    pub target: Target,
    /// Since when.
    pub since: Timestamp,
}

/// How the viewer and all others stand to something after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// What.
    pub target: Target,
    /// The viewer follows it.
    pub is_following: bool,
    /// How many follow it.
    pub follower_count: i64,
}

/// The place of a follow in the list of a reader's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: i64,
    target: Target,
}

impl SortKey for Place {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.at.to_be_bytes());
        bytes.extend_from_slice(self.target.to_string().as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (at, target) = bytes.split_first_chunk::<8>()?;
        let target = Target::parse(std::str::from_utf8(target).ok()?).ok()?;
        Some(Self { at: i64::from_be_bytes(*at), target })
    }
}

/// What the viewer follows, and how many follow something.
pub struct Follows<'s>(&'s Session);

impl Session {
    /// Follows.
    #[must_use]
    pub fn follows(&self) -> Follows<'_> {
        Follows(self)
    }
}

fn missing() -> Error {
    Error::new(Code::ReferenceMissing, "There is no such expert, topic or region.").at("target")
}
