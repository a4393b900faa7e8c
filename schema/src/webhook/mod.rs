//! Webhooks, as GraphQL says them: endpoints of partners, what signs, and what was sent.

mod delivery;
mod mutation;
mod object;
mod query;
mod word;

pub(crate) use mutation::WebhookMutations;
pub(crate) use query::WebhookQueries;
