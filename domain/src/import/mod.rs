//! Content that comes in by file, and goes out again: readers of formats make [`Record`]s (`jsonl.rs`, `wxr`,
//! `ninjs`), one loader puts records in place (`load.rs`), `export.rs` writes them. Where files come from and how
//! progress is shown is the program's business.

use std::fmt;

use bytes::Bytes;

mod convert;
mod export;
mod identity;
mod image;
mod jsonl;
mod known;
mod load;
pub mod ninjs;
mod once;
mod pending;
mod prose;
pub mod record;
mod report;
pub(crate) mod row;
mod slugs;
pub mod wxr;

pub use export::Export;
pub use jsonl::JsonLines;
pub use load::{Import, ImportError};
pub use record::Record;
pub use report::{Report, Tally};

/// The longest record that is read, in bytes: a line of JSON Lines, an item of WordPress, a file of ninjs.
pub const RECORD_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Where in its file something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: u64,
    /// What the file calls it, if it has a name there: a title, a key.
    pub name: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "line {} ({name})", self.line),
            None => write!(f, "line {}", self.line),
        }
    }
}

/// What a reader finds in a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Something that can be put in place.
    Record(Place, Box<Record>),
    /// Something that is not taken over, and why.
    Skipped(Place, String),
    /// Something that is taken over with a loss that somebody should know of.
    Noted(Place, String),
}

/// A file that can't be read any further. What came before it has been found already.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct ReadError {
    /// Where.
    pub place: Place,
    /// Why.
    pub reason: String,
}

/// The reader of a file: what it finds, in order. After an error it ends.
pub type Reader = Box<dyn Iterator<Item = Result<Found, ReadError>> + Send>;

/// Where the files of images are looked for.
pub trait MediaFiles: Send + Sync {
    /// The bytes of the file of this name, `None` when there is none.
    ///
    /// # Errors
    /// When it is there and can't be read.
    fn read(&self, name: &str) -> std::io::Result<Option<Bytes>>;
}

/// No folder was named: no image is found.
#[derive(Debug)]
pub struct NoMediaFiles;

impl MediaFiles for NoMediaFiles {
    fn read(&self, _: &str) -> std::io::Result<Option<Bytes>> {
        Ok(None)
    }
}
