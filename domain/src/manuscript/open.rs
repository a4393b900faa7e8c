//! How a change of a manuscript begins and ends: the article is held, compared with what the change was made against,
//! changed as a whole in memory, and what came of that is written with its revisions, told, noted, and committed at once.

use std::collections::BTreeSet;

use super::Withdrawal;
use super::edit;
use super::row::{self, Head, Heads, NewRevision};
use super::rules::{self, Standing, StepKind};
use crate::article::{self, ArticlePut, Status, TextPut};
use crate::audit::Note;
use crate::changes::{Audience, Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::language::Language;
use crate::policy::{self, Desk, Permit};
use crate::session::Session;

/// A manuscript that is held for a change.
pub(super) struct Opened<'s> {
    pub(super) tx: WriteTx<'s>,
    pub(super) permit: Permit,
    before: Option<ArticlePut>,
    pub(super) put: ArticlePut,
    /// The article's revision before the change.
    pub(super) revision: i64,
    heads: Heads,
    touched: BTreeSet<Language>,
    new: Vec<NewRevision>,
    pub(super) withdrawals: Vec<Withdrawal>,
    pub(super) told_as: Option<ChangeKind>,
    /// Who shall be its authors from now on.
    pub(super) authors: Option<Vec<AccountId>>,
}

/// Begins a change of a manuscript that the viewer may work on, by this permit.
///
/// # Errors
/// `not_found`, also for an author to whom it doesn't belong.
pub(super) async fn open<'s>(session: &'s Session, permit: Permit, id: ArticleId) -> Result<Opened<'s>> {
    let (desk, _) = policy::desk(session.viewer())?;
    let tx = WriteTx::begin(session, &permit).await?;
    if !article::row::lock(tx.connection(), &permit, id).await? || !is_on(desk, &tx, id).await? {
        return Err(Error::not_found());
    }
    let (put, revision) = article::row::present(tx.connection(), id).await?.ok_or_else(Error::not_found)?;
    let mut heads = row::heads(tx.connection(), &[id]).await?.remove(&id).unwrap_or_default();
    for text in &put.texts {
        heads.entry(text.language.clone()).or_insert_with(|| Head::of_import(text));
    }
    Ok(Opened {
        tx,
        permit,
        before: Some(put.clone()),
        put,
        revision,
        heads,
        touched: BTreeSet::new(),
        new: Vec::new(),
        withdrawals: Vec::new(),
        told_as: None,
        authors: None,
    })
}

async fn is_on(desk: Desk, tx: &WriteTx<'_>, id: ArticleId) -> Result<bool> {
    match desk {
        Desk::All => Ok(true),
        Desk::Own(account) => row::is_author(tx.connection(), account, id).await,
    }
}

/// Begins a manuscript that isn't there yet.
pub(super) async fn begin(session: &Session, permit: Permit, put: ArticlePut) -> Result<Opened<'_>> {
    let tx = WriteTx::begin(session, &permit).await?;
    Ok(Opened {
        tx,
        permit,
        before: None,
        put,
        revision: 0,
        heads: Heads::new(),
        touched: BTreeSet::new(),
        new: Vec::new(),
        withdrawals: Vec::new(),
        told_as: None,
        authors: None,
    })
}

