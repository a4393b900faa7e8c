//! The closed lists of words of partners, each with its meaning for people outside.

use async_graphql::Enum;
use domain::partner as model;

/// Where an organisation stands.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::OrganisationState")]
pub(crate) enum OrganisationState {
    /// Its keys are good.
    Active,
    /// Its keys are refused.
    Suspended,
}

/// What somebody is to be asked about.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::ContactPurpose")]
pub(crate) enum ContactPurpose {
    /// What is published, corrected and withdrawn.
    Editorial,
    /// How it is delivered.
    Technical,
    /// Contracts and invoices.
    Commercial,
}

/// What a key may be used for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::Scope")]
pub(crate) enum ApiKeyScope {
    /// To read articles, by GraphQL, REST and feeds.
    Content,
    /// To stay in step by the log of changes.
    Sync,
    /// To look after the addresses that are told of changes.
    Webhooks,
    /// To read what was taken.
    Usage,
}

/// How much of a text a product has.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::TextShare")]
pub(crate) enum TextShare {
    /// Title, standfirst and body.
    Full,
    /// Title and standfirst.
    Summary,
}

/// In which format a product is given out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::ProductFormat")]
pub(crate) enum ProductFormat {
    /// GraphQL, and the JSON of the REST interface.
    Json,
    /// ninjs 3.1.
    Ninjs,
    /// RSS, Atom and JSON Feed.
    Feed,
}
