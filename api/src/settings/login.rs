//! Settings of other providers to log in with: a table `[login_providers.NAME]` each in the file, or the variables
//! `LOGIN_PROVIDERS__NAME__ISSUER` and so on. What isn't complete is no mistake: such a provider can't be used, and says why.

use std::collections::BTreeMap;

use figment::providers::Env;
use openidconnect::ClientSecret;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use super::SettingError;
use super::raw::Words;

/// What the variables of providers begin with.
const PREFIX: &str = "LOGIN_PROVIDERS__";
/// What is asked for when nothing else is said.
const SCOPES: [&str; 3] = ["openid", "email", "profile"];
/// The most providers.
const PROVIDERS_MAX: usize = 20;

/// A provider as it is written, before it is checked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawProvider {
    label: Option<String>,
    kind: Option<String>,
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: String,
    client_id: String,
    client_secret: String,
    scopes: Option<Words>,
    #[serde(deserialize_with = "switch")]
    enabled: Option<bool>,
}

/// On or off; the environment has it as a text.
fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Switch {
        Is(bool),
        Says(String),
    }
    match Option::<Switch>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Switch::Is(is)) => Ok(Some(is)),
        Some(Switch::Says(says)) => says.parse().map(Some).map_err(serde::de::Error::custom),
    }
}

/// A provider of the registry.
#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// Its name in addresses.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// How it is used, or why it can't be.
    pub use_of: Result<ProviderUse, NoUse>,
}

/// What is needed to use a provider.
#[derive(Debug, Clone)]
pub struct ProviderUse {
    /// Who it is: the `iss` of its tokens, and where it is discovered.
    pub issuer: String,
    /// Its endpoints, when they aren't to be discovered.
    pub endpoints: Option<Endpoints>,
    /// Who we are to it.
    pub client_id: String,
    /// What proves that, if anything does.
    pub client_secret: Option<ClientSecret>,
    /// What is asked for; `openid` always is.
    pub scopes: Vec<String>,
}

/// Endpoints of a provider that isn't discovered.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// Where readers are sent.
    pub authorization: String,
    /// Where codes are redeemed.
    pub token: String,
    /// Where its keys are.
    pub jwks: String,
    /// Where claims are asked for, if anywhere.
    pub userinfo: Option<String>,
}

/// Why a provider can't be used, whatever it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoUse {
    /// It was switched off.
    Disabled,
    /// Something is missing: the sentence that clients are told.
    NotConfigured(String),
}

/// The variables of the environment: all of them texts, also what looks like a number.
pub(super) fn environment() -> BTreeMap<String, BTreeMap<String, String>> {
    let mut providers: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let ours = Env::raw().filter(|name| name.as_str().to_ascii_uppercase().starts_with(PREFIX));
    for (name, value) in ours.iter() {
        let name = name.as_str().to_ascii_lowercase();
        if let Some((provider, member)) = name.get(PREFIX.len()..).and_then(|rest| rest.split_once("__")) {
            providers.entry(provider.to_owned()).or_default().insert(member.to_owned(), value);
        }
    }
    providers
}

pub(super) fn check(raw: &BTreeMap<String, RawProvider>) -> Result<Vec<ProviderSettings>, SettingError> {
    if raw.len() > PROVIDERS_MAX {
        return Err(SettingError::new("LOGIN_PROVIDERS", format!("has more than {PROVIDERS_MAX} providers")));
    }
    let mut all = raw.clone();
    all.entry("xing".to_owned()).or_default();
    all.iter().map(|(name, raw)| provider(name, raw)).collect()
}

fn provider(name: &str, raw: &RawProvider) -> Result<ProviderSettings, SettingError> {
    let wrong = |member: &str, reason: &str| SettingError {
        name: format!("{PREFIX}{}__{}", name.to_uppercase(), member.to_uppercase()),
        reason: reason.to_owned(),
    };
    let is_name = name.len() <= domain::identity::PROVIDER_MAX
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
    if name.is_empty() || !is_name {
        return Err(wrong("label", "the provider's name has other characters than a-z, 0-9, - and _"));
    }
    if raw.kind.as_deref().is_some_and(|kind| kind != "oidc") {
        return Err(wrong("kind", "is oidc; there is no other kind"));
    }
    let places = [
        ("issuer", &raw.issuer),
        ("authorization_endpoint", &raw.authorization_endpoint),
        ("token_endpoint", &raw.token_endpoint),
        ("jwks_uri", &raw.jwks_uri),
        ("userinfo_endpoint", &raw.userinfo_endpoint),
    ];
    if let Some((member, _)) = places.iter().find(|(_, address)| !address.is_empty() && !is_safe(address)) {
        return Err(wrong(member, "is an https address without a fragment (http on this machine alone)"));
    }
    let label = raw.label.clone().unwrap_or_else(|| if name == "xing" { "XING".to_owned() } else { name.to_owned() });
    Ok(ProviderSettings { name: name.to_owned(), label, use_of: use_of(name, raw) })
}

