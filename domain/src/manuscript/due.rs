//! What was scheduled is published when its time has come. Each text is held by the lock of its article in the transaction
//! that publishes it: of several processes one does it, and when that one is killed the lock ends with it.

use super::row::Due;
use super::rules::StepKind;
use super::{Manuscripts, open, row};
use jiff::Timestamp;

use crate::article::Status;
use crate::error::{Error, Result};
use crate::id::ArticleId;
use crate::instant;
use crate::language::Language;
use crate::policy::{self, Action};

/// How many texts are looked up at once.
const BATCH: u64 = 100;
/// After how many seconds it is said again that a text can't be published, and for how many it is.
const REPEATED: i64 = 3_600;
const NOTICED: i64 = 2;

impl Manuscripts<'_> {
    /// Publishes all that is due, those that have waited longest first, each in a transaction of its own; answers how many it
    /// was. One that can't be published is logged, and the others don't wait for it, however many
    /// there are.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn publish_due(&self) -> Result<usize> {
        let session = self.0;
        policy::require(session.viewer(), Action::JobRun)?;
        let (mut behind, mut published) = (None, 0);
        loop {
            let mut due = row::due(session.db().reader(), session.now(), behind.as_ref(), BATCH).await?;
            let is_last = (due.len() as u64) < BATCH;
            for due in &due {
                match self.publish_one(due.article, &due.language).await {
                    Ok(is_done) => published += usize::from(is_done),
                    Err(error) => held_up(due, session.now(), &error),
                }
            }
            behind = due.pop();
            if is_last {
                return Ok(published);
            }
        }
    }

    /// Publishes the revision that was scheduled, unless somebody else did, or took it off the schedule.
    async fn publish_one(&self, id: ArticleId, language: &Language) -> Result<bool> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::ArticlePublish)?;
        let now = session.now();
        let mut opened = open::open(session, permit, id).await?;
        let Ok((text, _)) = opened.text(language) else { return Ok(false) };
        let Some(at) = text.published_at.filter(|at| text.status == Status::Scheduled && *at <= now) else {
            return Ok(false);
        };
        opened.take(StepKind::Publish, language, None)?;
        opened.make_public(language, instant::stored(at))?;
        opened.finish().await?;
        Ok(true)
    }
}

/// Logs that a text was not published: at once, and then once an hour, for it is tried again and again.
fn held_up(due: &Due, now: Timestamp, error: &Error) {
    let waited = now.duration_since(due.at).as_secs();
    let (article, language, error) = (due.article, &due.language, error.chain());
    if waited % REPEATED < NOTICED {
        tracing::error!(article.id = %article, %language, waited, error, "a scheduled text was not published");
    } else {
        tracing::debug!(article.id = %article, %language, waited, error, "a scheduled text was not published");
    }
}
