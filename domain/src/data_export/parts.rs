//! What is in an export: a line a noun. Each noun says itself what it holds on an account, and leaves secrets out.

use futures::future::BoxFuture;
use sea_orm::DatabaseConnection;
use serde_json::Value;

use crate::error::Result;
use crate::id::AccountId;

/// A part of an export.
pub(super) struct Part {
    /// Its key in the document.
    pub(super) name: &'static str,
    /// What is held.
    pub(super) held: for<'d> fn(&'d DatabaseConnection, AccountId) -> BoxFuture<'d, Result<Value>>,
}

macro_rules! parts {
    ($($name:literal => $held:path,)*) => {
        &[$(Part { name: $name, held: |database, account| Box::pin($held(database, account)) }),*]
    };
}

/// All parts, in their order in the document.
pub(super) const PARTS: &[Part] = parts! {
    "account" => crate::account::held,
    "sessions" => crate::access::held,
    "codes" => crate::challenge::held,
    "identities" => crate::identity::row::held,
    "mail" => crate::mail::held,
    "playlists" => crate::playlist::row::held,
    "dataExports" => super::held,
    "follows" => crate::follow::row::held,
    "history" => crate::reading::row::held,
    "dismissals" => crate::recommend::row::held,
    "profile" => crate::profile::row::held,
    "idempotencyKeys" => crate::idempotency::held,
};
