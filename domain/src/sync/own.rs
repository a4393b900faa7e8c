//! What a reader's device reads to stay in step: their playlists, what they follow, and the articles that are on their lists. At
//! first all of it, then whatever has changed, each thing as it is now. The change log is the log; it keeps its entries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{SyncStep, Syncs};
use crate::article::Article;
use crate::changes;
use crate::error::{Code, Error, Result};
use crate::follow::{Follow, Target};
use crate::id::{AccountId, AnyId, ArticleId, ExpertId, Noun, PlaylistId, RegionId, TopicId};
use crate::page::{self, Fingerprint, PAGE_SIZE_MAX, PageRequest, SortKey};
use crate::playlist::{self, Playlist, PlaylistItem};
use crate::policy;
use crate::session::Session;

/// Entries of the change log that are read at once.
const ENTRIES: u64 = 500;

/// A page of what is a reader's own.
#[derive(Debug, Clone)]
pub struct OwnPage {
    /// Of the first copy, or of what has changed since.
    pub step: SyncStep,
    /// The things, each at most once.
    pub things: Vec<OwnThing>,
    /// Where to go on.
    pub cursor: String,
    /// There is more.
    pub has_next: bool,
    /// All that there was is copied: what comes next is what changes.
    pub is_copied: bool,
}

/// Something of a reader's own, as it is now; `None` for what there is no longer.
#[derive(Debug, Clone)]
pub enum OwnThing {
    /// A playlist with all its items.
    Playlist(PlaylistId, Option<Box<(Playlist, Vec<PlaylistItem>)>>),
    /// Something that is followed.
    Follow(Target, Option<Follow>),
    /// An article that is on one of the lists; its absence says that it is public no longer.
    Article(ArticleId, Option<Arc<Article>>),
}

/// A place in what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    seq: i64,
    copied: Option<AnyId>,
}

impl SortKey for Place {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        bytes.extend_from_slice(self.copied.map(|id| id.to_string()).unwrap_or_default().as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (seq, id) = bytes.split_first_chunk::<8>()?;
        let copied = if id.is_empty() { None } else { Some(AnyId::parse(std::str::from_utf8(id).ok()?).ok()?) };
        Some(Self { seq: i64::from_be_bytes(*seq), copied })
    }
}

/// What a reader has, by its ids.
struct Own<'s> {
    session: &'s Session,
    follows: BTreeMap<Target, Follow>,
    lists: BTreeSet<PlaylistId>,
    articles: BTreeSet<ArticleId>,
}

impl Syncs<'_> {
    /// The next page of what is the viewer's own: without a cursor the first one of all of it.
    ///
    /// # Errors
    /// `authentication_required`; `cursor_invalid`, `page_size_invalid`.
    pub async fn own_page(&self, first: Option<i64>, after: Option<String>) -> Result<OwnPage> {
        let session = self.0;
        let account = policy::owner(session.viewer())?.account;
        let list = Fingerprint::of(&format!("own:{account}"));
        let spec = PageRequest { first, after, ..PageRequest::default() }.check::<Place>(list)?;
        // What is read afterwards is of this place or a later one: nothing is missed.
        let seq = session.snapshot().seq;
        let own = Own::of(session, account).await?;
        let (step, ids, place, has_next) = match spec.after {
            Some(Place { seq: at, .. }) if at > seq || at < 0 => {
                let message = "This cursor is of changes that there aren't.";
                return Err(Error::new(Code::CursorInvalid, message).at("after"));
            }
            Some(Place { seq: from, copied: None }) => {
                let (ids, reached) = own.changed(account, from, seq, spec.size).await?;
                (SyncStep::Log, ids, Place { seq: reached, copied: None }, reached < seq)
            }
            copying => {
                let begun = copying.map_or(seq, |place| place.seq);
                let behind = copying.and_then(|place| place.copied);
                let (ids, copied) = own.all_behind(behind, spec.size);
                let has_next = copied.is_some() || begun < seq;
                (SyncStep::Snapshot, ids, Place { seq: begun, copied }, has_next)
            }
        };
        let things = own.read(ids).await?;
        let is_copied = place.copied.is_none();
        Ok(OwnPage { step, things, cursor: page::cursor(list, &place), has_next, is_copied })
    }
}

impl<'s> Own<'s> {
    async fn of(session: &'s Session, account: AccountId) -> Result<Self> {
        let follows = session.follows().own(None).await?;
        let (lists, articles) = playlist::row::own_ids(session.db().reader(), account).await?;
        Ok(Self {
            session,
            follows: follows.into_iter().map(|follow| (follow.target, follow)).collect(),
            lists: lists.into_iter().collect(),
            articles: articles.into_iter().collect(),
        })
    }

