//! Topics and regions: added, named, moved, merged and deleted by editors. Declared once for both trees.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::id::{RegionId, TopicId};
use domain::policy::{self, Action};
use domain::taxonomy::{self as model, NewTerm, Place, TermChange, TermTextChange};
use domain::{Code, Error, Session};

use super::object::{Region, Topic};
use crate::context::{session, wish};
use crate::error::Result;
use crate::mutation::{Hear, UserError, given, halves, is_late};
use crate::scalar::LanguageTag;

/// The name of a topic or region in a language. What isn't given stays; what is null is taken away.
#[derive(InputObject)]
pub(crate) struct TermTextInput {
    /// The language.
    language: LanguageTag,
    /// The name: 1 to 200 characters. A language that there is no name in yet needs one.
    name: Option<String>,
    /// The name in addresses, unique in its tree and language. Without it, a new name gets one that is made from it. The one
    /// that it takes the place of still leads here.
    slug: Option<String>,
    /// What it covers: at most 2000 characters.
    description: MaybeUndefined<String>,
}

/// A topic or region to be added.
#[derive(InputObject)]
pub(crate) struct TermCreateInput {
    /// The id of what it lies under, behind what lies there already; without it, it is a root of the tree.
    parent: Option<ID>,
    /// Its names, one at the least.
    texts: Vec<TermTextInput>,
}

/// What shall change of the names of a topic or region.
#[derive(InputObject)]
pub(crate) struct TermUpdateInput {
    /// Names, each in place of the one of its language.
    #[graphql(default)]
    texts: Vec<TermTextInput>,
    /// Languages that it has no name in any longer. Their slugs still lead here.
    #[graphql(default)]
    remove_languages: Vec<LanguageTag>,
}

impl From<TermTextInput> for TermTextChange {
    fn from(input: TermTextInput) -> Self {
        let TermTextInput { language, name, slug, description } = input;
        Self { language: language.0, name, slug, description: given(description) }
    }
}

impl From<TermUpdateInput> for TermChange {
    fn from(input: TermUpdateInput) -> Self {
        Self {
            texts: input.texts.into_iter().map(Into::into).collect(),
            removed: input.remove_languages.into_iter().map(|language| language.0).collect(),
        }
    }
}

/// The session of whoever may change the trees: what is wrong with an input is told to nobody else.
fn managing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::require(session.viewer(), Action::TaxonomyManage)?;
    Ok(session)
}

/// The id of what is to change.
fn named<Id>(id: &ID, parse: fn(&str) -> domain::Result<Id>) -> domain::Result<Id> {
    parse(id).map_err(|error| error.at("id"))
}

/// An id that something in the input refers to.
fn reference<Id>(id: Option<&ID>, parse: fn(&str) -> domain::Result<Id>, field: &str) -> domain::Result<Option<Id>> {
    let missing = |_| Error::new(Code::ReferenceMissing, "It isn't there.").at(field);
    id.map(|id| parse(id).map_err(missing)).transpose()
}

