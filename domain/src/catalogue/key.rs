//! Keys: the tags in words, for caches in front of the server, which are told what an answer was made of (`Surrogate-Key`) and later what
//! of that is no longer true.
//!
//! An answer says the key of each thing and each list that it was made of. Where those are too many, all of a collection are said by one
//! word, which each change of anything of that collection purges as well: so such an answer goes with every change of the collection, and
//! with none of another. Two words more (`lists`, `slugs`) are purged only when it isn't known what a change touched.

use std::collections::{BTreeMap, BTreeSet};

use super::freshness::Touched;
use super::index::Scope;
use super::{Snapshot, Tag};
use crate::changes::{Audience, Entry};
use crate::id::{AnyId, ArticleId, ExpertId, ImageId, Noun, RegionId, TopicId};

/// On every answer: what is purged when one of the things became another, or went.
pub(crate) const ALL: &str = "all";
const PUBLIC: &str = "public";
/// On every answer that shows a list of articles.
const LISTS: &str = "lists";
/// On every answer that was asked for by a slug.
const SLUGS: &str = "slugs";
const TOPICS: &str = "topics";
const REGIONS: &str = "regions";
const FRONT_PAGES: &str = "front-pages";
const PLAYLISTS: &str = "playlists";

/// What is said by one word instead of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Collection {
    Articles,
    Experts,
    Images,
}

impl Collection {
    const fn as_str(self) -> &'static str {
        match self {
            Collection::Articles => "articles",
            Collection::Experts => "experts",
            Collection::Images => "images",
        }
    }
}

/// A tag in words.
enum Word {
    /// One of a collection.
    One(Collection, String),
    /// A whole.
    Whole(&'static str),
}

impl Tag {
    fn word(&self) -> Word {
        use Collection::{Articles, Experts, Images};
        match self {
            Tag::Article(id) => Word::One(Articles, id.to_string()),
            Tag::Expert(id) => Word::One(Experts, id.to_string()),
            Tag::Image(id) => Word::One(Images, id.to_string()),
            Tag::Slug(Noun::Article, slug) => Word::One(Articles, format!("slug:article:{slug}")),
            Tag::Slug(Noun::Expert, slug) => Word::One(Experts, format!("slug:expert:{slug}")),
            // No change of a term leaves its tree alone.
            Tag::Slug(Noun::Topic, _) | Tag::Topics => Word::Whole(TOPICS),
            Tag::Slug(Noun::Region, _) | Tag::Regions => Word::Whole(REGIONS),
            // And none of anything else what is public.
            Tag::Slug(..) | Tag::Public => Word::Whole(PUBLIC),
            Tag::List(scope, None) => Word::One(Articles, format!("list:{}", name_of(*scope))),
            Tag::List(scope, Some(language)) => Word::One(Articles, format!("list:{}:{language}", name_of(*scope))),
            Tag::Lists => Word::Whole(LISTS),
            Tag::Experts => Word::Whole(Experts.as_str()),
            Tag::FrontPages => Word::Whole(FRONT_PAGES),
            Tag::Playlists => Word::Whole(PLAYLISTS),
        }
    }

    /// What an answer says besides, for the time when it isn't known what a change touched.
    const fn broader(&self) -> Option<&'static str> {
        match self {
            Tag::List(..) => Some(LISTS),
            Tag::Slug(Noun::Article | Noun::Expert, _) => Some(SLUGS),
            _ => None,
        }
    }
}

fn name_of(scope: Scope) -> String {
    match scope {
        Scope::All => "all".to_owned(),
        Scope::Topic(id) => id.to_string(),
        Scope::Region(id) => id.to_string(),
        Scope::Expert(id) => id.to_string(),
        Scope::Kind(kind) => kind.to_string(),
    }
}

/// The keys of an answer that was made of these, in at most so many bytes; the words of wholes and collections always have room.
pub(crate) fn of_answer(tags: &[Tag], most: usize) -> String {
    let mut words = BTreeSet::from([ALL]);
    let mut ones: BTreeMap<Collection, BTreeSet<String>> = BTreeMap::new();
    for tag in tags {
        words.extend(tag.broader());
        match tag.word() {
            Word::One(of, word) => {
                ones.entry(of).or_default().insert(word);
            }
            Word::Whole(word) => {
                words.insert(word);
            }
        }
    }
    let length = |ones: &BTreeSet<String>| ones.iter().map(|word| word.len() + 1).sum::<usize>();
    while words.iter().map(|word| word.len() + 1).sum::<usize>() + ones.values().map(length).sum::<usize>() > most + 1 {
        let Some(longest) = ones.iter().max_by_key(|(_, ones)| length(ones)).map(|(of, _)| *of) else { break };
        ones.remove(&longest);
        words.insert(longest.as_str());
    }
    let words = words.into_iter().chain(ones.values().flatten().map(String::as_str));
    words.collect::<Vec<_>>().join(" ")
}

impl Touched {
    /// The keys of all answers that this may have made untrue.
    pub(crate) fn keys(&self) -> BTreeSet<String> {
        match self {
            Touched::Everything => BTreeSet::from([ALL.to_owned()]),
            Touched::Tags(tags) => tags.iter().flat_map(keys_of).collect(),
        }
    }
}

