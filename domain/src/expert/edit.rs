//! Editors add experts, change them and delete them.

use super::put::told;
use super::rules::{Checked, is_same};
use super::{Expert, ExpertChange, ExpertPut, Experts, put_many, row};
use crate::article::{self, Refiling};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::{self, AnyId, ExpertId, Noun};
use crate::policy::{self, Action, Permit};
use crate::session::Session;
use crate::text::Slug;
use crate::{follow, import, redirect};

impl Experts<'_> {
    /// Adds an expert.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `value_invalid`, `slug_invalid`, `slug_taken`, `language_invalid`,
    /// `reference_missing`.
    pub async fn create(&self, change: ExpertChange) -> Result<Expert> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        let change = checked(session, change)?;
        let unnamed = || Error::new(Code::ValueInvalid, "An expert needs a name.").at("name");
        let name = change.name().ok_or_else(unnamed)?.to_owned();
        let ports = session.domain().ports();
        let id = ExpertId::new(id::generate(&*ports.clock, &*ports.random));
        let tx = WriteTx::begin(session, &permit).await?;
        let slug = match change.slug.clone() {
            Some(slug) => free(&tx, id, slug).await?,
            None => suggested(&tx, id, &name).await?,
        };
        let mut put = ExpertPut {
            id,
            slug,
            name,
            honorific: None,
            portrait: None,
            links: Vec::new(),
            topics: Vec::new(),
            texts: Vec::new(),
            former_slugs: Vec::new(),
        };
        change.apply(&mut put);
        finish(tx, &permit, put).await
    }

    /// Changes an expert, against the revision that was looked at. A slug that they lose still leads to them.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `value_invalid`, `slug_invalid`, `slug_taken`,
    /// `language_invalid`, `reference_missing`.
    pub async fn update(&self, id: ExpertId, expected: i64, change: ExpertChange) -> Result<Expert> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        let change = checked(session, change)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let expert = held(&tx, &permit, id, expected).await?;
        let mut put = ExpertPut::from(expert.clone());
        if let Some(slug) = change.slug.clone().filter(|slug| *slug != expert.slug) {
            put.slug = free(&tx, id, slug).await?;
            put.former_slugs.push(expert.slug.clone());
        }
        change.apply(&mut put);
        if is_same(&put, &expert) {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(expert);
        }
        finish(tx, &permit, put).await
    }

    /// Deletes an expert who contributed to nothing, against the revision that was looked at. Whoever followed them follows
    /// them no longer.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `expert_in_use`.
    pub async fn delete(&self, id: ExpertId, expected: i64) -> Result<()> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let expert = held(&tx, &permit, id, expected).await?;
        row::lock_one(tx.connection(), &permit, id).await?;
        if article::row::is_filed(tx.connection(), Refiling::Expert(id, id)).await? {
            let message =
                "The expert contributed to an article: merge them into another, or take them out there first.";
            return Err(Error::new(Code::ExpertInUse, message));
        }
        follow::row::forget_target(tx.connection(), &permit, follow::Target::Expert(id)).await?;
        redirect::forget(tx.connection(), &permit, id.into()).await?;
        import::row::forget(tx.connection(), &permit, id.into()).await?;
        row::delete(tx.connection(), &permit, id).await?;
        tx.commit(Changes::Of(vec![told(ChangeKind::ExpertDeleted, id, expert.revision + 1)])).await?;
        Ok(())
    }
}

/// A change whose values are in order, and whose references lead somewhere.
fn checked(session: &Session, change: ExpertChange) -> Result<Checked> {
    let mut change = change.checked(session.languages())?;
    let snapshot = session.snapshot();
    let missing =
        |id: AnyId, field: String| Err(Error::new(Code::ReferenceMissing, format!("`{id}` isn't there.")).at(field));
    for (place, topic) in change.topics_mut().enumerate() {
        *topic = snapshot.present(*topic);
        if snapshot.topics.get(*topic).is_none() {
            return missing((*topic).into(), format!("topics[{place}]"));
        }
    }
    match change.portrait() {
        Some(image) if snapshot.image(image).is_none() => missing(image.into(), "portrait".to_owned()),
        _ => Ok(change),
    }
}

/// An expert, held until the transaction ends, against the revision that was looked at.
pub(super) async fn held(tx: &WriteTx<'_>, permit: &Permit, id: ExpertId, expected: i64) -> Result<Expert> {
    let expert = row::hold(tx.connection(), permit, &[id]).await?.pop().ok_or_else(Error::not_found)?;
    Versions { expected, present: expert.revision }.agree()?;
    Ok(expert)
}

/// A slug that no other expert has, or had formerly.
async fn free(tx: &WriteTx<'_>, id: ExpertId, slug: Slug) -> Result<Slug> {
    let present = row::slug_owners(tx.connection(), std::slice::from_ref(&slug)).await?;
    let former = redirect::former_slug_owner(tx.connection(), Noun::Expert, None, &slug).await?;
    match present.into_values().map(AnyId::from).chain(former).any(|owner| owner != id.into()) {
        true => Err(Error::new(Code::SlugTaken, format!("Another expert has, or had, the slug `{slug}`.")).at("slug")),
        false => Ok(slug),
    }
}

/// A slug that is made from a name and free.
async fn suggested(tx: &WriteTx<'_>, id: ExpertId, name: &str) -> Result<Slug> {
    for slug in Slug::from_title(name).candidates() {
        match free(tx, id, slug).await {
            Err(error) if error.code == Code::SlugTaken => {}
            settled => return settled,
        }
    }
    Err(Error::new(Code::SlugTaken, "All slugs that the name suggests are taken: give one.").at("slug"))
}

/// Puts an expert in place, and answers them as they are then.
async fn finish(tx: WriteTx<'_>, permit: &Permit, put: ExpertPut) -> Result<Expert> {
    let id = put.id;
    let changes = put_all(&tx, permit, &[put]).await?;
    end(tx, id, changes).await
}

/// Puts experts in place.
pub(super) async fn put_all(tx: &WriteTx<'_>, permit: &Permit, puts: &[ExpertPut]) -> Result<Vec<Change>> {
    put_many(tx, permit, puts).await.map_err(|error| {
        if error.is_taken() {
            Error::new(Code::SlugTaken, "Another expert has this slug.").at("slug")
        } else if error.is_reference() {
            Error::new(Code::ReferenceMissing, "Something that the expert refers to isn't there any more.")
        } else {
            error
        }
    })
}

/// Commits, and answers an expert as they are then.
pub(super) async fn end(tx: WriteTx<'_>, id: ExpertId, changes: Vec<Change>) -> Result<Expert> {
    let expert = row::load(tx.connection(), Some(&[id])).await?.pop();
    tx.commit(Changes::Of(changes)).await?;
    expert.ok_or_else(|| Error::internal("an expert who was saved isn't there"))
}
