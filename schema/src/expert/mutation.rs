//! Experts: added, changed, merged and deleted by editors.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::expert::{self as model, ExpertChange, ExpertTextChange};
use domain::id::{ExpertId, ImageId, TopicId};
use domain::policy::{self, Action};
use domain::{Code, Error, Session};

use super::object::Expert;
use crate::context::{session, wish};
use crate::error::Result;
use crate::mutation::{Hear, UserError, given, halves, is_late};
use crate::scalar::{LanguageTag, Url};

/// A page about an expert, or by one.
#[derive(InputObject)]
pub(crate) struct LinkInput {
    /// What kind of page: `website`, `orcid`, `mastodon` … 1 to 40 characters.
    kind: String,
    /// Its address, http or https.
    url: Url,
}

/// Title, affiliation and life of an expert in a language. What isn't given stays; what is null is taken away.
#[derive(InputObject)]
pub(crate) struct ExpertTextInput {
    /// The language.
    language: LanguageTag,
    /// What they are, 'Senior Fellow': 1 to 200 characters.
    title: MaybeUndefined<String>,
    /// Where they work, 'Institute of …': 1 to 200 characters.
    affiliation: MaybeUndefined<String>,
    /// Their life in a paragraph: at most 5000 characters.
    bio: MaybeUndefined<String>,
}

/// What shall be said of an expert. What isn't given stays; what is null is taken away.
#[derive(InputObject)]
pub(crate) struct ExpertInput {
    /// The name, without the honorific: 1 to 200 characters. A new expert needs one.
    name: Option<String>,
    /// The name in addresses. Without it, a new expert gets one that is made from the name. The one that it takes the place of
    /// still leads here.
    slug: Option<String>,
    /// 'Professor', 'Dr': 1 to 60 characters.
    honorific: MaybeUndefined<String>,
    /// The id of their portrait.
    portrait: MaybeUndefined<ID>,
    /// Pages about them or by them, in place of all that there are: at most 20.
    links: Option<Vec<LinkInput>>,
    /// The ids of what they work on, the main topic first, in place of all that there are: at most 50.
    topics: Option<Vec<ID>>,
    /// Title, affiliation and life, by language.
    #[graphql(default)]
    texts: Vec<ExpertTextInput>,
}

impl From<ExpertTextInput> for ExpertTextChange {
    fn from(input: ExpertTextInput) -> Self {
        let ExpertTextInput { language, title, affiliation, bio } = input;
        Self { language: language.0, title: given(title), affiliation: given(affiliation), bio: given(bio) }
    }
}

impl TryFrom<ExpertInput> for ExpertChange {
    type Error = Error;

    fn try_from(input: ExpertInput) -> domain::Result<Self> {
        let missing = |field: String| move |_| Error::new(Code::ReferenceMissing, "It isn't there.").at(field);
        let portrait = match given(input.portrait) {
            Some(Some(id)) => Some(Some(ImageId::parse(&id).map_err(missing("portrait".to_owned()))?)),
            other => other.map(|_| None),
        };
        let topic = |(place, id): (usize, ID)| TopicId::parse(&id).map_err(missing(format!("topics[{place}]")));
        let topics = input.topics.map(|ids| ids.into_iter().enumerate().map(topic).collect()).transpose()?;
        let link = |LinkInput { kind, url }| model::Link { kind, url: url.0 };
        Ok(Self {
            name: input.name,
            slug: input.slug,
            honorific: given(input.honorific),
            portrait,
            links: input.links.map(|links| links.into_iter().map(link).collect()),
            topics,
            texts: input.texts.into_iter().map(Into::into).collect(),
        })
    }
}