fn use_of(name: &str, raw: &RawProvider) -> Result<ProviderUse, NoUse> {
    if raw.enabled == Some(false) {
        return Err(NoUse::Disabled);
    }
    let explicit = [&raw.authorization_endpoint, &raw.token_endpoint, &raw.jwks_uri];
    let given = explicit.iter().filter(|address| !address.is_empty()).count();
    let missing = match (raw.issuer.is_empty(), raw.client_id.is_empty(), given) {
        (true, ..) => Some("issuer"),
        (_, true, _) => Some("client_id"),
        (_, _, 0 | 3) => None,
        _ => Some("authorization_endpoint, token_endpoint or jwks_uri"),
    };
    if let Some(missing) = missing {
        return Err(NoUse::NotConfigured(if name == "xing" {
            "XING closed its public login API years ago: this can be used once the operator has an issuer and credentials \
             for it."
                .to_owned()
        } else {
            format!("The operator has yet to set its {missing}.")
        }));
    }
    let endpoints = (given == 3).then(|| Endpoints {
        authorization: raw.authorization_endpoint.clone(),
        token: raw.token_endpoint.clone(),
        jwks: raw.jwks_uri.clone(),
        userinfo: (!raw.userinfo_endpoint.is_empty()).then(|| raw.userinfo_endpoint.clone()),
    });
    let scopes = match &raw.scopes {
        Some(scopes) => scopes.list().into_iter().map(str::to_owned).collect(),
        None => SCOPES.map(str::to_owned).to_vec(),
    };
    Ok(ProviderUse {
        issuer: raw.issuer.clone(),
        endpoints,
        client_id: raw.client_id.clone(),
        client_secret: (!raw.client_secret.is_empty()).then(|| ClientSecret::new(raw.client_secret.clone())),
        scopes,
    })
}

/// Where secrets may be sent: by TLS, or within this machine.
pub(crate) fn is_safe(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.fragment().is_none() && (url.scheme() == "https" || is_local(&url)))
}

fn is_local(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// Where providers may send readers back to.
///
/// # Errors
/// When one is no such address: https, http on this machine, or a scheme of an app's own that has a dot (RFC 8252, section
/// 7.1).
pub(super) fn redirects(raw: &Words) -> Result<Vec<String>, SettingError> {
    let list = raw.list();
    let is_fit = |address: &&str| {
        Url::parse(address).is_ok_and(|url| {
            url.fragment().is_none() && (url.scheme() == "https" || is_local(&url) || url.scheme().contains('.'))
        })
    };
    if let Some(wrong) = list.iter().find(|address| !is_fit(address)) {
        let reason = format!("`{wrong}` is not an https address, nor one of an app's own scheme");
        return Err(SettingError::new("LOGIN_REDIRECTS", reason));
    }
    Ok(list.into_iter().map(str::to_owned).collect())
}

/// The providers in one line, without anything secret.
pub(super) fn shown(providers: &[ProviderSettings]) -> String {
    let said = |provider: &ProviderSettings| match &provider.use_of {
        Ok(use_of) => format!("{} ({})", provider.name, use_of.issuer),
        Err(NoUse::Disabled) => format!("{} (disabled)", provider.name),
        Err(NoUse::NotConfigured(_)) => format!("{} (not configured)", provider.name),
    };
    providers.iter().map(said).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: serde_json::Value) -> BTreeMap<String, RawProvider> {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn xing_is_there_and_says_why_it_cant_be_used() {
        let providers = check(&BTreeMap::new()).unwrap();
        assert_eq!((providers.len(), providers[0].label.as_str()), (1, "XING"));
        let Err(NoUse::NotConfigured(reason)) = &providers[0].use_of else { panic!("{providers:?}") };
        assert!(reason.contains("closed its public login API"));
        let configured = raw(serde_json::json!({"xing": {"issuer": "https://x.example", "client_id": "us"}}));
        assert!(check(&configured).unwrap()[0].use_of.is_ok(), "an operator can put it to use");
    }

    #[test]
    fn what_is_missing_is_told_and_what_is_wrong_is_refused() {
        for (members, expected) in [
            (serde_json::json!({"issuer": "https://a.example"}), "client_id"),
            (serde_json::json!({"client_id": "us"}), "issuer"),
            (
                serde_json::json!({"issuer": "https://a.example", "client_id": "us", "token_endpoint": "https://a.example/t"}),
                "jwks_uri",
            ),
        ] {
            let providers = check(&raw(serde_json::json!({"a": members}))).unwrap();
            let Err(NoUse::NotConfigured(reason)) = &providers[0].use_of else { panic!("{providers:?}") };
            assert!(reason.contains(expected), "{reason}");
        }
        for (name, members, at) in [
            ("a", serde_json::json!({"issuer": "http://a.example"}), "LOGIN_PROVIDERS__A__ISSUER"),
            ("a", serde_json::json!({"kind": "saml"}), "LOGIN_PROVIDERS__A__KIND"),
            ("a", serde_json::json!({"jwks_uri": "file:///etc"}), "LOGIN_PROVIDERS__A__JWKS_URI"),
            ("A b", serde_json::json!({}), "LOGIN_PROVIDERS__A B__LABEL"),
        ] {
            assert_eq!(check(&raw(serde_json::json!({name: members}))).unwrap_err().name, at);
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let members = serde_json::json!({"issuer": "https://a.example", "client_id": "us", "client_secret": "hush-hush", "enabled": "true"});
        let providers = check(&raw(serde_json::json!({"a": members}))).unwrap();
        assert_eq!(shown(&providers), "a (https://a.example), xing (not configured)");
        assert!(!format!("{providers:?}").contains("hush"));
    }

    #[test]
    fn readers_come_back_only_to_addresses_that_can_be_trusted() {
        let list = |text: &str| redirects(&Words::Text(text.to_owned()));
        assert_eq!(list("https://a.example/in, com.example.app:/in, http://127.0.0.1:3000/in").unwrap().len(), 3);
        for wrong in ["http://a.example/in", "javascript:alert(1)", "https://a.example/#in", "in"] {
            assert_eq!(list(wrong).unwrap_err().name, "LOGIN_REDIRECTS", "{wrong}");
        }
    }
}
