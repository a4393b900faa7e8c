//! Texts are written: a manuscript is begun, a text saved, translated, restored. Every save is a revision.

use super::row::{self, NewRevision};
use super::{Filing, Manuscript, Manuscripts, Revision, Source, file, open};
use crate::article::rules::{STANDFIRST_MAX, TITLE_MAX};
use crate::article::{self, ArticlePut, Kind, Status, TextPut};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{self, AccountId, AnyId, ArticleId, Noun};
use crate::language::Language;
use crate::policy::{self, Desk};
use crate::session::Session;
use crate::text::{Block, Body, BodyInput, ImageRef, Slug};
use crate::{input, redirect};

/// The longest note on a save, and the longest reason of a step, in characters.
pub(super) const NOTE_MAX: usize = 1_000;

/// How often a slug is suggested anew when somebody else takes it between the suggestion and the save.
const SUGGESTED_TRIES: usize = 8;

/// What shall be saved of a text. What isn't set stays; what is set to nothing is taken away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextSave {
    /// The headline.
    pub title: Option<String>,
    /// What it says, in a sentence or two.
    pub standfirst: Option<Option<String>>,
    /// Its name in addresses. A new text without one gets one that is made from its title.
    pub slug: Option<String>,
    /// The body.
    pub body: Option<BodyInput>,
    /// What was changed, for those who read the list of revisions.
    pub note: Option<String>,
}

/// A manuscript to be begun.
#[derive(Debug, Clone, PartialEq)]
pub struct NewManuscript {
    /// What kind of piece.
    pub kind: Kind,
    /// The language of its first text.
    pub language: Language,
    /// Its first text; a title is needed.
    pub text: TextSave,
    /// What it is about and who contributed.
    pub filing: Filing,
}

/// A text that is to be translated.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTranslation {
    /// The text and the revision that it is made from.
    pub source: Source,
    /// The language that it is translated to.
    pub language: Language,
    /// The latest revision of the text in that language; nothing when there is none yet.
    pub expected: Option<i64>,
    /// What is translated already. What isn't set begins as the source has it; its slug is made from its title.
    pub text: TextSave,
}

/// What a save came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// The manuscript.
    pub manuscript: Manuscript,
    /// The number of the revision that was made.
    pub revision: i64,
    /// What was left out of the body, in sentences for the person who sent it.
    pub notes: Vec<String>,
}

