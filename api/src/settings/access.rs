//! Settings of tokens, sessions, passwords and codes.

use domain::access::{AccessOptions, PasswordCost, SigningAlgorithm};
use jiff::SignedDuration;

use super::raw::Raw;
use super::{SettingError, within};

pub(super) fn check(raw: &Raw, public_url: Option<&str>) -> Result<AccessOptions, SettingError> {
    let algorithm = SigningAlgorithm::parse(&raw.token_algorithm)
        .ok_or_else(|| SettingError::new("TOKEN_ALGORITHM", "is EdDSA, ES256 or RS256"))?;
    within("SESSION_DAYS", u64::from(raw.session_days), 1, 3_650)?;
    within("PASSWORD_MIN", raw.password_min as u64, 8, 64)?;
    // The bounds of RFC 9106, section 3.1, as far as a server can stand them.
    within("PASSWORD_PARALLELISM", u64::from(raw.password_parallelism), 1, 16)?;
    within(
        "PASSWORD_MEMORY_KIB",
        u64::from(raw.password_memory_kib),
        8 * u64::from(raw.password_parallelism),
        1 << 21,
    )?;
    within("PASSWORD_ITERATIONS", u64::from(raw.password_iterations), 1, 100)?;
    let link_base = (!raw.link_base.is_empty()).then(|| raw.link_base.trim_end_matches('/').to_owned());
    if let Some(address) = &link_base
        && !url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
    {
        return Err(SettingError::new("LINK_BASE", "is an http or https address"));
    }
    let issuer = match (raw.token_issuer.as_str(), public_url) {
        ("", Some(address)) => address.to_owned(),
        ("", None) => format!("http://{}", raw.listen),
        (issuer, _) => issuer.to_owned(),
    };
    Ok(AccessOptions {
        issuer,
        audience: raw.token_audience.clone(),
        algorithm,
        refresh_lifetime: SignedDuration::from_hours(24 * i64::from(raw.session_days)),
        password_cost: PasswordCost {
            memory_kib: raw.password_memory_kib,
            iterations: raw.password_iterations,
            parallelism: raw.password_parallelism,
        },
        password_min: raw.password_min,
        link_base,
        login_redirects: super::login::redirects(&raw.login_redirects)?,
        ..AccessOptions::default()
    })
}