    /// All ids behind one, so many of them; and the last of these, if there are more.
    fn all_behind(&self, behind: Option<AnyId>, size: usize) -> (Vec<AnyId>, Option<AnyId>) {
        let follows = self.follows.keys().map(|target| AnyId::from(*target));
        let lists = self.lists.iter().map(|list| AnyId::from(*list));
        let articles = self.articles.iter().map(|article| AnyId::from(*article));
        let mut all: Vec<AnyId> = follows.chain(lists).chain(articles).collect();
        all.sort_unstable();
        let mut found: Vec<AnyId> =
            all.into_iter().filter(|id| behind.is_none_or(|behind| *id > behind)).take(size + 1).collect();
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().copied().filter(|_| more);
        (found, last)
    }

    /// What may have changed behind a place and up to another, each thing once; and the place that was reached.
    async fn changed(&self, account: AccountId, from: i64, until: i64, size: usize) -> Result<(Vec<AnyId>, i64)> {
        let subjects = playlist::row::own_subjects(account);
        let database = self.session.db().reader();
        let entries = changes::concerning(database, account, subjects, (from, until), ENTRIES).await?;
        let is_whole = entries.len() < usize::try_from(ENTRIES).unwrap_or(usize::MAX);
        let mut ids: Vec<AnyId> = Vec::new();
        let mut reached = from;
        for entry in entries {
            let new: Vec<AnyId> = self.meant(entry.change.subject).filter(|id| !ids.contains(id)).collect();
            if ids.len() + new.len() > size && !ids.is_empty() {
                return Ok((ids, reached));
            }
            ids.extend(new);
            reached = entry.seq;
        }
        Ok((ids, if is_whole { until } else { reached }))
    }

    /// What is meant by the subject of an entry, if it is told of: whoever followed something that was merged into another thing
    /// follows that one now.
    fn meant(&self, subject: AnyId) -> impl Iterator<Item = AnyId> + use<> {
        let snapshot = self.session.snapshot();
        let into: Option<AnyId> = match subject.noun {
            Noun::Expert => Some(snapshot.present(ExpertId::new(subject.ulid)).into()),
            Noun::Topic => Some(snapshot.present(TopicId::new(subject.ulid)).into()),
            Noun::Region => Some(snapshot.present(RegionId::new(subject.ulid)).into()),
            Noun::Playlist | Noun::Article => Some(subject),
            _ => None,
        };
        let own = into.map(|_| subject);
        own.into_iter().chain(into.filter(move |into| *into != subject))
    }

    /// These things as they are now.
    async fn read(&self, ids: Vec<AnyId>) -> Result<Vec<OwnThing>> {
        let mut things = Vec::with_capacity(ids.len());
        for id in ids {
            let follow = |target| OwnThing::Follow(target, self.follows.get(&target).copied());
            things.push(match id.noun {
                Noun::Expert => follow(Target::Expert(ExpertId::new(id.ulid))),
                Noun::Topic => follow(Target::Topic(TopicId::new(id.ulid))),
                Noun::Region => follow(Target::Region(RegionId::new(id.ulid))),
                Noun::Article => {
                    let id = ArticleId::new(id.ulid);
                    OwnThing::Article(id, self.session.articles().by_id(id).await?)
                }
                _ => {
                    let id = PlaylistId::new(id.ulid);
                    OwnThing::Playlist(id, self.list(id).await?.map(Box::new))
                }
            });
        }
        Ok(things)
    }

    async fn list(&self, id: PlaylistId) -> Result<Option<(Playlist, Vec<PlaylistItem>)>> {
        if !self.lists.contains(&id) {
            return Ok(None);
        }
        let playlists = self.session.playlists();
        let Some(list) = playlists.by_id(id).await? else { return Ok(None) };
        let (mut items, mut after) = (Vec::new(), None);
        loop {
            let first = i64::try_from(PAGE_SIZE_MAX).map_err(Error::internal)?;
            let page =
                playlists.items_page(id, &PageRequest { first: Some(first), after, ..PageRequest::default() }).await?;
            after = page.items.last().map(|(cursor, _)| cursor.clone());
            let has_next = page.has_next;
            items.extend(page.items.into_iter().map(|(_, item)| item));
            if !has_next {
                return Ok(Some((list, items)));
            }
        }
    }
}
