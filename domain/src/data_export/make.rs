//! The job that makes exports: one is claimed in the database for a while, so that several processes share the work, and one
//! that died is made by another.

use jiff::SignedDuration;
use serde_json::{Map, Value};

use super::parts::PARTS;
use super::{DataExports, KEPT, State, row};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::policy::{self, Action, Permit};

/// For how long a claim holds; each part that is done renews it.
const CLAIM: SignedDuration = SignedDuration::from_mins(2);
/// How often one is begun before it has failed.
const ATTEMPTS_MAX: i64 = 3;

impl DataExports<'_> {
    /// Makes what was asked for, and answers how many came to their end.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn make(&self) -> Result<usize> {
        let permit = policy::require(self.0.viewer(), Action::JobRun)?;
        let mut settled = 0;
        while let Some(claimed) = self.claim(&permit).await? {
            let (state, content) = if claimed.attempts > ATTEMPTS_MAX {
                (State::Failed, None)
            } else {
                match self.gather(&permit, &claimed).await {
                    Ok(content) => (State::Ready, Some(content)),
                    // The claim runs out, and then it is tried again.
                    Err(error) => {
                        tracing::error!(export.id = %claimed.id, error = error.chain(), "an export could not be made");
                        continue;
                    }
                }
            };
            settled += usize::from(self.settle(&permit, &claimed, state, content).await?);
        }
        Ok(settled)
    }

    async fn claim(&self, permit: &Permit) -> Result<Option<row::Claimed>> {
        let now = self.0.now();
        if !row::is_any_due(self.0.db().reader(), now).await? {
            return Ok(None);
        }
        let tx = WriteTx::begin(self.0, permit).await?;
        let claimed = row::claim(tx.connection(), permit, now, now + CLAIM).await?;
        tx.commit(Changes::Nothing("how far an export is, is asked for")).await?;
        Ok(claimed)
    }

    async fn gather(&self, permit: &Permit, claimed: &row::Claimed) -> Result<String> {
        let mut document = Map::new();
        document.insert("exportedAt".to_owned(), Value::from(self.0.now().to_string()));
        for (done, part) in (1..).zip(PARTS) {
            let held = (part.held)(self.0.db().reader(), claimed.account).await?;
            document.insert(part.name.to_owned(), held);
            let tx = WriteTx::begin(self.0, permit).await?;
            row::progress(tx.connection(), permit, claimed.id, done, self.0.now() + CLAIM).await?;
            tx.commit(Changes::Nothing("how far an export is, is asked for")).await?;
        }
        serde_json::to_string_pretty(&document).map_err(Error::internal)
    }

    /// False when there is nobody left to make it for.
    async fn settle(
        &self,
        permit: &Permit,
        claimed: &row::Claimed,
        state: State,
        content: Option<String>,
    ) -> Result<bool> {
        let (tx, now) = (WriteTx::begin(self.0, permit).await?, self.0.now());
        let end = row::End { state, content, at: now, expires_at: now + KEPT };
        if !row::settle(tx.connection(), permit, claimed.id, end).await? {
            tx.commit(Changes::Nothing("the account was erased meanwhile")).await?;
            return Ok(false);
        }
        let told = Change::private(ChangeKind::DataExportSettled, claimed.id, 2, claimed.account);
        tx.commit(Changes::Of(vec![told])).await?;
        Ok(true)
    }
}
