//! The folder of a copy: a file for each text, `articles/art_….en.json`, and `state.json`, which says how far it is. A file is there
//! as a whole or not at all; what a page says can be applied again after a crash.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bundle::Text;
use super::page::{Page, Step};
use super::{MirrorError, Pulled};

/// How far a copy is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct State {
    /// Of which product.
    pub(super) product: String,
    /// Where to go on.
    pub(super) cursor: String,
    /// The entry that was reached.
    pub(super) number: i64,
    /// Its hash.
    pub(super) hash: String,
    /// The first copy is still being taken.
    pub(super) copying: bool,
}

pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(path.join("articles"))?;
        Ok(Self(path.to_owned()))
    }

    pub(super) fn state(&self) -> Result<Option<State>, MirrorError> {
        match std::fs::read(self.0.join("state.json")) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn save(&self, state: &State) -> Result<(), MirrorError> {
        Ok(write(&self.0.join("state.json"), &serde_json::to_vec_pretty(state)?)?)
    }

    /// Forgets how far the copy is: the next one takes its place when it is whole.
    pub(super) fn begin_anew(&self) -> io::Result<()> {
        absent(std::fs::remove_file(self.0.join("state.json")))?;
        absent(std::fs::remove_dir_all(self.copying()))
    }

    /// Where the first copy is taken, until it is whole.
    fn copying(&self) -> PathBuf {
        self.0.join("copying")
    }

    /// Puts a copy that is whole in its place. One that is there already stays.
    pub(super) fn finish_copy(&self, state: Option<&State>) -> io::Result<()> {
        // One that isn't there any more was put in place by a run that came to its end right after it.
        if state.is_none_or(|state| !state.copying) || !self.copying().exists() {
            return Ok(());
        }
        let place = self.0.join("articles");
        absent(std::fs::remove_dir_all(&place))?;
        std::fs::rename(self.copying(), place)
    }

    /// Begins a first copy with nothing in it.
    pub(super) fn begin_copy(&self) -> io::Result<()> {
        self.begin_anew()?;
        std::fs::create_dir_all(self.copying())
    }

    /// Puts a text of a bundle into the first copy.
    pub(super) fn copy(&self, text: &Text) -> io::Result<()> {
        write(&self.copying().join(name(&text.id, &text.language)?), text.content.get().as_bytes())
    }

    /// Does what a page says.
    pub(super) fn apply(&self, page: &Page, pulled: &mut Pulled) -> io::Result<()> {
        let place = match page.step {
            Step::Snapshot => self.copying(),
            Step::Log => self.0.join("articles"),
        };
        std::fs::create_dir_all(&place)?;
        for item in &page.data {
            let file = place.join(name(&item.id, &item.language)?);
            match (&item.article, item.action.as_str()) {
                (Some(article), _) => {
                    write(&file, article.get().as_bytes())?;
                    pulled.written += 1;
                }
                (None, "delete" | "hide") => {
                    absent(std::fs::remove_file(&file))?;
                    pulled.removed += 1;
                }
                // It has gone this very moment: what became of it is told next.
                (None, _) => {}
            }
        }
        Ok(())
    }
}

/// The name of a text's file. What a server sends is no path: ids and languages have letters, digits, `_` and `-`.
fn name(id: &str, language: &str) -> io::Result<String> {
    let is_plain =
        |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    if is_plain(id) && is_plain(language) {
        Ok(format!("{id}.{language}.json"))
    } else {
        Err(io::Error::other("the server sends an id that is none"))
    }
}

/// Writes a file as a whole: another one takes its name when it is complete.
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let whole = file.with_extension("part");
    std::fs::write(&whole, bytes)?;
    std::fs::rename(whole, file)
}

/// What isn't there needs no removing.
fn absent(outcome: io::Result<()>) -> io::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}