/// What came of adding, changing or merging an expert.
#[derive(SimpleObject)]
pub(crate) struct ExpertPayload {
    /// The expert as they are now; after a merge the one who is left. With the error `version_conflict` as somebody else has
    /// left them; null with any other.
    expert: Option<Expert>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of deleting an expert.
#[derive(SimpleObject)]
pub(crate) struct ExpertDeletePayload {
    /// The id of the expert who is no more; null when something is to be mended.
    deleted_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl ExpertPayload {
    fn of(ctx: &Context<'_>, id: Option<&ID>, outcome: domain::Result<model::Expert>) -> Result<Self> {
        let (session, wish) = (session(ctx), wish(ctx, None, true)?);
        let is_late = is_late(&outcome);
        let (saved, user_errors) = halves(outcome.heard(session)?);
        let present = || session.experts().by_id(ExpertId::parse(id.filter(|_| is_late)?).ok()?);
        let expert = saved.map(Arc::new).or_else(present);
        Ok(Self { expert: expert.map(|expert| Expert::new(expert, &wish)), user_errors })
    }
}

/// Mutations of experts.
#[derive(Default)]
pub(crate) struct ExpertMutations;

#[Object]
impl ExpertMutations {
    /// Adds an expert. For editors.
    ///
    /// Errors to mend: `value_invalid`, `slug_invalid`, `slug_taken`, `language_invalid`, `reference_missing`.
    async fn expert_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of them; a name is needed.")] input: ExpertInput,
    ) -> Option<Result<ExpertPayload>> {
        let outcome = async { managing(ctx)?.experts().create(input.try_into()?).await };
        Some(ExpertPayload::of(ctx, None, outcome.await))
    }

    /// Changes what is said of an expert. For editors.
    ///
    /// Errors to mend: `value_invalid`, `slug_invalid`, `slug_taken`, `language_invalid`, `reference_missing`, `id_invalid`,
    /// `not_found`, `version_conflict`.
    async fn expert_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the expert.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What shall change.")] input: ExpertInput,
    ) -> Option<Result<ExpertPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            session.experts().update(named(&id)?, i64::from(expected_revision), input.try_into()?).await
        };
        Some(ExpertPayload::of(ctx, Some(&id), outcome.await))
    }

    /// Merges an expert into another: what the one contributed, the other did, whoever followed the one follows the other, and
    /// the id and the slugs of the one lead to the other. What is said of them is what was said of the other. For editors.
    ///
    /// Errors to mend: `reference_missing`, `value_invalid`, `id_invalid`, `not_found`, `version_conflict`.
    async fn expert_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the expert who will be no more.")] id: ID,
        #[graphql(desc = "The revision of them that was looked at.")] expected_revision: i32,
        #[graphql(desc = "The id of the expert who is left.")] into: ID,
    ) -> Option<Result<ExpertPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let parsed = named(&id)?;
            let missing = |_| Error::new(Code::ReferenceMissing, "There is no such expert.").at("into");
            let into = ExpertId::parse(&into).map_err(missing)?;
            session.experts().merge(parsed, i64::from(expected_revision), into).await
        };
        Some(ExpertPayload::of(ctx, Some(&id), outcome.await))
    }

    /// Deletes an expert who contributed to nothing: merge them into another otherwise. For editors.
    ///
    /// Errors to mend: `expert_in_use`, `id_invalid`, `not_found`, `version_conflict`.
    async fn expert_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the expert.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
    ) -> Option<Result<ExpertDeletePayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let parsed = named(&id)?;
            session.experts().delete(parsed, i64::from(expected_revision)).await.map(|()| parsed)
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        let said = |(deleted, user_errors): (Option<ExpertId>, _)| ExpertDeletePayload {
            deleted_id: deleted.map(ID::from),
            user_errors,
        };
        Some(heard.map(said))
    }
}

/// The session of whoever may change experts: what is wrong with an input is told to nobody else.
pub(crate) fn managing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::require(session.viewer(), Action::ExpertManage)?;
    Ok(session)
}

/// The id of the expert who is to change.
pub(crate) fn named(id: &ID) -> domain::Result<ExpertId> {
    ExpertId::parse(id).map_err(|error| error.at("id"))
}
