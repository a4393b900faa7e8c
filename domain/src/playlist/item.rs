//! The items of a list: added, described, moved, taken off by the list's owner. Where order doesn't matter, changes that
//! were made against an older version are merged.

use std::collections::HashSet;

use serde::Serialize;

use super::open::{self, Opened, Way};
use super::row::{self, StoredItem};
use super::{Changed, NewItem, Playlists, Terms, rules};
use crate::changes::ChangeKind;
use crate::error::{Code, Error, Result};
use crate::id::{self, PlaylistId, PlaylistItemId};
use crate::instant;
use crate::policy;
use crate::session::Session;
use crate::sparse;

/// Where an item is moved to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Place {
    /// Right before this item.
    Before(PlaylistItemId),
    /// Right behind this item.
    After(PlaylistItemId),
}

impl Place {
    /// Reads the two ways to name a place, of which one is needed.
    ///
    /// # Errors
    /// `value_invalid` for both or none.
    pub fn read(before: Option<PlaylistItemId>, after: Option<PlaylistItemId>) -> Result<Self> {
        match (before, after) {
            (Some(before), None) => Ok(Place::Before(before)),
            (None, Some(after)) => Ok(Place::After(after)),
            _ => Err(Error::new(Code::ValueInvalid, "One of `before` and `after` is needed.").at("before")),
        }
    }

    /// The item beside which the place is.
    fn anchor(self) -> PlaylistItemId {
        match self {
            Place::Before(id) | Place::After(id) => id,
        }
    }
}

impl Playlists<'_> {
    /// Adds articles at the end of a list of the viewer's own: all of them, or none. Several who add at once all
    /// succeed.
    ///
    /// # Errors
    /// `authentication_required`, `not_found`; `value_invalid`, `reference_missing` for an article that isn't there for
    /// the viewer, `article_listed` unless `allow_duplicates`, `limit_reached`, `idempotency_key_reused`.
    pub async fn add_items(
        &self,
        id: PlaylistId,
        new: &[NewItem],
        allow_duplicates: bool,
        terms: &Terms,
    ) -> Result<Changed> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let typed = checked(session, new)?;
        let input = (id, new, allow_duplicates);
        let begun = match open::begin(session, owner, terms, "playlist.add_items", &input).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let mut opened = begun.own(id).await?;
        // What there has never been can't be merged with.
        rules::fresh_item(terms.expected_version, 0, opened.list.version)?;
        rules::room(opened.list.item_count, typed.len())?;
        if !allow_duplicates {
            once(&opened, &typed).await?;
        }
        let added = append(session, &mut opened, typed).await?;
        opened.finish(ChangeKind::PlaylistItemAdded, added).await
    }

    /// Says something else of an item.
    ///
    /// # Errors
    /// `authentication_required`, `not_found`; `value_invalid`, `version_conflict` when that item changed meanwhile,
    /// `idempotency_key_reused`.
    pub async fn describe_item(
        &self,
        id: PlaylistId,
        item: PlaylistItemId,
        description: &str,
        terms: &Terms,
    ) -> Result<Changed> {
        self.change_item(id, item, &ItemChange { description: Some(description.to_owned()), place: None }, terms).await
    }

    /// Moves an item before or behind another one of its list.
    ///
    /// # Errors
    /// `authentication_required`, `not_found`; `value_invalid` for a place beside itself, `reference_missing` for one
    /// beside an item that the list doesn't have, `version_conflict`, `idempotency_key_reused`.
    pub async fn move_item(
        &self,
        id: PlaylistId,
        item: PlaylistItemId,
        place: Place,
        terms: &Terms,
    ) -> Result<Changed> {
        self.change_item(id, item, &ItemChange { description: None, place: Some(place) }, terms).await
    }

    /// Describes an item, moves it, or both: one change, one version.
    ///
    /// # Errors
    /// As [`Playlists::describe_item`] and [`Playlists::move_item`].
    pub async fn change_item(
        &self,
        id: PlaylistId,
        item: PlaylistItemId,
        change: &ItemChange,
        terms: &Terms,
    ) -> Result<Changed> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let typed = change.description.as_deref().map(|text| rules::item_description(text, "description"));
        let typed = typed.transpose()?;
        if change.place.is_some_and(|place| place.anchor() == item) {
            return Err(Error::new(Code::ValueInvalid, "An item has no place beside itself.").at("before"));
        }
        let input = (id, item, change);
        let begun = match open::begin(session, owner, terms, "playlist.change_item", &input).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let opened = begun.own(id).await?;
        let stored = row::item::one(opened.begun.tx.connection(), id, item).await?;
        let mut stored = stored.ok_or_else(Error::not_found)?;
        let (expected, present) = (terms.expected_version, opened.list.version);
        match change.place {
            Some(_) => rules::fresh(expected, present)?,
            None => rules::fresh_item(expected, stored.changed_in, present)?,
        }
        if let Some(description) = typed {
            stored.description = description;
        }
        if let Some(place) = change.place {
            stored.position = position(&opened, item, place).await?;
        }
        stored.changed_in = opened.next_version();
        row::item::update(opened.begun.tx.connection(), &opened.begun.permit, &stored).await?;
        opened.finish(ChangeKind::PlaylistItemChanged, vec![item]).await
    }

    /// Takes an item off its list.
    ///
    /// # Errors
    /// `authentication_required`, `not_found`; `version_conflict` when that item changed meanwhile,
    /// `idempotency_key_reused`.
    pub async fn remove_item(&self, id: PlaylistId, item: PlaylistItemId, terms: &Terms) -> Result<Changed> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let begun = match open::begin(session, owner, terms, "playlist.remove_item", &(id, item)).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let mut opened = begun.own(id).await?;
        let stored = row::item::one(opened.begun.tx.connection(), id, item).await?.ok_or_else(Error::not_found)?;
        rules::fresh_item(terms.expected_version, stored.changed_in, opened.list.version)?;
        row::item::delete(opened.begun.tx.connection(), &opened.begun.permit, item).await?;
        opened.list.item_count -= 1;
        opened.finish(ChangeKind::PlaylistItemRemoved, Vec::new()).await
    }
}

