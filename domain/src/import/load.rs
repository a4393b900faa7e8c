//! The loader: puts records in place in batches, each one transaction with its entries in the change log. A record that
//! was taken over before, just so, is left alone: a file that was cut off, or grew, is simply imported again.

use std::collections::HashMap;

use super::convert::{self, Notes};
use super::known::{self, Known};
use super::pending::{Pended, Pending};
use super::record::{ImageRecord, Record};
use super::row::{self, Source};
use super::{Found, MediaFiles, Place, ReadError, Report, image, slugs};
use crate::article;
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::expert;
use crate::id::{AnyId, Noun};
use crate::media::{self, Image};
use crate::policy::{self, Action, Permit};
use crate::session::Session;
use crate::taxonomy;

/// How many records are put in place at once.
const BATCH: usize = 500;

/// An import under way.
pub struct Import<'s> {
    pub(super) session: &'s Session,
    pub(super) permit: Permit,
    media: &'s dyn MediaFiles,
    pub(super) dry_run: bool,
    known: Known,
    pub(super) report: Report,
}

impl Session {
    /// Begins an import. A dry run reads and checks everything, and changes nothing.
    ///
    /// # Errors
    /// `forbidden` without the right to `content.import`; `unavailable` when the database doesn't answer.
    pub async fn import<'s>(&'s self, media: &'s dyn MediaFiles, dry_run: bool) -> Result<Import<'s>> {
        let permit = policy::require(self.viewer(), Action::ContentImport)?;
        let known = Known::load(self).await?;
        Ok(Import { session: self, permit, media, dry_run, known, report: Report::default() })
    }
}