/// The keys of all answers that were made of this.
pub(crate) fn keys_of(tag: &Tag) -> Vec<String> {
    match tag.word() {
        Word::One(of, word) => vec![word, of.as_str().to_owned()],
        Word::Whole(word) => vec![word.to_owned()],
    }
}

impl Snapshot {
    /// The keys of all answers that these changes may have made untrue, when it isn't known any more what was there before them.
    pub(crate) fn keys_behind(&self, entries: &[Entry]) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for entry in entries {
            let of_subject = self.keys_of_changed(entry.change.subject);
            if entry.change.audience == Audience::Public || !of_subject.is_empty() {
                keys.insert(PUBLIC.to_owned());
            }
            keys.extend(of_subject);
        }
        keys
    }

    fn keys_of_changed(&self, subject: AnyId) -> Vec<String> {
        let with = |tag: Tag, broader: &[&str]| {
            keys_of(&tag).into_iter().chain(broader.iter().map(|word| (*word).to_owned())).collect()
        };
        let (is_there, keys) = match subject.noun {
            Noun::Article => (true, with(Tag::Article(ArticleId::new(subject.ulid)), &[LISTS, SLUGS])),
            Noun::Image => (true, with(Tag::Image(ImageId::new(subject.ulid)), &[])),
            Noun::FrontPage => (true, with(Tag::FrontPages, &[])),
            // Whoever owns a list may have changed their name.
            Noun::Playlist | Noun::Account => (true, with(Tag::Playlists, &[])),
            Noun::Expert => {
                let id = ExpertId::new(subject.ulid);
                (self.experts.contains_key(&id), with(Tag::Expert(id), &[SLUGS]))
            }
            Noun::Topic => (self.topics.get(TopicId::new(subject.ulid)).is_some(), with(Tag::Topics, &[LISTS])),
            Noun::Region => (self.regions.get(RegionId::new(subject.ulid)).is_some(), with(Tag::Regions, &[LISTS])),
            _ => (true, Vec::new()),
        };
        // What became another thing, or went, is in any answer.
        if is_there { keys } else { vec![ALL.to_owned()] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::text::Slug;
    use ulid::Ulid;

    fn article(number: u128) -> Tag {
        Tag::Article(ArticleId::new(Ulid(number)))
    }

    fn expert(number: u128) -> Tag {
        Tag::Expert(ExpertId::new(Ulid(number)))
    }

    #[test]
    fn an_answer_says_what_it_was_made_of() {
        let english = Some(Language::parse("en").unwrap());
        let slug = Slug::parse("a-tariff").unwrap();
        let tags = [
            Tag::Lists,
            Tag::List(Scope::Topic(TopicId::new(Ulid(1))), english),
            article(1),
            article(1),
            Tag::Slug(Noun::Article, slug),
        ];
        assert_eq!(
            of_answer(&tags, 8_192),
            "all lists slugs art_00000000000000000000000001 list:top_00000000000000000000000001:en slug:article:a-tariff"
        );
    }

    #[test]
    fn what_is_too_much_is_said_by_collection_and_nothing_broader() {
        let tags: Vec<Tag> = (0..40).map(article).chain((0..10).map(expert)).chain([Tag::Topics]).collect();
        let all = of_answer(&tags, 8_192);
        assert_eq!(all.split(' ').count(), 52);
        let fewer = of_answer(&tags, 1_000);
        assert!(fewer.len() <= 1_000 && fewer.starts_with("all articles topics exp_"), "{fewer}");
        let fewest = of_answer(&tags, 100);
        assert_eq!(fewest, "all articles experts topics");
        assert_eq!(of_answer(&tags, all.len()), all, "what just has room is said");
        assert!(of_answer(&tags, all.len() - 1).len() < all.len());
    }

    /// Whatever an answer is made of and however short its keys are: when any of it is touched, one of them is purged.
    #[test]
    fn every_tag_that_is_touched_finds_its_answers() {
        let slug = |noun| Tag::Slug(noun, Slug::parse("x").unwrap());
        let tags = [
            Tag::Public,
            article(1),
            expert(1),
            Tag::Image(ImageId::new(Ulid(1))),
            slug(Noun::Article),
            slug(Noun::Expert),
            slug(Noun::Topic),
            slug(Noun::Region),
            Tag::List(Scope::All, None),
            Tag::Lists,
            Tag::Experts,
            Tag::Topics,
            Tag::Regions,
            Tag::FrontPages,
            Tag::Playlists,
        ];
        for tag in &tags {
            let touched = Touched::Tags([tag.clone()].into_iter().collect()).keys();
            for most in [8_192, 0] {
                let said = of_answer(std::slice::from_ref(tag), most);
                let is_found = said.split(' ').any(|key| touched.contains(key));
                assert!(is_found, "{tag:?}: {said} / {touched:?}");
                assert!(said.split(' ').any(|key| key == ALL));
            }
        }
    }

    #[test]
    fn a_key_is_short_enough_for_everybody() {
        let longest = Slug::parse(&"x".repeat(120)).unwrap();
        assert!(of_answer(&[Tag::Slug(Noun::Article, longest)], 8_192).split(' ').all(|key| key.len() <= 1_024));
    }
}