/// What shall change of an item; what isn't set stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    /// What the reader says of it.
    pub description: Option<String>,
    /// Where it goes.
    pub place: Option<Place>,
}

/// What is to be added, with its words in their one spelling.
fn checked(session: &Session, new: &[NewItem]) -> Result<Vec<NewItem>> {
    if new.is_empty() || new.len() > rules::ADD_MAX {
        let message = format!("{} articles were given; 1 to {} are added at once.", new.len(), rules::ADD_MAX);
        return Err(Error::new(Code::ValueInvalid, message).at("items"));
    }
    let snapshot = session.snapshot();
    let check = |(place, item): (usize, &NewItem)| {
        if !snapshot.articles.contains(item.article) {
            let message = format!("There is no article `{}`, or it is not public.", item.article);
            return Err(Error::new(Code::ReferenceMissing, message).at(format!("items[{place}].articleId")));
        }
        let description = rules::item_description(&item.description, &format!("items[{place}].description"))?;
        Ok(NewItem { article: item.article, description })
    };
    new.iter().enumerate().map(check).collect()
}

/// No article comes twice, neither in what is added nor with what is there.
async fn once(opened: &Opened<'_, '_>, new: &[NewItem]) -> Result<()> {
    let articles: Vec<_> = new.iter().map(|item| item.article).collect();
    let mut seen: HashSet<_> =
        row::item::listed(opened.begun.tx.connection(), opened.list.id, &articles).await?.into_iter().collect();
    match articles.iter().position(|article| !seen.insert(*article)) {
        Some(place) => {
            let message = format!("The article `{}` is on the list already.", articles[place]);
            Err(Error::new(Code::ArticleListed, message).at(format!("items[{place}].articleId")))
        }
        None => Ok(()),
    }
}

async fn append(session: &Session, opened: &mut Opened<'_, '_>, new: Vec<NewItem>) -> Result<Vec<PlaylistItemId>> {
    let (tx, permit) = (&opened.begun.tx, &opened.begun.permit);
    let mut last = row::item::last_position(tx.connection(), opened.list.id).await?;
    if rules::ends_too_high(last, new.len()) {
        number_anew(opened).await?;
        last = row::item::last_position(tx.connection(), opened.list.id).await?;
    }
    let ports = session.domain().ports();
    let mut items = Vec::with_capacity(new.len());
    for NewItem { article, description } in new {
        let position = sparse::between(last, None).ok_or_else(|| Error::internal("a list has no end"))?;
        items.push(StoredItem {
            id: PlaylistItemId::new(id::generate(&*ports.clock, &*ports.random)),
            playlist_id: opened.list.id,
            article_id: article,
            description,
            position,
            added_at: instant::stored(session.now()),
            changed_in: opened.next_version(),
        });
        last = Some(position);
    }
    let ids: Vec<PlaylistItemId> = items.iter().map(|item| item.id).collect();
    opened.list.item_count += i64::try_from(ids.len()).map_err(Error::internal)?;
    row::item::insert(tx.connection(), permit, items).await?;
    Ok(ids)
}

/// The position of a place, for an item that is somewhere else now. Where there is no room, room is made.
async fn position(opened: &Opened<'_, '_>, item: PlaylistItemId, place: Place) -> Result<i64> {
    let order = row::item::all(opened.begun.tx.connection(), opened.list.id).await?;
    if let Some(position) = rules::between_of(positions(&order, item, place)?) {
        return Ok(position);
    }
    number_anew(opened).await?;
    let order = row::item::all(opened.begun.tx.connection(), opened.list.id).await?;
    let found = rules::between_of(positions(&order, item, place)?);
    found.ok_or_else(|| Error::internal("a list that was numbered anew has no room"))
}

/// The positions on both sides of a place.
fn positions(order: &[StoredItem], item: PlaylistItemId, place: Place) -> Result<(Option<i64>, Option<i64>)> {
    let others: Vec<&StoredItem> = order.iter().filter(|other| other.id != item).collect();
    let anchor = others.iter().position(|other| other.id == place.anchor()).ok_or_else(|| {
        let message = format!("The list has no item `{}`.", place.anchor());
        let field = if matches!(place, Place::Before(_)) { "before" } else { "after" };
        Error::new(Code::ReferenceMissing, message).at(field)
    })?;
    let at = |index: Option<usize>| index.and_then(|index| others.get(index)).map(|other| other.position);
    Ok(match place {
        Place::Before(_) => (at(anchor.checked_sub(1)), at(Some(anchor))),
        Place::After(_) => (at(Some(anchor)), at(Some(anchor + 1))),
    })
}

async fn number_anew(opened: &Opened<'_, '_>) -> Result<()> {
    let (tx, permit) = (&opened.begun.tx, &opened.begun.permit);
    let order = row::item::all(tx.connection(), opened.list.id).await?;
    let (Some(first), Some(last)) = (order.first(), order.last()) else { return Ok(()) };
    let fresh = rules::anew(order.len(), first.position, last.position);
    let placed: Vec<_> = order.iter().map(|item| item.id).zip(fresh).collect();
    row::item::place(tx.connection(), permit, opened.list.id, &placed).await
}