/// An import that ended before its file did. What the report counts is in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file can't be read any further.
    #[error("{0}")]
    Read(#[from] ReadError),
    /// The domain refused.
    #[error("{}", .0.chain())]
    Domain(#[from] Error),
}

impl Import<'_> {
    /// Takes over what a reader finds; `progress` is told the number of records so far. May be called for one file after
    /// another.
    ///
    /// # Errors
    /// When the file breaks off or the database fails. All batches before that are in; the report tells which.
    pub async fn run(
        &mut self,
        found: impl Iterator<Item = std::result::Result<Found, ReadError>>,
        mut progress: impl FnMut(u64),
    ) -> std::result::Result<(), ImportError> {
        let mut batch = Vec::with_capacity(BATCH);
        for found in found {
            match found {
                Ok(Found::Record(place, record)) => batch.push((place, *record)),
                Ok(Found::Skipped(place, reason)) => self.report.skip(place, reason),
                Ok(Found::Noted(place, reason)) => self.report.note(place, reason),
                Err(error) => {
                    self.take(&mut batch).await?;
                    return Err(error.into());
                }
            }
            if batch.len() == BATCH {
                self.take(&mut batch).await?;
                progress(self.report.records());
            }
        }
        self.take(&mut batch).await?;
        progress(self.report.records());
        Ok(())
    }

    /// What was done so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    async fn take(&mut self, batch: &mut Vec<(Place, Record)>) -> Result<()> {
        let (mut places, mut records, mut identities) = (Vec::new(), Vec::new(), Vec::new());
        for (place, record) in batch.drain(..) {
            match record {
                Record::Identity(identity) => identities.push((place, identity)),
                content => {
                    places.push(place);
                    records.push(content);
                }
            }
        }
        self.identities(identities).await?;
        if records.is_empty() {
            return Ok(());
        }
        let before = self.known.look_up(self.session.db().reader(), &records).await?;
        let mut pending = Pending::default();
        let placed: Vec<(Place, &Record)> = places.into_iter().zip(&records).collect();
        let is_article = |(_, record): &&(Place, &Record)| matches!(record, Record::Article(_));
        // What articles refer to goes first: which of it stays out is settled before any article counts on it.
        for (place, record) in placed.iter().filter(|placed| !is_article(placed)) {
            self.look_at(place, record, &before, &mut pending).await?;
        }
        self.settle_taken_slugs(&mut pending).await?;
        for (place, record) in placed.iter().filter(is_article) {
            self.look_at(place, record, &before, &mut pending).await?;
        }
        self.settle_taken_slugs(&mut pending).await?;
        if self.dry_run { Ok(()) } else { self.write(pending).await }
    }

    /// Prepares a record, or tells why not.
    async fn look_at(
        &mut self,
        place: &Place,
        record: &Record,
        before: &HashMap<String, Source>,
        pending: &mut Pending,
    ) -> Result<()> {
        let mut notes = Notes::new();
        match self.prepare(place, record, before, pending, &mut notes).await {
            Ok(()) => {}
            Err(error) if is_the_records_fault(&error) => {
                self.report.tally(record.noun()).skipped += 1;
                let field = error.field.as_deref().map(|field| format!("{field}: ")).unwrap_or_default();
                self.report.skip(place.clone(), format!("{field}{}", error.message));
            }
            Err(error) => return Err(error),
        }
        for note in notes {
            self.report.note(place.clone(), note);
        }
        Ok(())
    }

    async fn prepare(
        &mut self,
        place: &Place,
        record: &Record,
        before: &HashMap<String, Source>,
        pending: &mut Pending,
        notes: &mut Notes,
    ) -> Result<()> {
        let digest = known::digest(record)?;
        if before.get(record.key()).is_some_and(|source| source.digest == digest || source.is_adopted()) {
            self.report.tally(record.noun()).unchanged += 1;
            return Ok(());
        }
        for language in super::record::languages(record) {
            if !self.session.languages().all().contains(language) {
                let message = format!("This publication does not appear in `{language}`.");
                return Err(Error::new(Code::LanguageInvalid, message).at("texts"));
            }
        }
        let noun = noun_of(record);
        let ports = self.session.domain().ports();
        let id = self.known.own(record.key(), noun, &*ports.clock, &*ports.random)?;
        if pending.holds(id) {
            return Err(Error::new(Code::RecordInvalid, "The file has this record twice.").at("id"));
        }
        match record {
            Record::Topic(term) => pending.topics.push(convert::term(term, id, &self.known)?),
            Record::Region(term) => pending.regions.push(convert::term(term, id, &self.known)?),
            Record::Expert(expert) => pending.experts.push(convert::expert(expert, id, &self.known, notes)?),
            Record::Image(record) => {
                let image = self.image(record, id, notes).await?;
                self.known.image_arrived(&record.file, image.id);
                pending.images.push(image);
            }
            Record::Article(article) => {
                pending.articles.push(convert::article(article, id, &self.known, self.session, notes)?);
            }
            Record::Identity(_) => return Err(Error::internal("identities go a way of their own")),
        }
        let tally = self.report.tally(record.noun());
        if before.contains_key(record.key()) {
            tally.changed += 1;
        } else {
            tally.added += 1;
        }
        self.known.arrived(id);
        pending.add(place, record.key(), Source { id, digest });
        Ok(())
    }

    async fn image(&self, record: &ImageRecord, id: AnyId, notes: &mut Notes) -> Result<Image> {
        let store = (!self.dry_run).then(|| &*self.session.domain().ports().media);
        image::put(record, id, self.media, store, notes).await
    }

    /// Takes out what has a slug that something else has: of this batch, or in the database. A topic, region or expert of
    /// a foreign source is then taken to be the one that is there, which stays as it is; all else is skipped.
    async fn settle_taken_slugs(&mut self, pending: &mut Pending) -> Result<()> {
        for taken in slugs::taken(self.session.db().reader(), pending).await? {
            let is_term_or_expert = matches!(taken.id.noun, Noun::Topic | Noun::Region | Noun::Expert);
            let may_adopt = is_term_or_expert && pending.key(taken.id).is_some_and(|key| !known::is_typed(key));
            if !may_adopt {
                let reason = format!("slug: `{}` is the slug of `{}` already.", taken.slug, taken.owner);
                self.take_out(pending, taken.id, &reason);
                continue;
            }
            let Some(Pended { place, key, .. }) = pending.drop(taken.id) else { continue };
            let tally = self.report.tally(noun_word(taken.id.noun));
            tally.added = tally.added.saturating_sub(1);
            tally.unchanged += 1;
            self.known.adopt(&key, taken.owner);
            self.report
                .note(place, format!("`{}` is there already as `{}` and stands for it", taken.slug, taken.owner));
            pending.replace_term(taken.id, taken.owner);
            pending.adopted.push((key, Source::adopted(taken.owner)));
        }
        Ok(())
    }

    /// Skips what was prepared already, and with it what of the batch can't be without it.
    fn take_out(&mut self, pending: &mut Pending, id: AnyId, reason: &str) {
        let Some(Pended { place, key, .. }) = pending.drop(id) else { return };
        let tally = self.report.tally(noun_word(id.noun));
        tally.added = tally.added.saturating_sub(1);
        tally.skipped += 1;
        self.known.forget(&key, id);
        self.report.skip(place, reason.to_owned());
        for dependent in pending.dependents(id) {
            self.take_out(pending, dependent, &format!("`{id}` is not there."));
        }
    }

    async fn write(&mut self, pending: Pending) -> Result<()> {
        let sources = pending.sources();
        if sources.is_empty() {
            return Ok(());
        }
        let tx = WriteTx::begin(self.session, &self.permit).await?;
        let mut changes = taxonomy::put(&tx, &self.permit, &pending.topics).await?;
        changes.extend(taxonomy::put(&tx, &self.permit, &pending.regions).await?);
        changes.extend(media::put_many(&tx, &self.permit, &pending.images).await?);
        changes.extend(expert::put_many(&tx, &self.permit, &pending.experts).await?);
        changes.extend(article::put_many(&tx, &self.permit, &pending.articles).await?);
        row::remember(tx.connection(), &self.permit, &sources).await?;
        tx.commit(Changes::Of(changes)).await?;
        Ok(())
    }
}

fn noun_of(record: &Record) -> Noun {
    match record {
        Record::Topic(_) => Noun::Topic,
        Record::Region(_) => Noun::Region,
        Record::Image(_) => Noun::Image,
        Record::Expert(_) => Noun::Expert,
        Record::Article(_) => Noun::Article,
        Record::Identity(_) => Noun::Identity,
    }
}

fn noun_word(noun: Noun) -> &'static str {
    match noun {
        Noun::Topic => "topic",
        Noun::Region => "region",
        Noun::Image => "image",
        Noun::Expert => "expert",
        Noun::Article => "article",
        // Nothing personal is imported.
        other => other.prefix(),
    }
}

/// A record is skipped for what is wrong with it; all else ends the import.
pub(super) fn is_the_records_fault(error: &Error) -> bool {
    use crate::error::Fault;
    matches!(error.entry().fault, Fault::Input | Fault::State)
}