impl<'s> Opened<'s> {
    pub(super) fn session(&self) -> &'s Session {
        self.tx.session()
    }

    /// Who does it, if it is an account.
    pub(super) fn account(&self) -> Option<AccountId> {
        self.session().viewer().holder().map(|holder| holder.account)
    }

    /// One text, and where it stands.
    ///
    /// # Errors
    /// `not_found` at `language`.
    pub(super) fn text(&self, language: &Language) -> Result<(&TextPut, &Head)> {
        let text = self.put.texts.iter().find(|text| text.language == *language);
        text.zip(self.heads.get(language)).ok_or_else(|| Error::not_found().at("language"))
    }

    /// The same, to be changed.
    pub(super) fn text_mut(&mut self, language: &Language) -> Result<(&mut TextPut, &mut Head)> {
        self.touched.insert(language.clone());
        let text = self.put.texts.iter_mut().find(|text| text.language == *language);
        text.zip(self.heads.get_mut(language)).ok_or_else(|| Error::not_found().at("language"))
    }

    /// The change was made against the latest revision of this text.
    ///
    /// # Errors
    /// `version_conflict`; `not_found` at `language`.
    pub(super) fn agree(&self, language: &Language, expected: i64) -> Result<()> {
        let (_, head) = self.text(language)?;
        Versions { expected, present: head.revision }.agree()
    }

    /// A text in another language, at its first revision.
    pub(super) fn add_text(&mut self, text: TextPut) {
        let head = Head { revision: 0, shown_revision: 0, zone: None, first_public_at: None, is_stored: true };
        self.heads.insert(text.language.clone(), head);
        self.put.texts.push(text);
    }

    /// Takes a revision up as the latest one of its text; what is shown follows it unless that is frozen. `new` has its
    /// number still to be given.
    pub(super) fn save(&mut self, mut new: NewRevision) -> Result<i64> {
        let language = new.revision.language.clone();
        let now = self.session().now();
        let (text, head) = self.text_mut(&language)?;
        let (from, to) = (head.revision, head.revision + 1);
        let before = text.status;
        let status = rules::saved(before)?;
        head.revision = to;
        new.revision.number = to;
        text.status = status;
        if !rules::is_frozen(status) {
            let was_public = head.first_public_at.is_some();
            head.shown_revision = to;
            let old = std::mem::replace(&mut text.slug, new.revision.slug.clone());
            show(text, &new, now);
            if was_public && old != text.slug {
                self.put.former_slugs.push((language.clone(), old));
            }
        }
        let event = if new.revision.restored_from.is_some() { "article.restore" } else { "article.save" };
        let note = new.revision.note.clone();
        self.note(event, Some(&language), (Some(from).filter(|from| *from > 0), Some(to)), (before, status), note);
        self.new.push(new);
        Ok(to)
    }

    /// Shows the latest revision of a text.
    ///
    /// # Errors
    /// `slug_taken` when another article has taken its slug since it was saved.
    pub(super) async fn show_head(&mut self, language: &Language) -> Result<()> {
        let (_, head) = self.text(language)?;
        let (number, now) = (head.revision, self.session().now());
        if number == head.shown_revision {
            return Ok(());
        }
        let stored = row::revision(self.tx.connection(), (self.put.id, language), number).await?;
        let (revision, body) = stored.ok_or_else(|| Error::internal("a revision that was saved isn't there"))?;
        let slug = edit::free(&self.tx, self.put.id, language, revision.slug.clone()).await?;
        let (text, head) = self.text_mut(language)?;
        head.shown_revision = number;
        text.slug = slug;
        show(text, &NewRevision { revision, body }, now);
        Ok(())
    }

    /// Leads a text to where the step leads.
    ///
    /// # Errors
    /// `transition_refused`.
    pub(super) fn take(&mut self, step: StepKind, language: &Language, reason: Option<String>) -> Result<Status> {
        let (text, head) = self.text(language)?;
        let from = text.status;
        let standing = Standing {
            status: from,
            is_ahead: head.revision > head.shown_revision,
            was_public: head.first_public_at.is_some(),
        };
        let revisions = (Some(head.shown_revision), Some(head.revision));
        let to = step.from(standing)?;
        self.text_mut(language)?.0.status = to;
        self.note(&format!("article.{step}"), Some(language), revisions, (from, to), reason);
        Ok(to)
    }

    /// Says in the audit what is done.
    pub(super) fn note(
        &self,
        event: &str,
        language: Option<&Language>,
        revisions: (Option<i64>, Option<i64>),
        (from, to): (Status, Status),
        reason: Option<String>,
    ) {
        self.tx.note(Note {
            event: event.to_owned(),
            subject: Some(self.put.id.into()),
            language: language.cloned(),
            revisions,
            states: (from != to).then(|| (from.as_str(), to.as_str())),
            reason,
        });
    }

    /// Says in the audit what is done to the article as a whole.
    pub(super) fn note_whole(&self, event: &str, revisions: (Option<i64>, Option<i64>), reason: Option<String>) {
        let subject = Some(self.put.id.into());
        self.tx.note(Note { event: event.to_owned(), subject, language: None, revisions, states: None, reason });
    }

    /// Writes what has changed, tells of it, and commits.
    pub(super) async fn finish(mut self) -> Result<ArticleId> {
        let (connection, permit) = (self.tx.connection(), &self.permit);
        let revision = match self.before.as_ref() == Some(&self.put) {
            true => self.revision,
            false => article::put_one(&self.tx, permit, &self.put).await.map_err(refused)?,
        };
        let mut new = self.first_revisions();
        new.append(&mut self.new);
        row::insert_revisions(connection, permit, new).await?;
        let heads = self
            .touched
            .iter()
            .filter_map(|language| self.heads.get(language).map(|head| (self.put.id, language.clone(), head.clone())));
        row::put_heads(connection, permit, heads).await?;
        row::insert_withdrawals(connection, permit, std::mem::take(&mut self.withdrawals)).await?;
        if let Some(authors) = &self.authors {
            row::put_authors(connection, permit, self.put.id, authors).await?;
        }
        let told = told(self.before.as_ref(), &self.put, revision, self.told_as);
        let id = self.put.id;
        self.tx.commit(Changes::Of(vec![told])).await?;
        Ok(id)
    }

    /// Of a text that was imported and is worked on for the first time, what was there is kept as its first revision.
    fn first_revisions(&self) -> Vec<NewRevision> {
        let before = self.before.iter().flat_map(|put| &put.texts);
        let begun = before.filter(|text| {
            self.touched.contains(&text.language) && self.heads.get(&text.language).is_some_and(|head| !head.is_stored)
        });
        begun.map(|text| row::of_text(self.put.id, text, 1, None)).collect()
    }
}

