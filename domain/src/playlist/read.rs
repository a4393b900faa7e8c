//! What a session reads of lists: one's own, those that others show, and their items with the articles that are public.

use std::collections::{BTreeSet, HashMap};

use super::row::{self, StoredItem};
use super::{ItemState, Playlist, PlaylistItem, Playlists};
use crate::article::{self, Status};
use crate::error::{Error, Result};
use crate::id::{ArticleId, PlaylistId, PlaylistItemId};
use crate::instant;
use crate::page::{Fingerprint, Page, PageRequest, PageSpec, Position};
use crate::policy::{self, ListSight};

/// A page of items that is asked for: of which list, and where in it.
pub type ItemsWanted = (PlaylistId, PageRequest);

impl Playlists<'_> {
    /// A page of the viewer's own lists, the last changed first.
    ///
    /// # Errors
    /// `authentication_required`; `page_size_invalid`, `cursor_invalid`.
    pub async fn own_page(&self, request: &PageRequest) -> Result<Page<Playlist>> {
        let owner = policy::owner(self.0.viewer())?;
        let list = Fingerprint::of("playlists:own");
        let spec = request.check::<Position>(list)?;
        let found = row::read::own_page(self.0.db().reader(), owner.account, &spec, self.sight()).await?;
        Ok(Page::of(list, &spec, found))
    }

    /// How many lists the viewer has.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn own_count(&self) -> Result<usize> {
        let owner = policy::owner(self.0.viewer())?;
        usize::try_from(row::count_of(self.0.db().reader(), owner.account).await?).map_err(Error::internal)
    }

    /// Those of these lists that there are for the viewer, in the order asked for, with one statement.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub async fn by_ids(&self, ids: &[PlaylistId]) -> Result<Vec<Option<Playlist>>> {
        let found = row::read::by_ids(self.0.db().reader(), ids, self.sight()).await?;
        let found: HashMap<PlaylistId, Playlist> = found.into_iter().map(|list| (list.id, list)).collect();
        Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
    }

    /// One list, or `None` when there is none for the viewer.
    ///
    /// # Errors
    /// As [`Playlists::by_ids`].
    pub async fn by_id(&self, id: PlaylistId) -> Result<Option<Playlist>> {
        row::read::one(self.0.db().reader(), id, self.sight()).await
    }

    /// Checks which page of a list's items is asked for, before it is put together with others.
    ///
    /// # Errors
    /// `page_size_invalid`, `cursor_invalid`.
    pub fn check_items(&self, (list, request): &ItemsWanted) -> Result<()> {
        request.check::<Position>(items_of(*list)).map(|_| ())
    }

    /// Pages of the items of lists, in their order. All that begin at the start of their list are one statement; what
    /// became of articles that aren't public is another one. A list that there isn't for the viewer has no items.
    ///
    /// # Errors
    /// `page_size_invalid`, `cursor_invalid`; and as [`Playlists::by_ids`].
    pub async fn items(&self, wanted: &[ItemsWanted]) -> Result<HashMap<ItemsWanted, Page<PlaylistItem>>> {
        let reader = self.0.db().reader();
        let mut pages: Vec<(&ItemsWanted, PageSpec<Position>, Vec<StoredItem>)> = Vec::with_capacity(wanted.len());
        for asked in wanted {
            let spec = asked.1.check(items_of(asked.0))?;
            pages.push((asked, spec, Vec::new()));
        }
        let from_start = |spec: &PageSpec<Position>| !spec.backwards && spec.after.is_none() && spec.before.is_none();
        let starts: BTreeSet<PlaylistId> =
            pages.iter().filter(|(_, spec, _)| from_start(spec)).map(|(asked, ..)| asked.0).collect();
        let size = pages.iter().filter(|(_, spec, _)| from_start(spec)).map(|(_, spec, _)| spec.size).max();
        let mut first: HashMap<PlaylistId, Vec<StoredItem>> = HashMap::new();
        if let Some(size) = size {
            let starts: Vec<PlaylistId> = starts.into_iter().collect();
            for item in row::item::first_of(reader, &starts, size + 1, self.sight()).await? {
                first.entry(item.playlist_id).or_default().push(item);
            }
        }
        for (asked, spec, found) in &mut pages {
            *found = if from_start(spec) {
                let items = first.get(&asked.0).map(Vec::as_slice).unwrap_or_default();
                items.iter().take(spec.size + 1).cloned().collect()
            } else {
                row::item::page(reader, asked.0, spec, self.sight()).await?
            };
        }
        let shown = self.showing(self.withdrawn(pages.iter().flat_map(|(.., found)| found)).await?);
        let said = pages.into_iter().map(|(asked, spec, found)| {
            let placed = found.into_iter().map(|item| {
                let at = Position { value: item.position, id: item.id.ulid().to_bytes() };
                Ok((at, shown(item)?))
            });
            Ok((asked.clone(), Page::of(items_of(asked.0), &spec, placed.collect::<Result<Vec<_>>>()?)))
        });
        said.collect()
    }

    /// A page of one list's items.
    ///
    /// # Errors
    /// As [`Playlists::items`].
    pub async fn items_page(&self, list: PlaylistId, request: &PageRequest) -> Result<Page<PlaylistItem>> {
        let wanted = (list, request.clone());
        let mut found = self.items(std::slice::from_ref(&wanted)).await?;
        found.remove(&wanted).ok_or_else(|| Error::internal("a page that was asked for is missing"))
    }

    /// Those of these items that are still there, in the order asked for.
    ///
    /// # Errors
    /// As [`Playlists::by_ids`].
    pub async fn items_by_ids(&self, ids: &[PlaylistItemId]) -> Result<Vec<PlaylistItem>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = row::item::by_ids(self.0.db().reader(), ids, self.sight()).await?;
        found.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
        let shown = self.showing(self.withdrawn(found.iter()).await?);
        found.into_iter().map(shown).collect()
    }

    fn sight(&self) -> ListSight {
        policy::lists(self.0.viewer())
    }

    /// Which of the articles that aren't public were withdrawn.
    async fn withdrawn(&self, items: impl Iterator<Item = &StoredItem>) -> Result<BTreeSet<ArticleId>> {
        let snapshot = self.0.snapshot();
        let missing: BTreeSet<ArticleId> =
            items.map(|item| item.article_id).filter(|id| !snapshot.articles.contains(*id)).collect();
        if missing.is_empty() {
            return Ok(BTreeSet::new());
        }
        let missing: Vec<ArticleId> = missing.into_iter().collect();
        let states = article::row::statuses(self.0.db().reader(), &missing).await?;
        Ok(states.into_iter().filter(|(_, status)| *status == Status::Withdrawn).map(|(id, _)| id).collect())
    }

    /// Shows items as this viewer sees them.
    fn showing(&self, withdrawn: BTreeSet<ArticleId>) -> impl Fn(StoredItem) -> Result<PlaylistItem> + use<> {
        let (snapshot, seen) = (self.0.snapshot(), self.0.articles().seen());
        move |item| {
            let article = snapshot.articles.get(item.article_id).and_then(&seen);
            let state = match &article {
                Some(_) => ItemState::Available,
                None if withdrawn.contains(&item.article_id) => ItemState::Withdrawn,
                None => ItemState::Unpublished,
            };
            // Of what was withdrawn nothing remains, the reader's own words about it among them.
            let description = if state == ItemState::Withdrawn { String::new() } else { item.description };
            Ok(PlaylistItem { id: item.id, description, state, article, added_at: instant::read(item.added_at)? })
        }
    }
}

/// The fingerprint of a list's items, for their cursors.
fn items_of(list: PlaylistId) -> Fingerprint {
    Fingerprint::of(&format!("playlist_items:{list}"))
}
