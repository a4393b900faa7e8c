//! Putting terms in place, as an import brings them and as editors make them.

use super::row::TermRows;
use super::{Term, TermText};
use crate::changes::{Audience, Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::AnyId;
use crate::language::Language;
use crate::policy::Permit;
use crate::redirect::{self, FormerSlug};
use crate::text::Slug;

/// A term as it shall be.
#[derive(Debug, Clone)]
pub(crate) struct TermPut<Id> {
    pub(crate) id: Id,
    pub(crate) parent: Option<Id>,
    pub(crate) position: i64,
    pub(crate) texts: Vec<TermText>,
    pub(crate) former_slugs: Vec<(Language, Slug)>,
}

impl<Id> From<Term<Id>> for TermPut<Id> {
    fn from(term: Term<Id>) -> Self {
        let Term { id, parent, position, texts, .. } = term;
        Self { id, parent, position, texts, former_slugs: Vec::new() }
    }
}

/// Puts terms of a tree in place; parents must be there, or come before their children.
pub(crate) async fn put<Id: TermRows>(tx: &WriteTx<'_>, permit: &Permit, puts: &[TermPut<Id>]) -> Result<Vec<Change>> {
    if puts.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = Id::save(tx.connection(), permit, puts).await?;
    let former = puts.iter().flat_map(|put| {
        let owner: AnyId = put.id.into();
        put.former_slugs.iter().map(move |(language, slug)| FormerSlug {
            noun: owner.noun,
            language: Some(language.clone()),
            slug: slug.clone(),
            owner,
        })
    });
    redirect::put_former_slugs(tx.connection(), permit, former.collect()).await?;
    Ok(puts.iter().zip(revisions).map(|(put, revision)| told(Id::SAVED, put.id, revision)).collect())
}

/// What is told of a term.
pub(super) fn told(kind: ChangeKind, subject: impl Into<AnyId>, revision: i64) -> Change {
    let subject = subject.into();
    let tags = vec![format!("terms:{}", subject.noun.prefix())];
    Change { kind, subject, revision, audience: Audience::Public, tags }
}
