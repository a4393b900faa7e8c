//! Subjects become topics, places become regions, genres tell the kind of piece.

use super::File;
use super::item::Concept;
use crate::article::Kind;
use crate::article::rules::FILING_MAX;
use crate::import::prose;
use crate::import::record::{Record, TermRecord, TermTextRecord};
use crate::language::Language;
use crate::text::slugify;

/// The longest name, in characters.
const NAME_MAX: usize = 200;

/// Which tree a concept goes to.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tree {
    Topics,
    Regions,
}

/// The keys of the terms, and records of those that the file has not told of before.
pub(super) fn terms(
    concepts: &[Concept],
    tree: Tree,
    language: &Language,
    file: &mut File,
    records: &mut Vec<Record>,
    notes: &mut Vec<String>,
) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut left = 0_usize;
    for concept in concepts {
        let Some(name) = concept.told() else {
            left += 1;
            continue;
        };
        let identity = [&concept.uri, &concept.literal].into_iter().flatten().map(|text| prose::line(text));
        let identity = identity.into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| name.clone());
        let noun = if tree == Tree::Topics { "subject" } else { "place" };
        let key = prose::key(format!("ninjs:{noun}:{identity}"));
        if keys.contains(&key) {
            continue;
        }
        if keys.len() == FILING_MAX {
            left += 1;
            continue;
        }
        records.extend(record(&key, name, tree, language, file, notes));
        keys.push(key);
    }
    if left > 0 {
        let what = if tree == Tree::Topics { "subjects" } else { "places" };
        notes.push(format!("{left} {what} have no name or are too many"));
    }
    keys
}

fn record(
    key: &str,
    name: String,
    tree: Tree,
    language: &Language,
    file: &mut File,
    notes: &mut Vec<String>,
) -> Option<Record> {
    let (seen, slugs) = match tree {
        Tree::Topics => (&mut file.topics, &mut file.topic_slugs),
        Tree::Regions => (&mut file.regions, &mut file.region_slugs),
    };
    if !seen.first(key) {
        return None;
    }
    let text = TermTextRecord { slug: slugs.give(&name, language.as_str(), notes), name, description: None };
    let texts = [(language.clone(), text)].into();
    let term = TermRecord { id: key.to_owned(), parent: None, position: 0, texts, former_slugs: Default::default() };
    Some(if tree == Tree::Topics { Record::Topic(term) } else { Record::Region(term) })
}

impl Concept {
    /// Its name for people; a bare code is none.
    fn told(&self) -> Option<String> {
        let names = [&self.name, &self.literal].into_iter().flatten().map(|text| prose::line(text));
        let mut names = names.filter(|name| name.chars().any(char::is_alphabetic));
        names.next().map(|name| prose::cut(&name, NAME_MAX).0)
    }
}

/// The kind of piece that the first genre which tells one stands for: by the codes of IPTC's genres
/// (cv.iptc.org/newscodes/genre), or by name, in English or German.
pub(super) fn kind(genres: &[Concept]) -> Kind {
    let words = genres.iter().flat_map(|genre| {
        let code = genre.uri.as_deref().and_then(|uri| uri.rsplit(['/', ':']).next());
        [code, genre.literal.as_deref(), genre.name.as_deref()].into_iter().flatten()
    });
    let kind = words.map(|word| slugify(word).replace('-', "")).find_map(|word| {
        Some(match word.as_str() {
            "analysis" | "analyse" | "background" | "backgrounder" | "hintergrund" => Kind::Analysis,
            "opinion" | "commentary" | "comment" | "column" | "editorial" | "kommentar" | "leitartikel" | "meinung" => {
                Kind::Opinion
            }
            "interview" | "questionandanswer" | "questionandanswers" | "qanda" | "qa" => Kind::Interview,
            "briefing" | "summary" | "wrapup" | "wrap" | "synopsis" | "zusammenfassung" => Kind::Briefing,
            _ => return None,
        })
    });
    kind.unwrap_or(Kind::Report)
}
