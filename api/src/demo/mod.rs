//! The demo content, embedded in the program: a small publication to look at (`api/demo`), and as many generated
//! articles as a load test wants (`generate.rs`).

use bytes::Bytes;
use domain::import::record::Record;
use domain::import::{Found, JsonLines, MediaFiles, ReadError};
use include_dir::{Dir, include_dir};

mod generate;
mod words;

pub use generate::generate;

static DEMO: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// The files, in the order in which they refer to each other.
const FILES: [&str; 5] = ["topics.jsonl", "regions.jsonl", "images.jsonl", "experts.jsonl", "articles.jsonl"];

/// What the demo holds, ready to be imported.
pub fn content() -> impl Iterator<Item = Result<Found, ReadError>> {
    FILES.into_iter().filter_map(|name| DEMO.get_file(name)).flat_map(|file| JsonLines::new(file.contents()))
}

/// The records of one kind that the demo holds.
fn records() -> impl Iterator<Item = Record> {
    content().filter_map(|found| match found {
        Ok(Found::Record(_, record)) => Some(*record),
        _ => None,
    })
}

/// The demo's images.
#[derive(Debug, Clone, Copy)]
pub struct Media;

impl MediaFiles for Media {
    fn read(&self, name: &str) -> std::io::Result<Option<Bytes>> {
        Ok(DEMO.get_file(format!("media/{name}")).map(|file| Bytes::from_static(file.contents())))
    }
}
