//! What was taken: which article, of which product, by which key, on which day, how often. It is gathered in memory and written
//! by a job, so that reading waits for nothing; a day's quota is held against what was written and what is still gathered.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::{Partner, Partners, row};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{ApiKeyId, ArticleId, ProductId};
use crate::policy::{self, Action};
use crate::session::Session;

/// A day in seconds; days are those of UTC.
const DAY: i64 = 86_400;

/// What is delivered by a key, on a day.
pub(super) type Line = (ProductId, i64, ApiKeyId, ArticleId);

/// What has yet to be written, and what counts against the quotas of a day.
#[derive(Default)]
pub(crate) struct Usage(Mutex<Held>);

#[derive(Default)]
struct Held {
    pending: HashMap<Line, i64>,
    used: HashMap<ApiKeyId, Timestamp>,
    /// The articles that were taken on a day, of products that have a quota.
    taken: HashMap<(ProductId, i64), HashSet<ArticleId>>,
}

/// The day of an instant, as a number of days since 1970.
pub(super) fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY)
}

impl Usage {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key was used.
    pub(super) fn touch(&self, key: ApiKeyId, now: Timestamp) {
        self.held().used.insert(key, now);
    }
}

/// Notes that a partner's program is given articles of its products, and makes sure that none of them is more than its quota
/// allows. An article counts once a day, however often it is taken.
///
/// # Errors
/// `quota_exceeded`, and nothing is noted then; `unavailable`.
pub(crate) async fn deliver(session: &Session, partner: &Partner, given: &[(ProductId, ArticleId)]) -> Result<()> {
    let (usage, now) = (&session.domain().partners().usage, session.now());
    let day = day_of(now);
    let quota = |id: ProductId| {
        let product = partner.all_products().iter().find(|product| product.id == id);
        product.and_then(|product| product.terms.articles_per_day)
    };
    let limited: HashSet<ProductId> = given.iter().map(|(id, _)| *id).filter(|id| quota(*id).is_some()).collect();
    for product in &limited {
        if !usage.held().taken.contains_key(&(*product, day)) {
            let written = row::usage::articles(session.db().reader(), *product, day).await?;
            usage.held().taken.entry((*product, day)).or_default().extend(written);
        }
    }
    let mut held = usage.held();
    for product in &limited {
        let wanted = given.iter().filter(|(id, _)| id == product).map(|(_, article)| *article);
        let taken = held.taken.entry((*product, day)).or_default();
        let new: HashSet<ArticleId> = wanted.filter(|article| !taken.contains(article)).collect();
        let most = quota(*product).map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
        if taken.len() + new.len() > most {
            let seconds = DAY - now.as_second().rem_euclid(DAY);
            let message = format!("{product} gives {most} articles a day; more are there tomorrow.");
            return Err(Error::new(Code::QuotaExceeded, message).after(u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
    }
    for (product, article) in given {
        if limited.contains(product) {
            held.taken.entry((*product, day)).or_default().insert(*article);
        }
        *held.pending.entry((*product, day, partner.key(), *article)).or_default() += 1;
    }
    Ok(())
}

impl Partners<'_> {
    /// Writes what was gathered. What can't be written is kept for the next time.
    ///
    /// # Errors
    /// `forbidden`; `unavailable`.
    pub async fn write_usage(&self) -> Result<()> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::JobRun)?;
        let usage = &session.domain().partners().usage;
        let (pending, used) = {
            let mut held = usage.held();
            (std::mem::take(&mut held.pending), std::mem::take(&mut held.used))
        };
        if pending.is_empty() && used.is_empty() {
            return Ok(());
        }
        let written = async {
            let tx = WriteTx::begin(session, &permit).await?;
            row::usage::add(tx.connection(), &permit, &pending).await?;
            row::key::used(tx.connection(), &permit, &used).await?;
            tx.commit(Changes::Nothing("what was taken concerns whoever asks for it")).await
        };
        let outcome = written.await;
        let mut held = usage.held();
        match outcome {
            Ok(_) => {
                // Read again when it is next needed, so that what other processes gave counts as well; what was noted
                // meanwhile has yet to be written.
                let waiting: HashSet<(ProductId, i64)> = held.pending.keys().map(|(id, day, ..)| (*id, *day)).collect();
                held.taken.retain(|of, _| waiting.contains(of));
                Ok(())
            }
            Err(error) => {
                for (line, count) in pending {
                    *held.pending.entry(line).or_default() += count;
                }
                for (key, at) in used {
                    held.used.entry(key).or_insert(at);
                }
                Err(error)
            }
        }
    }
}