/// Puts a revision in place as what is shown of a text, but for its slug.
fn show(text: &mut TextPut, new: &NewRevision, now: jiff::Timestamp) {
    text.title.clone_from(&new.revision.title);
    text.standfirst.clone_from(&new.revision.standfirst);
    text.body = new.body.clone();
    text.word_count = u32::try_from(text.body.word_count()).unwrap_or(u32::MAX);
    text.reading_minutes = text.body.reading_minutes(text.language.as_str());
    // Instants are kept to the microsecond.
    text.updated_at = instant::kept(now).unwrap_or(now);
}

/// Two texts that took the same slug at once: the database lets one of them have it. What the article is filed under may have
/// been deleted or merged meanwhile, too.
fn refused(error: Error) -> Error {
    if error.is_taken() {
        Error::new(Code::SlugTaken, "Another article has this slug.").at("slug")
    } else if error.is_reference() {
        Error::new(Code::ReferenceMissing, "Something that the article refers to isn't there any more.")
    } else {
        error
    }
}

/// What is told of a change: to everybody if what everybody sees has changed, and else to staff.
fn told(before: Option<&ArticlePut>, after: &ArticlePut, revision: i64, told_as: Option<ChangeKind>) -> Change {
    let (was, is) = (before.and_then(public), public(after));
    let (kind, audience) = match (&was, &is) {
        (None, None) => (ChangeKind::ArticleSaved, Audience::Staff),
        (None, Some(_)) => (ChangeKind::ArticlePublished, Audience::Public),
        (Some(_), None) => (ChangeKind::ArticleUnpublished, Audience::Public),
        (Some(was), Some(is)) if was == is => (ChangeKind::ArticleSaved, Audience::Staff),
        (Some(_), Some(_)) => (ChangeKind::ArticleUpdated, Audience::Public),
    };
    let (kind, audience) = told_as.map_or((kind, audience), |kind| (kind, Audience::Public));
    let mut tags: Vec<String> = before.map(article::tags).unwrap_or_default();
    tags.extend(article::tags(after));
    tags.sort();
    tags.dedup();
    Change { kind, subject: after.id.into(), revision, audience, tags }
}

/// What everybody sees of an article; nothing when nobody does.
fn public(put: &ArticlePut) -> Option<ArticlePut> {
    let mut seen = put.clone();
    seen.texts.retain(|text| text.status.is_public());
    seen.former_slugs.clear();
    (!seen.texts.is_empty()).then_some(seen)
}
