//! How a change of a list begins and ends: the key is asked first, the list's row is locked, its version is raised, and
//! what is told of it goes to everybody only if everybody can see it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::row::{self, Stored, read};
use super::{Changed, Terms, Visibility};
use crate::changes::{Audience, Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{AccountId, PlaylistId, PlaylistItemId};
use crate::idempotency::Keyed;
use crate::instant;
use crate::policy::{self, Owner, Permit};
use crate::session::Session;

/// What a write with its key comes to.
pub(super) enum Way<'s, 'k, T> {
    /// It came before: this was answered.
    Again(T),
    /// It is to be done now.
    Now(Begun<'s, 'k>),
}

/// A write that has begun.
pub(super) struct Begun<'s, 'k> {
    pub(super) tx: WriteTx<'s>,
    pub(super) permit: Permit,
    pub(super) account: AccountId,
    keyed: Keyed<'k>,
}

/// A list that is locked for a change.
pub(super) struct Opened<'s, 'k> {
    pub(super) begun: Begun<'s, 'k>,
    pub(super) list: Stored,
    was_public: bool,
}

/// Begins a write of an account; `input` is all that it is about.
pub(super) async fn begin<'s, 'k, T: DeserializeOwned>(
    session: &'s Session,
    owner: Owner,
    terms: &'k Terms,
    operation: &str,
    input: &impl Serialize,
) -> Result<Way<'s, 'k, T>> {
    let Owner { account, permit, .. } = owner;
    let keyed = Keyed::new(account, terms.key.as_ref(), operation, input)?;
    let tx = WriteTx::begin(session, &permit).await?;
    match keyed.recall(&tx, &permit).await? {
        Some(answer) => {
            tx.commit(Changes::Nothing("this write was done before")).await?;
            Ok(Way::Again(answer))
        }
        None => Ok(Way::Now(Begun { tx, permit, account, keyed })),
    }
}

impl<'s, 'k> Begun<'s, 'k> {
    /// The account's own list, locked.
    ///
    /// # Errors
    /// `not_found`, also when it is somebody else's.
    pub(super) async fn own(self, id: PlaylistId) -> Result<Opened<'s, 'k>> {
        let account = self.account;
        self.open(id, |list| list.account_id == account).await
    }

    /// Anybody's list that isn't private, locked, for staff.
    ///
    /// # Errors
    /// `not_found`.
    pub(super) async fn shared(self, id: PlaylistId) -> Result<Opened<'s, 'k>> {
        self.open(id, |list| list.visibility != Visibility::Private.as_str()).await
    }

    async fn open(self, id: PlaylistId, may: impl Fn(&Stored) -> bool) -> Result<Opened<'s, 'k>> {
        let list = row::lock(self.tx.connection(), &self.permit, id).await?;
        let list = list.filter(may).ok_or_else(Error::not_found)?;
        let was_public = list.is_public();
        Ok(Opened { begun: self, list, was_public })
    }

    /// Keeps the answer for the key, and commits.
    pub(super) async fn end<T: Serialize>(self, answer: T, changes: Changes) -> Result<T> {
        self.keyed.remember(&self.tx, &self.permit, &answer).await?;
        self.tx.commit(changes).await?;
        Ok(answer)
    }

    /// Keeps the list as it is now for the key, and commits.
    pub(super) async fn end_with(
        self,
        id: PlaylistId,
        items: Vec<PlaylistItemId>,
        told: Vec<Change>,
    ) -> Result<Changed> {
        let sight = policy::lists(self.tx.session().viewer());
        let playlist = read::one(self.tx.connection(), id, sight).await?;
        let playlist = playlist.ok_or_else(|| Error::internal("a list that was written isn't there"))?;
        self.end(Changed { playlist, items }, Changes::Of(told)).await
    }
}

impl Opened<'_, '_> {
    /// Writes the list with the next version, tells of it, and commits.
    pub(super) async fn finish(mut self, kind: ChangeKind, items: Vec<PlaylistItemId>) -> Result<Changed> {
        let now = self.begun.tx.session().now();
        self.list.version += 1;
        self.list.updated_at = instant::stored(now).max(self.list.updated_at);
        settle(&mut self.list, instant::stored(now));
        row::update(self.begun.tx.connection(), &self.begun.permit, &self.list).await?;
        let told = told(kind, &self.list, self.was_public);
        self.begun.end_with(self.list.id, items, told).await
    }

    /// The version that this change makes.
    pub(super) fn next_version(&self) -> i64 {
        self.list.version + 1
    }
}

/// Notes since when everybody can see a list.
pub(super) fn settle(list: &mut Stored, now: i64) {
    list.public_since = if list.is_public() { list.public_since.or(Some(now)) } else { None };
}

/// What is told of a change: to everybody if everybody could see the list before and can now, else to its owner; and to
/// everybody that it appeared or vanished.
pub(super) fn told(kind: ChangeKind, list: &Stored, was_public: bool) -> Vec<Change> {
    let change = |kind| Change {
        kind,
        subject: list.id.into(),
        revision: list.version,
        audience: Audience::Public,
        tags: tags(list.id),
    };
    let is_public = list.is_public() && kind != ChangeKind::PlaylistDeleted;
    let crossed = match (was_public, is_public) {
        (false, true) => Some(change(ChangeKind::PlaylistPublished)),
        (true, false) => Some(change(ChangeKind::PlaylistUnpublished)),
        _ => None,
    };
    let is_open = was_public && is_public && kind != ChangeKind::PlaylistModerated;
    let own = if is_open { change(kind) } else { Change::private(kind, list.id, list.version, list.account_id) };
    std::iter::once(own).chain(crossed).collect()
}

/// The collections that a public list touches.
pub(super) fn tags(id: PlaylistId) -> Vec<String> {
    vec!["playlists".to_owned(), format!("playlist:{id}")]
}
