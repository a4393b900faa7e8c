//! A bundle in a file: taken from the server, and opened as the beginning of a copy. It is believed when each line is what it says to
//! be, and the server has signed all of them.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use domain::sync::Hash;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::MirrorError;
use super::folder::{Folder, State};
use super::page::Link;

/// The version of the format that is understood.
const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
enum Line {
    Bundle { version: u32, product: Option<String> },
    Position { cursor: String, chain: Option<Link> },
    End { lines: u64, sha256: String, attestation: String },
}

/// A text in a bundle.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Text {
    pub(super) id: String,
    pub(super) language: String,
    must_delete_after: Option<Timestamp>,
    sha256: String,
    pub(super) content: Box<RawValue>,
}

/// Where the texts of a bundle go, and the time there: what the rights to have ended is left out.
pub(super) type Into<'f> = (&'f Folder, Timestamp);

/// Verifies a bundle by the server's keys; puts its texts where they go, if anywhere, and answers how far a copy of it is and how many
/// texts that has.
///
/// # Errors
/// A file that can't be read; a bundle that isn't whole, isn't a product's, or doesn't verify.
pub(super) fn read(file: &Path, keys: &str, into: Option<Into<'_>>) -> Result<(State, usize), MirrorError> {
    let wrong = |why: String| MirrorError::Unverified(why);
    let (mut hash, mut lines, mut texts) = (Sha256::new(), 0_u64, 0);
    let (mut product, mut position) = (None, None);
    let mut reader = BufReader::new(File::open(file)?);
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(wrong("the bundle isn't whole".to_owned()));
        }
        if line.starts_with(r#"{"type":"article""#) {
            let text: Text = serde_json::from_str(&line)?;
            if Hash::of(text.content.get()).as_str() != text.sha256 {
                return Err(wrong(format!("{} in {} is another text than its hash says", text.id, text.language)));
            }
            let has_ended = |now: Timestamp| text.must_delete_after.is_some_and(|end| end <= now);
            match into {
                Some((_, now)) if has_ended(now) => {}
                Some((folder, _)) => {
                    folder.copy(&text)?;
                    texts += 1;
                }
                None => texts += 1,
            }
        } else {
            match serde_json::from_str(&line)? {
                Line::Bundle { version: VERSION, product: Some(of) } if lines == 0 => product = Some(of),
                Line::Bundle { .. } => {
                    return Err(wrong("this is no bundle of a product, or of a later version".into()));
                }
                Line::Position { cursor, chain } => position = chain.map(|chain| (cursor, chain)),
                Line::End { lines: said, sha256, attestation } => {
                    let attested = domain::sync::verify_bundle(&attestation, keys).map_err(wrong)?;
                    let is = (lines, Hash::of_digest(&hash.finalize()).to_string());
                    if is != (said, sha256) || is != (attested.lines, attested.sha256) {
                        return Err(wrong("the server has signed another bundle".to_owned()));
                    }
                    let (Some(product), Some((cursor, chain))) = (product, position) else {
                        return Err(wrong(
                            "the bundle doesn't say of which product it is, or how far it is".to_owned(),
                        ));
                    };
                    let Link { number, hash } = chain;
                    return Ok((State { product, cursor, number, hash, copying: true }, texts));
                }
            }
        }
        hash.update(line.as_bytes());
        lines += 1;
    }
}
