//! Editors add terms, name them, move them and delete them. One at a time changes a tree: what is checked holds until it is
//! written.

use super::put::told;
use super::row::TermRows;
use super::rules::{self, DESCRIPTION_MAX, NAME_MAX, Place};
use super::{Term, TermPut, TermText, Terms, put};
use crate::changes::{Change, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::{self, AnyId};
use crate::language::Language;
use crate::policy::{self, Action, Permit};
use crate::text::Slug;
use crate::{article, expert, follow, import, input, redirect, sparse};

/// A term's name in a language, as it shall be. What isn't set stays; what is set to nothing is taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct TermTextChange {
    /// The language.
    pub language: Language,
    /// The name. A language that the term has no name in yet needs one.
    pub name: Option<String>,
    /// The name in addresses. A new name without one gets one that is made from it.
    pub slug: Option<String>,
    /// What it covers.
    pub description: Option<Option<String>>,
}

/// A term to be added: behind those that lie in the same place already.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTerm<Id> {
    /// What it lies under; a root without.
    pub parent: Option<Id>,
    /// Its names, one at the least.
    pub texts: Vec<TermTextChange>,
}

/// What shall change of a term's names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TermChange {
    /// Names in these languages.
    pub texts: Vec<TermTextChange>,
    /// Languages that it is named in no longer. Their slugs still lead to it.
    pub removed: Vec<Language>,
}

/// A tree that is held for a change.
pub(super) struct Opened<'s, Id> {
    pub(super) tx: WriteTx<'s>,
    pub(super) permit: Permit,
    pub(super) terms: Vec<Term<Id>>,
}

