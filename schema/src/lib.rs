//! # schema: how it is said in GraphQL
//!
//! Objects that wrap the domain's models, and the root fields that find them. A noun is a folder: `object.rs` is what
//! is said of it, `query.rs` how it is asked for. What is true is the domain's business; HTTP is `api`'s.
//!
//! | file | holds |
//! | --- | --- |
//! | `document/` | what a document may ask for, judged before it runs |
//! | `executor/` | the one door to the engine: admit, prepare, execute |
//! | `context.rs` | what a request brings: its session, its languages |
//! | `loaders.rs` | reads that are put together: one statement for the bodies of a whole answer |
//! | `error.rs` | the domain's errors as GraphQL says them |
//! | `id.rs` `language.rs` `scalar.rs` `connection.rs` | ids, languages, scalars and pages, of all nouns |
//! | `mutation.rs` | what all mutations share: errors that a person can mend |
//! | `node.rs` | everything that has an id |
//! | `article` `expert` `taxonomy` `media` `front_page` `publication.rs` | what is published |
//! | `account` | whoever is logged in, and what is theirs |
//! | `follow` `feed` `reading` `recommend` | what they follow, have read and might like |
//! | `identity` | other providers to log in with, and identities there |
//! | `manuscript` `audit` `profile` | the newsroom: articles as they are worked on, what staff did, experts' own profiles |
//! | `sync` | what partners' products hold, and what became of it |
//! | `playlist` | lists of articles: one's own, and those that others show |
//! | `partner` | organisations, keys and products, for those who look after them; what a partner's program is given |
//! | `webhook` | addresses where partners are told what happens, and what was sent there |

use async_graphql::{Data, EmptySubscription, MergedObject, SDLExportOptions};

mod account;
mod article;
mod audit;
pub mod check;
mod connection;
mod context;
pub mod document;
mod error;
pub mod executor;
mod expert;
mod feed;
mod follow;
mod front_page;
mod id;
mod identity;
mod language;
mod loaders;
mod manuscript;
mod media;
mod mutation;
mod node;
mod partner;
mod playlist;
mod profile;
mod publication;
mod reading;
mod recommend;
mod scalar;
mod sync;
mod taxonomy;
#[cfg(test)]
mod tests;
mod webhook;

pub use context::{Call, PublicUrl, RequestLanguage};

use account::{AccountMutations, AccountQueries, EmailMutations, EraseMutations};
use account::{PasswordMutations, SessionMutations, StaffMutations, ViewerQueries};
use article::ArticleQueries;
use audit::AuditQueries;
use document::{Limits, ShapeError};
use executor::Executor;
use expert::{ExpertMutations, ExpertQueries};
use follow::FollowMutations;
use front_page::{FrontPageMutations, FrontPageQueries};
use identity::{IdentityClaimMutations, IdentityMutations, LoginProviderQueries};
use manuscript::{ManuscriptMutations, ManuscriptQueries, PreviewMutations, PreviewQueries};
use manuscript::{StepMutations, WithdrawalQueries};
use media::{ImageMutations, ImageQueries};
use node::NodeQueries;
use partner::{ApiKeyMutations, PartnerMutations, PartnerQueries};
use playlist::{PlaylistCareMutations, PlaylistItemMutations, PlaylistMutations, PlaylistQueries};
use profile::{ProfileMutations, ProfileQueries};
use publication::PublicationQueries;
use reading::ReadingMutations;
use recommend::RecommendationMutations;
use sync::SyncQueries;
use taxonomy::{RegionMutations, RegionQueries, TopicMutations, TopicQueries};
use webhook::{WebhookMutations, WebhookQueries};

/// All that can be read: articles, the experts who write them, and the topics and regions that they are filed under.
///
/// What is not public is absent here, in the same way as what doesn't exist.
#[derive(MergedObject, Default)]
pub struct Query(
    ArticleQueries,
    ExpertQueries,
    TopicQueries,
    RegionQueries,
    PublicationQueries,
    NodeQueries,
    ImageQueries,
    ViewerQueries,
    LoginProviderQueries,
    AccountQueries,
    PlaylistQueries,
    ManuscriptQueries,
    PreviewQueries,
    WithdrawalQueries,
    AuditQueries,
    FrontPageQueries,
    ProfileQueries,
    SyncQueries,
    PartnerQueries,
    WebhookQueries,
);

/// All that can be changed. A mutation's name begins with the thing that it changes.
///
/// What the person who sent it can mend comes back as `userErrors` of the payload, and nothing was changed then; that
/// somebody isn't logged in or may not, and that there was too much, are errors of the answer.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccountMutations,
    SessionMutations,
    PasswordMutations,
    EmailMutations,
    FollowMutations,
    ReadingMutations,
    RecommendationMutations,
    IdentityMutations,
    IdentityClaimMutations,
    StaffMutations,
    ImageMutations,
    EraseMutations,
    PlaylistMutations,
    PlaylistItemMutations,
    PlaylistCareMutations,
    ManuscriptMutations,
    StepMutations,
    PreviewMutations,
    FrontPageMutations,
    TopicMutations,
    RegionMutations,
    ExpertMutations,
    ProfileMutations,
    PartnerMutations,
    ApiKeyMutations,
    WebhookMutations,
);

/// The schema with its root types.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// The schema, ready to run requests that [`furnish`] has furnished. It has no extensions: any would slow down every
/// list.
#[must_use]
pub fn schema(public_url: PublicUrl) -> Schema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .data(public_url)
        .limit_recursive_depth(Limits::NESTING as usize)
        .finish()
}

/// The schema behind its one door, held to these limits. Build it once a process.
///
/// # Errors
/// When the schema's own SDL can't be read back, which the tests of this crate rule out.
pub fn executor(public_url: PublicUrl, limits: Limits) -> Result<Executor<Call>, ShapeError> {
    Executor::new(schema(public_url), limits, furnish)
}

/// Puts what resolvers need of a request where they find it. Runs once for each request, for loaders keep its session.
pub fn furnish(call: Call, data: &mut Data) {
    data.insert(loaders::Loaders::new(call.session.clone()));
    data.insert(call);
}

/// The schema in the schema definition language, as it is committed in `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().include_specified_by().use_space_ident().prefer_single_line_descriptions();
    schema(PublicUrl::default()).sdl_with_options(options)
}
