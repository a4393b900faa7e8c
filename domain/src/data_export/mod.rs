//! A copy of all that is held on a reader, for them: asked for, made by a job part by part, and to be fetched for a day.
//! What is in it is a list, `parts.rs`; how it is made, `make.rs`.

use jiff::{SignedDuration, Timestamp};

use crate::account;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{self, DataExportId};
use crate::policy;
use crate::session::Session;
use crate::word::words;

mod make;
mod parts;
mod row;

pub(crate) use row::{forget, held};

/// How long one can be fetched.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

words! {
    /// How far an export is.
    State {
        /// It waits for its turn.
        Queued = "queued",
        /// It is being made.
        Running = "running",
        /// It can be fetched.
        Ready = "ready",
        /// It could not be made. Another one can be asked for.
        Failed = "failed",
    }
}

/// An export, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataExport {
    /// Which.
    pub id: DataExportId,
    /// How far it is.
    pub state: State,
    /// How many of its parts are in it already.
    pub parts_done: u32,
    /// How many parts it has.
    pub parts: u32,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it was ready, or had failed.
    pub settled_at: Option<Timestamp>,
    /// Until when it can be fetched; its row goes then.
    pub expires_at: Option<Timestamp>,
}

/// Exports of what is held on a reader.
pub struct DataExports<'s>(&'s Session);

impl Session {
    /// Exports of what is held on the viewer.
    #[must_use]
    pub fn data_exports(&self) -> DataExports<'_> {
        DataExports(self)
    }
}

impl DataExports<'_> {
    /// Asks for an export. While one is on its way, that one is the answer; one that was made before gives way.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn request(&self) -> Result<DataExport> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let (tx, now) = (WriteTx::begin(session, &owner.permit).await?, session.now());
        // Of two who ask at once, one waits here and finds the other's.
        account::row::lock(tx.connection(), &owner.permit, owner.account).await?.ok_or_else(Error::not_found)?;
        let present = row::of_account(tx.connection(), owner.account, now).await?;
        if let Some(open) = present.into_iter().find(|it| matches!(it.state, State::Queued | State::Running)) {
            tx.commit(Changes::Nothing("one is on its way")).await?;
            return Ok(open);
        }
        row::remove_of(tx.connection(), &owner.permit, owner.account).await?;
        let ports = session.domain().ports();
        let id = DataExportId::new(id::generate(&*ports.clock, &*ports.random));
        let queued = row::insert(tx.connection(), &owner.permit, id, owner.account, now).await?;
        let told = Change::private(ChangeKind::DataExportRequested, id, 1, owner.account);
        tx.commit(Changes::Of(vec![told])).await?;
        Ok(queued)
    }

    /// The viewer's exports, the latest first.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn list(&self) -> Result<Vec<DataExport>> {
        let owner = policy::owner(self.0.viewer())?;
        row::of_account(self.0.db().reader(), owner.account, self.0.now()).await
    }

    /// One of the viewer's exports.
    ///
    /// # Errors
    /// `not_found`, also for somebody else's; `authentication_required`.
    pub async fn get(&self, id: DataExportId) -> Result<DataExport> {
        self.list().await?.into_iter().find(|export| export.id == id).ok_or_else(Error::not_found)
    }

    /// What is in one of the viewer's exports: a JSON document.
    ///
    /// # Errors
    /// `not_found`, also for somebody else's, and for one that isn't ready; `authentication_required`.
    pub async fn content(&self, id: DataExportId) -> Result<String> {
        let owner = policy::owner(self.0.viewer())?;
        let content = row::content(self.0.db().reader(), owner.account, id, self.0.now()).await?;
        content.ok_or_else(Error::not_found)
    }
}
