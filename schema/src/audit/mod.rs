//! The audit, for admins.

use async_graphql::{Context, ID, InputObject, Object};
use domain::Session;
use domain::audit as model;
use domain::id::{AccountId, AnyId};

use crate::connection::{Connection, Listed, page};
use crate::context::session;
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// An entry of the audit.
pub(crate) struct AuditEntry(model::AuditEntry);

/// Something that staff, or a job of the program, did. Entries are neither changed nor removed.
#[Object]
impl AuditEntry {
    /// Its number: 1 and upwards, without a gap.
    async fn number(&self) -> i32 {
        i32::try_from(self.0.number).unwrap_or(i32::MAX)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who: `staff:acc_…`, or the job of the program: `system:schedule`.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// The request or run that it was part of, as the request log names it.
    async fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The right by which it was done: `article.publish`.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// What was done: a kind of change (`image.saved`), or a step of the newsroom (`article.approve`).
    async fn event(&self) -> &str {
        &self.0.event
    }

    /// The id of what it was done to; null for what concerns many things at once, such as an import.
    async fn subject(&self) -> Option<ID> {
        self.0.subject.map(|subject| ID(subject.to_string()))
    }

    /// The language, where it concerned one.
    async fn language(&self) -> Option<LanguageTag> {
        self.0.language.clone().map(LanguageTag)
    }

    /// From which revision.
    async fn from_revision(&self) -> Option<i32> {
        self.0.from_revision.map(|revision| i32::try_from(revision).unwrap_or(i32::MAX))
    }

    /// To which revision.
    async fn to_revision(&self) -> Option<i32> {
        self.0.to_revision.map(|revision| i32::try_from(revision).unwrap_or(i32::MAX))
    }

    /// From which state: `approved`.
    async fn from_state(&self) -> Option<&str> {
        self.0.from_state.as_deref()
    }

    /// To which state: `published`.
    async fn to_state(&self) -> Option<&str> {
        self.0.to_state.as_deref()
    }

    /// Why, in the words of whoever did it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }
}

impl Listed for AuditEntry {
    const CONNECTION: (&'static str, &'static str) = ("AuditEntryConnection", "A page of the audit.");
    const EDGE: (&'static str, &'static str) = ("AuditEntryEdge", "An entry with its place in the audit.");
    type Query = model::AuditFilter;

    async fn count(session: &Session, filter: &Self::Query) -> domain::Result<usize> {
        session.audit().count(filter).await
    }
}

/// Which entries are wanted.
#[derive(InputObject, Default)]
pub(crate) struct AuditFilter {
    /// Of the thing with this id.
    subject: Option<ID>,
    /// By the account with this id.
    actor: Option<ID>,
    /// Not before this instant.
    from: Option<DateTime>,
    /// Before this instant.
    until: Option<DateTime>,
}

impl AuditFilter {
    fn read(self) -> domain::Result<model::AuditFilter> {
        let subject = self.subject.map(|id| AnyId::parse(&id).map_err(|error| error.at("filter.subject")));
        let actor = self.actor.map(|id| AccountId::parse(&id).map_err(|error| error.at("filter.actor")));
        Ok(model::AuditFilter {
            subject: subject.transpose()?,
            actor: actor.transpose()?,
            from: self.from.map(|at| at.0),
            until: self.until.map(|at| at.0),
            ..model::AuditFilter::default()
        })
    }
}

/// Root fields on the audit.
#[derive(Default)]
pub(crate) struct AuditQueries;

#[Object]
impl AuditQueries {
    /// What staff and the program's jobs did, the latest first. For admins.
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only some of them.", default)] filter: AuditFilter,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<AuditEntry>>> {
        let found = async {
            let session = session(ctx);
            domain::policy::require(session.viewer(), domain::policy::Action::AuditRead).told(session)?;
            let filter = filter.read().told(session)?;
            let found = session.audit().page(&filter, &page(first, after, last, before)).await.told(session)?;
            Ok(Connection::new(found, filter, |entry| Some(AuditEntry(entry))))
        };
        Some(found.await)
    }
}
