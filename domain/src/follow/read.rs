//! What a session reads of follows: one's own, which nobody else sees, and how many follow something, which everybody
//! may know.

use std::collections::{HashMap, HashSet};

use super::{Follow, Follows, Place, Target, TargetKind, row};
use crate::error::Result;
use crate::instant;
use crate::page::{Fingerprint, Page, PageRequest};
use crate::policy;

impl Follows<'_> {
    /// A page of what the viewer follows, the latest first: all, or one kind.
    ///
    /// # Errors
    /// `authentication_required`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, kind: Option<TargetKind>, request: &PageRequest) -> Result<Page<Follow>> {
        let owner = policy::owner(self.0.viewer())?;
        let list = Fingerprint::of(&format!("follows:{}:{kind:?}", owner.account));
        let spec = request.check(list)?;
        let place = |follow: Follow| (Place { at: instant::stored(follow.since), target: follow.target }, follow);
        let own = self.own(kind).await?.into_iter().map(place).collect();
        Ok(Page::of_descending(list, &spec, own))
    }

    /// How much the viewer follows: of all, or of one kind.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn count(&self, kind: Option<TargetKind>) -> Result<usize> {
        Ok(self.own(kind).await?.len())
    }

    /// How many follow each of these.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn followers(&self, targets: &[Target]) -> Result<HashMap<Target, i64>> {
        let found = row::followers(self.0.db().reader(), targets).await?;
        Ok(targets.iter().map(|target| (*target, found.get(target).copied().unwrap_or(0))).collect())
    }

    /// Which of these the viewer follows; none for whoever isn't logged in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn among(&self, targets: &[Target]) -> Result<HashSet<Target>> {
        match self.0.viewer().holder() {
            Some(holder) => row::among(self.0.db().reader(), holder.account, targets).await,
            None => Ok(HashSet::new()),
        }
    }

    /// All that the viewer follows and that there is, the latest first. There is a limit to it, so that one statement reads it,
    /// once a session.
    pub(crate) async fn own(&self, kind: Option<TargetKind>) -> Result<Vec<Follow>> {
        let owner = policy::owner(self.0.viewer())?;
        let snapshot = self.0.snapshot();
        let all = self.0.followed().get(|| row::all(self.0.db().reader(), owner.account)).await?;
        let is_wanted = |follow: &&Follow| kind.is_none_or(|kind| follow.target.kind() == kind);
        Ok(all.iter().filter(is_wanted).filter(|follow| snapshot.has(follow.target)).copied().collect())
    }
}