impl Manuscripts<'_> {
    /// Begins a manuscript with its first text, as a draft. An author who begins one is its author.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `value_invalid`, `language_invalid`, `slug_invalid`, `slug_taken`,
    /// `body_invalid`, `reference_missing`.
    pub async fn create(&self, new: NewManuscript) -> Result<Saved> {
        let is_suggested = new.text.slug.is_none();
        for _ in 0..SUGGESTED_TRIES {
            match self.begin(new.clone()).await {
                // Somebody else has just taken what its title suggests.
                Err(error) if is_suggested && error.code == Code::SlugTaken => {}
                settled => return settled,
            }
        }
        self.begin(new).await
    }

    async fn begin(&self, new: NewManuscript) -> Result<Saved> {
        let session = self.0;
        let (desk, permit) = policy::desk(session.viewer())?;
        let language = session.languages().served(&new.language)?;
        let read = read(session, new.text, None)?;
        let title = read.title.clone().ok_or_else(no_title)?;
        let ports = session.domain().ports();
        let mut put = ArticlePut {
            id: ArticleId::new(id::generate(&*ports.clock, &*ports.random)),
            kind: new.kind,
            byline: Vec::new(),
            topics: Vec::new(),
            regions: Vec::new(),
            lead_image: None,
            texts: Vec::new(),
            corrections: Vec::new(),
            former_slugs: Vec::new(),
            withdrawals: Vec::new(),
        };
        let filing = file::checked(session, new.filing)?;
        filing.apply(&mut put);
        let authors: Vec<AccountId> = match desk {
            Desk::Own(account) => vec![account],
            Desk::All => Vec::new(),
        };
        let mut opened = open::begin(session, permit, put).await?;
        let slug = slug(&opened.tx, opened.put.id, &language, read.slug.clone(), &title).await?;
        let revision = Revision {
            article: opened.put.id,
            language: language.clone(),
            number: 0,
            title,
            standfirst: read.standfirst.flatten(),
            slug,
            source: None,
            restored_from: None,
            note: read.note,
            saved_by: opened.account(),
            saved_at: session.now(),
        };
        opened.add_text(blank(&revision));
        let number = opened.save(NewRevision { revision, body: read.body.unwrap_or_default() })?;
        opened.authors = Some(authors);
        let id = opened.finish().await?;
        Ok(Saved { manuscript: self.whole(id).await?, revision: number, notes: read.notes })
    }

    /// Saves a text, against its latest revision. While the text is scheduled or public, what is saved waits until it is
    /// published; what was approved is a draft again.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `transition_refused`; `value_invalid`,
    /// `slug_invalid`, `slug_taken`, `body_invalid`, `reference_missing`.
    pub async fn save(&self, id: ArticleId, language: &Language, expected: i64, save: TextSave) -> Result<Saved> {
        let session = self.0;
        let (_, permit) = policy::desk(session.viewer())?;
        let mut opened = open::open(session, permit, id).await?;
        opened.agree(language, expected)?;
        let (present, body) = self.head_in(&opened, language).await?;
        let read = read(session, save, Some(&body))?;
        let slug = match read.slug {
            Some(slug) if slug != present.slug => free(&opened.tx, id, language, slug).await?,
            _ => present.slug,
        };
        let revision = Revision {
            title: read.title.unwrap_or(present.title),
            standfirst: read.standfirst.unwrap_or(present.standfirst),
            slug,
            restored_from: None,
            note: read.note,
            saved_by: opened.account(),
            saved_at: session.now(),
            ..present
        };
        let number = opened.save(NewRevision { revision, body: read.body.unwrap_or(body) })?;
        let id = opened.finish().await?;
        Ok(Saved { manuscript: self.whole(id).await?, revision: number, notes: read.notes })
    }

    /// Begins a translation from a revision of another text, or takes one up again: it remembers the revision that it was
    /// made from. What isn't given begins as the source has it.
    ///
    /// # Errors
    /// As [`Manuscripts::save`]; `not_found` at `source` for a revision that there isn't, `language_invalid`.
    pub async fn translate(&self, id: ArticleId, new: NewTranslation) -> Result<Saved> {
        let session = self.0;
        let (_, permit) = policy::desk(session.viewer())?;
        let language = session.languages().served(&new.language)?;
        if language == new.source.language {
            let message = "A text isn't translated into its own language.";
            return Err(Error::new(Code::LanguageInvalid, message).at("language"));
        }
        let mut opened = open::open(session, permit, id).await?;
        let is_new = opened.text(&language).is_err();
        match (is_new, new.expected) {
            (true, None) => {}
            (true, Some(expected)) => crate::Versions { expected, present: 0 }.agree()?,
            (false, expected) => opened.agree(&language, expected.unwrap_or(0))?,
        }
        let source = self.revision_in(&opened, &new.source.language, new.source.revision).await?;
        let (source_revision, source_body) = source.ok_or_else(|| Error::not_found().at("source"))?;
        // Its blocks keep the keys of the source's, so that it can be told which of them changed since.
        let read = read(session, new.text, Some(&source_body))?;
        let title = read.title.unwrap_or(source_revision.title);
        let slug = match (is_new, read.slug) {
            (false, None) => opened.text(&language)?.0.slug.clone(),
            (_, wished) => slug(&opened.tx, id, &language, wished, &title).await?,
        };
        let revision = Revision {
            article: id,
            language: language.clone(),
            number: 0,
            title,
            standfirst: read.standfirst.unwrap_or(source_revision.standfirst),
            slug,
            source: Some(new.source),
            restored_from: None,
            note: read.note,
            saved_by: opened.account(),
            saved_at: session.now(),
        };
        if is_new {
            opened.add_text(blank(&revision));
        }
        let number = opened.save(NewRevision { revision, body: read.body.unwrap_or(source_body) })?;
        let id = opened.finish().await?;
        Ok(Saved { manuscript: self.whole(id).await?, revision: number, notes: read.notes })
    }

    /// Makes an earlier revision the latest one again, as a new revision.
    ///
    /// # Errors
    /// As [`Manuscripts::save`]; `not_found` at `number` for a revision that there isn't.
    pub async fn restore(&self, id: ArticleId, language: &Language, expected: i64, number: i64) -> Result<Saved> {
        let session = self.0;
        let (_, permit) = policy::desk(session.viewer())?;
        let mut opened = open::open(session, permit, id).await?;
        opened.agree(language, expected)?;
        let found = self.revision_in(&opened, language, number).await?;
        let (earlier, body) = found.ok_or_else(|| Error::not_found().at("number"))?;
        let slug = free(&opened.tx, id, language, earlier.slug.clone()).await?;
        let revision = Revision {
            slug,
            restored_from: Some(number),
            note: None,
            saved_by: opened.account(),
            saved_at: session.now(),
            ..earlier
        };
        let number = opened.save(NewRevision { revision, body })?;
        let id = opened.finish().await?;
        Ok(Saved { manuscript: self.whole(id).await?, revision: number, notes: Vec::new() })
    }

    /// The latest revision of a text, as the transaction sees it.
    pub(super) async fn head_in(&self, opened: &open::Opened<'_>, language: &Language) -> Result<(Revision, Body)> {
        let number = opened.text(language)?.1.revision;
        let found = self.revision_in(opened, language, number).await?;
        found.ok_or_else(|| Error::internal("the latest revision isn't there"))
    }

    /// A revision of a text, as the transaction sees it; of a text that was only imported, what is there is the first one.
    async fn revision_in(
        &self,
        opened: &open::Opened<'_>,
        language: &Language,
        number: i64,
    ) -> Result<Option<(Revision, Body)>> {
        let Ok((text, head)) = opened.text(language) else { return Ok(None) };
        if !head.is_stored && number == 1 {
            let NewRevision { revision, body } = row::of_text(opened.put.id, text, 1, None);
            return Ok(Some((revision, body)));
        }
        row::revision(opened.tx.connection(), (opened.put.id, language), number).await
    }
}

