//! Two terms become one: what lay under the one, was filed under it or followed it is the other's from then on, and its id and
//! slugs lead there.

use super::edit::{Opened, end, put_all};
use super::put::told;
use super::row::TermRows;
use super::rules;
use super::{Term, TermPut, Terms};
use crate::audit::Note;
use crate::changes::Changes;
use crate::error::{Code, Error, Result};
use crate::{article, expert, follow, import, redirect, sparse};

#[allow(private_bounds, reason = "the two kinds of tree are closed: TopicId and RegionId")]
impl<Id: TermRows> Terms<'_, Id> {
    /// Merges a term into another, against the revision that was looked at, and answers the latter. The names are those of the
    /// latter.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`; at `into`: `reference_missing`,
    /// `value_invalid` for itself and what lies under it, `limit_reached`.
    pub async fn merge(&self, id: Id, expected: i64, into: Id) -> Result<Term<Id>> {
        let opened = self.open().await?;
        let source = opened.term(id, expected)?.clone();
        let puts = opened.merging(&source, into)?;
        let Opened { tx, permit, .. } = opened;
        // In this order: whoever saves an article holds it first, and then what it is filed under.
        article::hold(&tx, &permit, id.refiling(into)).await?;
        if let Some(topic) = id.topic() {
            expert::row::hold_by_topic(tx.connection(), &permit, topic).await?;
        }
        Id::lock_one(tx.connection(), &permit, id).await?;
        let mut changes = vec![told(Id::MERGED, id, source.revision + 1)];
        changes.extend(put_all(&tx, &permit, &puts).await?);
        changes.extend(article::refile(&tx, &permit, id.refiling(into)).await?);
        if let (Some(from), Some(into)) = (id.topic(), into.topic()) {
            changes.extend(expert::retopic(&tx, &permit, from, into).await?);
        }
        redirect::absorb(tx.connection(), &permit, id.into(), into.into()).await?;
        import::row::absorb(tx.connection(), &permit, id.into(), into.into()).await?;
        follow::row::absorb(tx.connection(), &permit, id.target(), into.target()).await?;
        Id::delete(tx.connection(), &permit, id).await?;
        for change in &changes[..2] {
            tx.note(Note::of(change));
        }
        end(tx, into, Changes::Of(changes)).await
    }
}

impl<Id: TermRows> Opened<'_, Id> {
    /// What is to be put in place: the other term with the slugs of this one, and under it what lay under this one, behind what
    /// lies there.
    fn merging(&self, source: &Term<Id>, into: Id) -> Result<Vec<TermPut<Id>>> {
        let missing = || Error::new(Code::ReferenceMissing, "It isn't there.").at("into");
        let survivor = self.terms.iter().find(|term| term.id == into).ok_or_else(missing)?;
        if rules::is_within(&self.terms, into, source.id) {
            let message = "A term is merged neither into itself nor into what lies under it.";
            return Err(Error::new(Code::ValueInvalid, message).at("into"));
        }
        let slugs = source.texts.iter().map(|text| (text.language.clone(), text.slug.clone()));
        let mut puts = vec![TermPut { former_slugs: slugs.collect(), ..TermPut::from(survivor.clone()) }];
        let mut last = rules::children(&self.terms, Some(into)).last().map(|term| term.position);
        for child in rules::children(&self.terms, Some(source.id)) {
            rules::may_lie(&self.terms, child.id, Some(into), "into")?;
            let position = sparse::between(last, None).ok_or_else(|| Error::internal("a tree has no end"))?;
            last = Some(position);
            puts.push(TermPut { parent: Some(into), position, ..TermPut::from(child.clone()) });
        }
        Ok(puts)
    }
}
