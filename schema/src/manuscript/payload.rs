//! What changes of manuscripts come to.

use async_graphql::{Context, ID, SimpleObject};
use domain::id::ArticleId;
use domain::manuscript as model;
use domain::policy;
use domain::{Code, Error, Session};

use super::object::{Manuscript, number};
use super::revision::TextConflict;
use crate::context::{session, wish};
use crate::error::Result;
use crate::mutation::{Hear, UserError, halves};

/// What came of a change of a manuscript.
#[derive(SimpleObject)]
pub(crate) struct ManuscriptPayload {
    /// The manuscript as it is now. With the error `version_conflict` as somebody else has left it; null with any other.
    manuscript: Option<Manuscript>,
    /// With the error `version_conflict` of a text: the revision that the change was made against, the latest one, and how
    /// they differ.
    conflict: Option<TextConflict>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of saving a text.
#[derive(SimpleObject)]
pub(crate) struct ArticleTextPayload {
    /// The manuscript as it is now. With the error `version_conflict` as somebody else has left it; null with any other.
    manuscript: Option<Manuscript>,
    /// The number of the revision that was made; null when something is to be mended.
    revision: Option<i32>,
    /// What was left out of the body, in sentences for people.
    notes: Vec<String>,
    /// With the error `version_conflict`: the revision that the change was made against, the latest one, and how they
    /// differ.
    conflict: Option<TextConflict>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What a stale change is told.
struct Late {
    manuscript: Option<model::Manuscript>,
    conflict: Option<model::Conflict>,
}

impl Late {
    /// What there is to be told of this outcome; nothing unless it is a conflict.
    async fn of<T>(
        session: &Session,
        outcome: &domain::Result<T>,
        id: Option<&ID>,
        texts: &[model::Expected],
    ) -> domain::Result<Self> {
        let conflict = outcome.as_ref().err().filter(|error| error.code == Code::VersionConflict);
        let id = id.filter(|_| conflict.is_some()).and_then(|id| ArticleId::parse(id).ok());
        let Some(id) = id else { return Ok(Self { manuscript: None, conflict: None }) };
        let manuscripts = session.manuscripts();
        let conflict = manuscripts.conflict(id, texts).await?;
        Ok(Self { manuscript: Some(manuscripts.by_id(id).await?), conflict })
    }
}

impl ManuscriptPayload {
    /// The payload of a change of this manuscript that was made against these revisions.
    pub(super) async fn of(
        ctx: &Context<'_>,
        id: &ID,
        texts: &[model::Expected],
        outcome: domain::Result<model::Manuscript>,
    ) -> Result<Self> {
        use crate::error::Told;
        let (session, wish) = (session(ctx), wish(ctx, None, true)?);
        let late = Late::of(session, &outcome, Some(id), texts).await.told(session)?;
        let (manuscript, user_errors) = halves(outcome.heard(session)?);
        Ok(Self {
            manuscript: manuscript.or(late.manuscript).map(|manuscript| Manuscript::new(manuscript, &wish)),
            conflict: late.conflict.map(TextConflict::new),
            user_errors,
        })
    }
}

impl ArticleTextPayload {
    /// The payload of a save of a text that was made against this revision.
    pub(super) async fn of(
        ctx: &Context<'_>,
        id: Option<&ID>,
        text: Option<model::Expected>,
        outcome: domain::Result<model::Saved>,
    ) -> Result<Self> {
        use crate::error::Told;
        let (session, wish) = (session(ctx), wish(ctx, None, true)?);
        let texts: Vec<model::Expected> = text.into_iter().collect();
        let late = Late::of(session, &outcome, id, &texts).await.told(session)?;
        let (saved, user_errors) = halves(outcome.heard(session)?);
        let (revision, notes) =
            saved.as_ref().map_or((None, Vec::new()), |saved| (Some(number(saved.revision)), saved.notes.clone()));
        let manuscript = saved.map(|saved| saved.manuscript).or(late.manuscript);
        Ok(Self {
            manuscript: manuscript.map(|manuscript| Manuscript::new(manuscript, &wish)),
            revision,
            notes,
            conflict: late.conflict.map(TextConflict::new),
            user_errors,
        })
    }
}

/// The session of whoever may write: what is wrong with an input is told to nobody else.
pub(super) fn writing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::desk(session.viewer())?;
    Ok(session)
}

/// The session of whoever may publish.
pub(super) fn publishing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::require(session.viewer(), policy::Action::ArticlePublish)?;
    Ok::<_, Error>(session)
}