#[allow(private_bounds, reason = "the two kinds of tree are closed: TopicId and RegionId")]
impl<Id: TermRows> Terms<'_, Id> {
    /// Adds a term.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `value_invalid`, `language_invalid`, `slug_invalid`, `slug_taken`,
    /// `reference_missing` at `parent`, `limit_reached`.
    pub async fn create(&self, new: NewTerm<Id>) -> Result<Term<Id>> {
        let opened = self.open().await?;
        let ports = self.session.domain().ports();
        let id = Id::try_from(AnyId { noun: self.noun, ulid: id::generate(&*ports.clock, &*ports.random) })?;
        rules::may_lie(&opened.terms, id, new.parent, "parent")?;
        let last = rules::children(&opened.terms, new.parent).last().map(|term| term.position);
        let position = sparse::between(last, None).ok_or_else(|| Error::internal("a tree has no end"))?;
        let mut put = TermPut { id, parent: new.parent, position, texts: Vec::new(), former_slugs: Vec::new() };
        self.name(&opened, &mut put, TermChange { texts: new.texts, removed: Vec::new() }).await?;
        opened.finish(id, vec![put]).await
    }

    /// Changes a term's names, against the revision that was looked at. Slugs that it loses still lead to it.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `value_invalid`, `language_invalid`,
    /// `slug_invalid`, `slug_taken`.
    pub async fn update(&self, id: Id, expected: i64, change: TermChange) -> Result<Term<Id>> {
        let opened = self.open().await?;
        let term = opened.term(id, expected)?.clone();
        let mut put = TermPut::from(term.clone());
        self.name(&opened, &mut put, change).await?;
        let puts = if put.texts == term.texts { Vec::new() } else { vec![put] };
        opened.finish(id, puts).await
    }

    /// Moves a term, with all below it, against the revision that was looked at.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `reference_missing` at `parent` or `after`,
    /// `value_invalid` at `parent` for a circle, `limit_reached`.
    pub async fn place(&self, id: Id, expected: i64, place: Place<Id>) -> Result<Term<Id>> {
        let opened = self.open().await?;
        opened.term(id, expected)?;
        rules::may_lie(&opened.terms, id, place.parent, "parent")?;
        let mut puts = Vec::new();
        for (id, position) in rules::positions(&opened.terms, id, place)? {
            let term = opened.terms.iter().find(|term| term.id == id).ok_or_else(Error::not_found)?;
            puts.push(TermPut { position, ..TermPut::from(term.clone()) });
        }
        for put in puts.iter_mut().filter(|put| put.id == id) {
            put.parent = place.parent;
        }
        opened.finish(id, puts).await
    }

    /// Deletes a term, against the revision that was looked at. What lies under it, or is filed under it, keeps it; then it
    /// can be merged into another. Whoever followed it follows it no longer.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `term_in_use`.
    pub async fn delete(&self, id: Id, expected: i64) -> Result<()> {
        let Opened { tx, permit, terms } = self.open().await?;
        let term = found(&terms, id, expected)?;
        let in_use = |by: &str| {
            Error::new(
                Code::TermInUse,
                format!("It is in use by {by}: merge it into another, or take it out there first."),
            )
        };
        Id::lock_one(tx.connection(), &permit, id).await?;
        if !rules::children(&terms, Some(id)).is_empty() {
            return Err(in_use("what lies under it"));
        }
        if article::row::is_filed(tx.connection(), id.refiling(id)).await? {
            return Err(in_use("an article"));
        }
        if let Some(topic) = id.topic()
            && !expert::row::hold_by_topic(tx.connection(), &permit, topic).await?.is_empty()
        {
            return Err(in_use("an expert"));
        }
        follow::row::forget_target(tx.connection(), &permit, id.target()).await?;
        redirect::forget(tx.connection(), &permit, id.into()).await?;
        import::row::forget(tx.connection(), &permit, id.into()).await?;
        Id::delete(tx.connection(), &permit, id).await?;
        tx.commit(Changes::Of(vec![told(Id::DELETED, id, term.revision + 1)])).await?;
        Ok(())
    }

    /// Holds the tree.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub(super) async fn open(&self) -> Result<Opened<'_, Id>> {
        let permit = policy::require(self.session.viewer(), Action::TaxonomyManage)?;
        let tx = WriteTx::begin(self.session, &permit).await?;
        Id::lock(tx.connection(), &permit).await?;
        // Read behind the lock, and not with it: whoever held the tree before may have added to it.
        let terms = Id::load(tx.connection(), None).await?;
        Ok(Opened { tx, permit, terms })
    }

    /// Names a term so.
    async fn name(&self, opened: &Opened<'_, Id>, put: &mut TermPut<Id>, change: TermChange) -> Result<()> {
        let mut seen: Vec<Language> = Vec::new();
        for (place, text) in change.texts.into_iter().enumerate() {
            let field = |member: &str| format!("texts[{place}].{member}");
            let language = self.session.languages().served(&text.language);
            let language = language.map_err(|error| error.at(field("language")))?;
            if seen.contains(&language) || change.removed.contains(&language) {
                let message = format!("`{language}` is named twice.");
                return Err(Error::new(Code::LanguageInvalid, message).at(field("language")));
            }
            seen.push(language.clone());
            opened.name_in(put, TermTextChange { language, ..text }, &field).await?;
        }
        for language in change.removed {
            if let Some(place) = put.texts.iter().position(|text| text.language == language) {
                put.former_slugs.push((language, put.texts.remove(place).slug));
            }
        }
        if put.texts.is_empty() {
            return Err(Error::new(Code::ValueInvalid, "It needs a name in at least one language.").at("texts"));
        }
        put.texts.sort_by(|a, b| a.language.cmp(&b.language));
        Ok(())
    }
}