/// What was given of a text, read and checked.
struct Read {
    title: Option<String>,
    standfirst: Option<Option<String>>,
    slug: Option<Slug>,
    body: Option<Body>,
    note: Option<String>,
    notes: Vec<String>,
}

fn read(session: &Session, save: TextSave, before: Option<&Body>) -> Result<Read> {
    let title = save.title.map(|title| input::line(&title, "title", TITLE_MAX)).transpose()?;
    let standfirst =
        save.standfirst.map(|text| input::optional_lines(text, "standfirst", STANDFIRST_MAX)).transpose()?;
    let slug = save.slug.map(|slug| Slug::parse(&slug)).transpose();
    let slug = slug.map_err(|error| Error::new(Code::SlugInvalid, error.to_string()).at("slug"))?;
    let note = input::optional_lines(save.note, "note", NOTE_MAX)?;
    let (body, notes) = match save.body {
        None => (None, Vec::new()),
        Some(given) => {
            let read = given.read(before).map_err(|error| within("body", error))?;
            check_images(session, &read.body)?;
            (Some(read.body), read.notes)
        }
    };
    Ok(Read { title, standfirst, slug, body, note, notes })
}

/// The same error, whose places lie within a member of the input.
fn within(member: &str, mut error: Error) -> Error {
    error.field = Some(error.field.map_or_else(|| member.to_owned(), |field| format!("{member}.{field}")));
    for complaint in &mut error.also {
        complaint.field = format!("{member}.{}", complaint.field);
    }
    error
}

/// Images that a body shows by their id must be there.
fn check_images(session: &Session, body: &Body) -> Result<()> {
    let snapshot = session.snapshot();
    for (place, block) in body.blocks().iter().enumerate() {
        let Block::Image(block) = block else { continue };
        let ImageRef::Id(id) = &block.image else { continue };
        let known = crate::id::ImageId::parse(id).is_ok_and(|id| snapshot.image(id).is_some());
        if !known {
            let message = format!("The block `{}` shows an image that isn't there: `{id}`.", block.key);
            return Err(Error::new(Code::ReferenceMissing, message).at(format!("body.blocks[{place}].image")));
        }
    }
    Ok(())
}

fn no_title() -> Error {
    Error::new(Code::ValueInvalid, "A text begins with a title.").at("title")
}

/// A text that nothing was saved of yet.
fn blank(revision: &Revision) -> TextPut {
    TextPut {
        language: revision.language.clone(),
        slug: revision.slug.clone(),
        title: revision.title.clone(),
        standfirst: None,
        status: Status::Draft,
        published_at: None,
        embargoed: false,
        updated_at: revision.saved_at,
        word_count: 0,
        reading_minutes: 1,
        body: Body::default(),
    }
}

/// The slug that was wished for, or one that is made from the title and free.
async fn slug(tx: &WriteTx<'_>, id: ArticleId, language: &Language, wished: Option<Slug>, title: &str) -> Result<Slug> {
    if let Some(slug) = wished {
        return free(tx, id, language, slug).await;
    }
    for slug in Slug::suggest(title, language.as_str()).candidates() {
        if free(tx, id, language, slug.clone()).await.is_ok() {
            return Ok(slug);
        }
    }
    Err(Error::new(Code::SlugTaken, "All slugs that the title suggests are taken: give one.").at("slug"))
}

/// A slug that no other article of the language has, or had formerly.
///
/// # Errors
/// `slug_taken` at `slug`.
pub(super) async fn free(tx: &WriteTx<'_>, id: ArticleId, language: &Language, slug: Slug) -> Result<Slug> {
    let wanted = [(language.clone(), slug.clone())];
    let present = article::row::slug_owners(tx.connection(), &wanted).await?;
    let former = redirect::former_slug_owner(tx.connection(), Noun::Article, Some(language), &slug).await?;
    let others = present.into_values().map(AnyId::from).chain(former).any(|owner| owner != AnyId::from(id));
    match others {
        true => Err(Error::new(Code::SlugTaken, format!("Another article has, or had, the slug `{slug}`.")).at("slug")),
        false => Ok(slug),
    }
}
