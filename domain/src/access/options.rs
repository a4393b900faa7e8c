//! What the operator decides about tokens, passwords and codes.

use jiff::SignedDuration;

use super::SigningAlgorithm;

/// Tokens, sessions, passwords, and where links in mail lead.
#[derive(Debug, Clone)]
pub struct AccessOptions {
    /// Who issues the tokens (`iss`, RFC 7519, section 4.1.1): the public address of the server.
    pub issuer: String,
    /// Whom they are for (`aud`).
    pub audience: String,
    /// By which algorithm new keys sign.
    pub algorithm: SigningAlgorithm,
    /// How long an access token lives.
    pub access_lifetime: SignedDuration,
    /// How long a refresh token lives that isn't used; each use begins it anew.
    pub refresh_lifetime: SignedDuration,
    /// How long a one-time code lives.
    pub code_lifetime: SignedDuration,
    /// What hashing a password costs.
    pub password_cost: PasswordCost,
    /// The shortest password, in characters.
    pub password_min: usize,
    /// Where links in mail begin (`https://review.example/account`); without it mail holds codes alone.
    pub link_base: Option<String>,
    /// Where another provider may send a reader back to: these addresses exactly, and no other.
    pub login_redirects: Vec<String>,
}

/// The parameters of argon2id (RFC 9106, section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl Default for PasswordCost {
    /// What OWASP's Password Storage Cheat Sheet asks for at the least: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, iterations: 2, parallelism: 1 }
    }
}

impl Default for AccessOptions {
    fn default() -> Self {
        Self {
            issuer: "http://127.0.0.1:8080".to_owned(),
            audience: "world-review".to_owned(),
            algorithm: SigningAlgorithm::EdDsa,
            access_lifetime: SignedDuration::from_mins(10),
            refresh_lifetime: SignedDuration::from_hours(30 * 24),
            code_lifetime: SignedDuration::from_mins(30),
            password_cost: PasswordCost::default(),
            password_min: 10,
            link_base: None,
            login_redirects: Vec::new(),
        }
    }
}
