//! Those who look after partners make organisations and change them.

use super::{ContactPurpose, Organisation, OrganisationState, Partners, row, rules};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Error, Result, Versions};
use crate::id::{OrganisationId, generate};
use crate::instant;
use crate::policy::{self, Action, Permit};

/// Somebody to be asked, as they are typed.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// Their name, a line of 1 to 120 characters.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// About what.
    pub purpose: ContactPurpose,
}

/// What is to be said of an organisation; what isn't given stays as it is.
#[derive(Debug, Clone, Default)]
pub struct OrganisationChange {
    /// What it is called, a line of 1 to 120 characters.
    pub name: Option<String>,
    /// Whom to ask, all of them.
    pub contacts: Option<Vec<NewContact>>,
    /// Where it stands.
    pub state: Option<OrganisationState>,
    /// How many requests each of its keys may make in a minute.
    pub requests_per_minute: Option<u32>,
}

impl OrganisationChange {
    fn apply(&self, organisation: &mut Organisation) -> Result<()> {
        if let Some(name) = &self.name {
            organisation.name = rules::name(name)?;
        }
        if let Some(contacts) = &self.contacts {
            organisation.contacts = rules::contacts(contacts)?;
        }
        if let Some(wanted) = self.requests_per_minute {
            organisation.requests_per_minute = rules::requests_per_minute(wanted)?;
        }
        organisation.state = self.state.unwrap_or(organisation.state);
        Ok(())
    }
}

impl Partners<'_> {
    /// Makes an organisation. It has neither keys nor products yet.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `value_invalid`, `email_invalid`.
    pub async fn create(&self, name: String, change: OrganisationChange) -> Result<Organisation> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PartnerManage)?;
        let ports = session.domain().ports();
        let mut organisation = Organisation {
            id: OrganisationId::new(generate(&*ports.clock, &*ports.random)),
            name: rules::name(&name)?,
            contacts: Vec::new(),
            state: OrganisationState::Active,
            requests_per_minute: rules::REQUESTS_PER_MINUTE,
            revision: 1,
            created_at: instant::kept(session.now())?,
        };
        change.apply(&mut organisation)?;
        let tx = WriteTx::begin(session, &permit).await?;
        row::organisation::insert(tx.connection(), &permit, &organisation).await?;
        let change = Change::for_staff(ChangeKind::OrganisationSaved, organisation.id, organisation.revision);
        tx.commit(Changes::Of(vec![change])).await?;
        Ok(organisation)
    }

    /// Changes an organisation, against the revision that was looked at.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`; as [`Partners::create`].
    pub async fn update(&self, id: OrganisationId, expected: i64, change: OrganisationChange) -> Result<Organisation> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PartnerManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let before = hold(&tx, &permit, id).await?;
        Versions { expected, present: before.revision }.agree()?;
        let mut organisation = before.clone();
        change.apply(&mut organisation)?;
        if organisation == before {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(organisation);
        }
        organisation.revision += 1;
        row::organisation::update(tx.connection(), &permit, &organisation).await?;
        let change = Change::for_staff(ChangeKind::OrganisationSaved, id, organisation.revision);
        tx.commit(Changes::Of(vec![change])).await?;
        Ok(organisation)
    }
}

/// An organisation, held until the transaction ends: what concerns one is changed by one at a time.
///
/// # Errors
/// `not_found`.
pub(super) async fn hold(tx: &WriteTx<'_>, permit: &Permit, id: OrganisationId) -> Result<Organisation> {
    row::organisation::lock(tx.connection(), permit, id).await?.ok_or_else(Error::not_found)
}
