//! Providers and identities as GraphQL says them.

use async_graphql::{Enum, ID, SimpleObject};
use domain::Session;
use domain::identity::{self, AuthorizationPurpose, IdentityKind, ProviderStatus};

use crate::error::{Result, Told};
use crate::scalar::DateTime;

/// Whether a provider can be used.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ProviderStatus", name = "LoginProviderStatus")]
pub(crate) enum StatusWord {
    /// It can.
    Available,
    /// The operator has yet to set something that it needs.
    NotConfigured,
    /// The operator switched it off.
    Disabled,
    /// It doesn't answer at the moment, or not as it should.
    Unreachable,
}

/// What a reader is sent to a provider for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "AuthorizationPurpose", name = "AuthorizationPurpose")]
pub(crate) enum PurposeWord {
    /// To log in, by `identityLogin`.
    Login,
    /// To link an identity to the account of whoever is logged in, by `identityLink`.
    Link,
}

/// What kind of identity it is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "IdentityKind", name = "IdentityKind")]
pub(crate) enum KindWord {
    /// Its provider vouches for its owner, by OpenID Connect.
    Oidc,
    /// Taken over from elsewhere: nobody can log in with it.
    Legacy,
}

/// Another provider to log in with.
#[derive(SimpleObject)]
pub(crate) struct LoginProvider {
    /// Its name for `identityAuthorize`: `xing`.
    name: String,
    /// Its name for people: `XING`.
    label: String,
    /// It can be used. Show no button otherwise.
    is_available: bool,
    /// Whether it can be used, as a word to decide by.
    status: StatusWord,
    /// Why it can't be used, in a sentence; null when it can.
    reason: Option<String>,
}

impl From<identity::LoginProvider> for LoginProvider {
    fn from(provider: identity::LoginProvider) -> Self {
        Self {
            name: provider.name,
            label: provider.label,
            is_available: provider.status == ProviderStatus::Available,
            status: provider.status.into(),
            reason: provider.reason,
        }
    }
}

/// An identity at another provider, linked to the account of whoever is logged in.
#[derive(SimpleObject)]
pub(crate) struct Identity {
    /// The id: `idn_01jb…`.
    id: ID,
    /// The provider's name, as in `loginProviders`.
    provider: String,
    /// What kind it is.
    kind: KindWord,
    /// The address that the provider told, which needn't be the account's.
    email: Option<String>,
    /// When it was linked, or taken over.
    created_at: DateTime,
    /// When somebody last logged in with it.
    last_used_at: Option<DateTime>,
}

impl From<identity::Identity> for Identity {
    fn from(identity: identity::Identity) -> Self {
        Self {
            id: identity.id.into(),
            provider: identity.provider,
            kind: identity.kind.into(),
            email: identity.email,
            created_at: DateTime(identity.created_at),
            last_used_at: identity.last_used_at.map(DateTime),
        }
    }
}

/// The identities of the viewer of this session.
pub(crate) async fn of_viewer(session: &Session) -> Result<Vec<Identity>> {
    let list = session.identities().list().await.told(session)?;
    Ok(list.into_iter().map(Identity::from).collect())
}