/// Declares the mutations of one of the trees. `$one` is one of its terms, `$many` the session's door to it.
macro_rules! term_mutations {
    (
        $mutations:ident, $name:ident, $id:ident, $one:ident, $many:ident, $payload:ident, $delete_payload:ident,
        $create:ident, $update:ident, $move:ident, $merge:ident, $delete:ident
    ) => {
        #[doc = concat!("What came of adding, naming, moving or merging a ", stringify!($one), ".")]
        #[derive(SimpleObject)]
        pub(crate) struct $payload {
            /// It, as it is now; after a merge the one that is left. With the error `version_conflict` as somebody else has
            /// left it; null with any other.
            $one: Option<$name>,
            /// What is to be mended.
            user_errors: Vec<UserError>,
        }

        #[doc = concat!("What came of deleting a ", stringify!($one), ".")]
        #[derive(SimpleObject)]
        pub(crate) struct $delete_payload {
            /// The id of what is no more; null when something is to be mended.
            deleted_id: Option<ID>,
            /// What is to be mended.
            user_errors: Vec<UserError>,
        }

        impl $payload {
            fn of(ctx: &Context<'_>, id: Option<&ID>, outcome: domain::Result<model::$name>) -> Result<Self> {
                let (session, wish) = (session(ctx), wish(ctx, None, true)?);
                let is_late = is_late(&outcome);
                let (saved, user_errors) = halves(outcome.heard(session)?);
                let present = || session.$many().by_id($id::parse(id.filter(|_| is_late)?).ok()?);
                let term = saved.map(Arc::new).or_else(present);
                Ok(Self { $one: term.and_then(|term| $name::named(term, &wish)), user_errors })
            }
        }

        #[doc = concat!("Mutations of ", stringify!($many), ".")]
        #[derive(Default)]
        pub(crate) struct $mutations;

        #[Object]
        impl $mutations {
            #[doc = concat!("Adds a ", stringify!($one), ", behind what lies in the same place already. For editors.")]
            ///
            /// Errors to mend: `value_invalid`, `language_invalid`, `slug_invalid`, `slug_taken`, `reference_missing`,
            /// `limit_reached`.
            async fn $create(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Where it lies, and its names.")] input: TermCreateInput,
            ) -> Option<Result<$payload>> {
                let outcome = async {
                    let session = managing(ctx)?;
                    let parent = reference(input.parent.as_ref(), $id::parse, "parent")?;
                    let texts = input.texts.into_iter().map(Into::into).collect();
                    session.$many().create(NewTerm { parent, texts }).await
                };
                Some($payload::of(ctx, None, outcome.await))
            }

            #[doc = concat!("Changes the names of a ", stringify!($one), ". For editors.")]
            ///
            /// Errors to mend: `value_invalid`, `language_invalid`, `slug_invalid`, `slug_taken`, `id_invalid`, `not_found`,
            /// `version_conflict`.
            async fn $update(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Its id.")] id: ID,
                #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
                #[graphql(desc = "What shall change.")] input: TermUpdateInput,
            ) -> Option<Result<$payload>> {
                let outcome = async {
                    let session = managing(ctx)?;
                    session.$many().update(named(&id, $id::parse)?, i64::from(expected_revision), input.into()).await
                };
                Some($payload::of(ctx, Some(&id), outcome.await))
            }

            #[doc = concat!("Moves a ", stringify!($one), ", with all that lies below it. For editors.")]
            ///
            /// Errors to mend: `reference_missing`, `value_invalid` for a circle, `limit_reached`, `id_invalid`, `not_found`,
            /// `version_conflict`.
            async fn $move(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Its id.")] id: ID,
                #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
                #[graphql(desc = "The id of what it shall lie under; a root of the tree without it.")] parent: Option<ID>,
                #[graphql(desc = "The id of the sibling that it shall stand right behind; the first without it.")]
                after: Option<ID>,
            ) -> Option<Result<$payload>> {
                let outcome = async {
                    let session = managing(ctx)?;
                    let parsed = named(&id, $id::parse)?;
                    let parent = reference(parent.as_ref(), $id::parse, "parent")?;
                    let after = reference(after.as_ref(), $id::parse, "after")?;
                    session.$many().place(parsed, i64::from(expected_revision), Place { parent, after }).await
                };
                Some($payload::of(ctx, Some(&id), outcome.await))
            }

            #[doc = concat!("Merges a ", stringify!($one), " into another: what lies under it, is filed under it or follows it")]
            /// is the other's from then on, and its id and slugs lead there. The names are those of the other. For editors.
            ///
            /// Errors to mend: `reference_missing`, `value_invalid`, `limit_reached`, `id_invalid`, `not_found`,
            /// `version_conflict`.
            async fn $merge(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "The id of the one that will be no more.")] id: ID,
                #[graphql(desc = "The revision of it that was looked at.")] expected_revision: i32,
                #[graphql(desc = "The id of the one that is left. Not one that lies under it.")] into: ID,
            ) -> Option<Result<$payload>> {
                let outcome = async {
                    let session = managing(ctx)?;
                    let parsed = named(&id, $id::parse)?;
                    let missing = || Error::new(Code::ReferenceMissing, "It isn't there.").at("into");
                    let into = reference(Some(&into), $id::parse, "into")?.ok_or_else(missing)?;
                    session.$many().merge(parsed, i64::from(expected_revision), into).await
                };
                Some($payload::of(ctx, Some(&id), outcome.await))
            }

            #[doc = concat!("Deletes a ", stringify!($one), " that nothing lies under, and that nothing is filed under: merge it into")]
            /// another otherwise. For editors.
            ///
            /// Errors to mend: `term_in_use`, `id_invalid`, `not_found`, `version_conflict`.
            async fn $delete(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Its id.")] id: ID,
                #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
            ) -> Option<Result<$delete_payload>> {
                let outcome = async {
                    let session = managing(ctx)?;
                    let parsed = named(&id, $id::parse)?;
                    session.$many().delete(parsed, i64::from(expected_revision)).await.map(|()| parsed)
                };
                let heard = outcome.await.heard(session(ctx)).map(halves);
                let said = |(deleted, user_errors): (Option<$id>, _)| $delete_payload {
                    deleted_id: deleted.map(ID::from),
                    user_errors,
                };
                Some(heard.map(said))
            }
        }
    };
}

term_mutations! {
    TopicMutations, Topic, TopicId, topic, topics, TopicPayload, TopicDeletePayload,
    topic_create, topic_update, topic_move, topic_merge, topic_delete
}

term_mutations! {
    RegionMutations, Region, RegionId, region, regions, RegionPayload, RegionDeletePayload,
    region_create, region_update, region_move, region_merge, region_delete
}
