//! Following, and no longer following. Both may come twice; the second time changes nothing.

use super::{FOLLOWS_MAX, Following, Follows, Target, missing, row};
use crate::account;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::expert;
use crate::id::{RegionId, TopicId};
use crate::policy;
use crate::taxonomy::row::TermRows;

impl Follows<'_> {
    /// The viewer follows this from now on. To follow what is followed already is no error.
    ///
    /// # Errors
    /// `authentication_required`; `reference_missing` at `target`; `follow_limit_reached`.
    pub async fn create(&self, target: &str) -> Result<Following> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let target = session.snapshot().target(Target::parse(target)?);
        if !session.snapshot().has(target) {
            return Err(missing());
        }
        let tx = WriteTx::begin(session, &owner.permit).await?;
        // The lock on the account makes the limit hold, whatever else its owner sends meanwhile.
        account::row::lock(tx.connection(), &owner.permit, owner.account).await?;
        let follows = (owner.account, target);
        let is_new = row::insert(tx.connection(), &owner.permit, follows, session.now()).await?;
        if is_new && row::count(tx.connection(), owner.account).await? > FOLLOWS_MAX {
            let message = format!("You follow {FOLLOWS_MAX} experts, topics and regions already.");
            return Err(Error::new(Code::FollowLimitReached, message).at("target"));
        }
        let follower_count = if is_new {
            let followers = row::raise(tx.connection(), &owner.permit, target).await?;
            // Whoever deletes or merges it holds that number until they are done.
            if !exists(&tx, target).await? {
                return Err(missing());
            }
            followers
        } else {
            row::followers(tx.connection(), &[target]).await?.get(&target).copied().unwrap_or(0)
        };
        let changes = if is_new {
            Changes::Of(vec![Change::private(ChangeKind::FollowCreated, target, 1, owner.account)])
        } else {
            Changes::Nothing("it was followed already")
        };
        tx.commit(changes).await?;
        Ok(Following { target, is_following: true, follower_count })
    }

    /// The viewer follows this no longer. Not to have followed it is no error.
    ///
    /// # Errors
    /// `authentication_required`; `reference_missing` at `target`.
    pub async fn delete(&self, target: &str) -> Result<Following> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let target = session.snapshot().target(Target::parse(target)?);
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let was = row::delete(tx.connection(), &owner.permit, (owner.account, target)).await?;
        if !was && !session.snapshot().has(target) {
            return Err(missing());
        }
        if was {
            row::lower(tx.connection(), &owner.permit, &[target]).await?;
        }
        let follower_count = row::followers(tx.connection(), &[target]).await?.get(&target).copied().unwrap_or(0);
        let changes = if was {
            Changes::Of(vec![Change::private(ChangeKind::FollowDeleted, target, 1, owner.account)])
        } else {
            Changes::Nothing("it was not followed")
        };
        tx.commit(changes).await?;
        Ok(Following { target, is_following: false, follower_count })
    }
}

async fn exists(tx: &WriteTx<'_>, target: Target) -> Result<bool> {
    match target {
        Target::Expert(id) => expert::row::exists(tx.connection(), id).await,
        Target::Topic(id) => TopicId::exists(tx.connection(), id).await,
        Target::Region(id) => RegionId::exists(tx.connection(), id).await,
    }
}