impl<Id: TermRows> Opened<'_, Id> {
    /// A term of the tree, against the revision that was looked at.
    ///
    /// # Errors
    /// `not_found`, `version_conflict`.
    pub(super) fn term(&self, id: Id, expected: i64) -> Result<&Term<Id>> {
        found(&self.terms, id, expected)
    }

    async fn name_in(
        &self,
        put: &mut TermPut<Id>,
        change: TermTextChange,
        field: &impl Fn(&str) -> String,
    ) -> Result<()> {
        let TermTextChange { language, name, slug, description } = change;
        let name = name.map(|name| input::line(&name, &field("name"), NAME_MAX)).transpose()?;
        let slug = slug.map(|slug| Slug::parse(&slug)).transpose();
        let slug = slug.map_err(|error| Error::new(Code::SlugInvalid, error.to_string()).at(field("slug")))?;
        let described = |text| input::optional_lines(text, &field("description"), DESCRIPTION_MAX);
        let description = description.map(described).transpose()?;
        let taken = || Error::new(Code::SlugTaken, "Another one has, or had, this slug.").at(field("slug"));
        if let Some(slug) = &slug
            && !self.is_free(put.id, &language, slug).await?
        {
            return Err(taken());
        }
        if let Some(text) = put.texts.iter_mut().find(|text| text.language == language) {
            text.name = name.unwrap_or_else(|| std::mem::take(&mut text.name));
            text.description = description.unwrap_or_else(|| text.description.take());
            if let Some(slug) = slug.filter(|slug| *slug != text.slug) {
                put.former_slugs.push((language, std::mem::replace(&mut text.slug, slug)));
            }
            return Ok(());
        }
        let unnamed = || Error::new(Code::ValueInvalid, "A new language begins with a name.").at(field("name"));
        let name = name.ok_or_else(unnamed)?;
        let slug = match slug {
            Some(slug) => slug,
            None => self.suggested(put.id, &language, &name).await?.ok_or_else(taken)?,
        };
        put.texts.push(TermText { language, slug, name, description: description.flatten() });
        Ok(())
    }

    /// A slug that is made from a name and free.
    async fn suggested(&self, id: Id, language: &Language, name: &str) -> Result<Option<Slug>> {
        for slug in Slug::suggest(name, language.as_str()).candidates() {
            if self.is_free(id, language, &slug).await? {
                return Ok(Some(slug));
            }
        }
        Ok(None)
    }

    /// No other term of the tree has this slug in the language, or had it.
    async fn is_free(&self, id: Id, language: &Language, slug: &Slug) -> Result<bool> {
        let has = |term: &Term<Id>| term.texts.iter().any(|text| text.language == *language && text.slug == *slug);
        if self.terms.iter().any(|term| term.id != id && has(term)) {
            return Ok(false);
        }
        let noun = id.into().noun;
        let former = redirect::former_slug_owner(self.tx.connection(), noun, Some(language), slug).await?;
        Ok(former.is_none_or(|owner| owner == id.into()))
    }

    /// Puts terms in place, and answers one of them as it is then.
    async fn finish(self, id: Id, puts: Vec<TermPut<Id>>) -> Result<Term<Id>> {
        let changes = put_all(&self.tx, &self.permit, &puts).await?;
        let changes = if changes.is_empty() { Changes::Nothing("it is so already") } else { Changes::Of(changes) };
        end(self.tx, id, changes).await
    }
}

/// Puts terms in place.
pub(super) async fn put_all<Id: TermRows>(
    tx: &WriteTx<'_>,
    permit: &Permit,
    puts: &[TermPut<Id>],
) -> Result<Vec<Change>> {
    put(tx, permit, puts).await.map_err(|error| match error.is_taken() {
        true => Error::new(Code::SlugTaken, "Another one has this slug.").at("texts"),
        false => error,
    })
}

/// Commits, and answers a term as it is then.
pub(super) async fn end<Id: TermRows>(tx: WriteTx<'_>, id: Id, changes: Changes) -> Result<Term<Id>> {
    let term = Id::load(tx.connection(), Some(&[id])).await?.pop();
    tx.commit(changes).await?;
    term.ok_or_else(|| Error::internal("a term that was saved isn't there"))
}

fn found<Id: Copy + Eq>(terms: &[Term<Id>], id: Id, expected: i64) -> Result<&Term<Id>> {
    let term = terms.iter().find(|term| term.id == id).ok_or_else(Error::not_found)?;
    Versions { expected, present: term.revision }.agree()?;
    Ok(term)
}
