//! Partners: organisations, the keys of their programs, and the products that say what they are given.
//!
//! A product is a selection of articles with what goes with it: how much of the text, in which formats, with which images,
//! where and when, how long before everybody else, how many a day. What a partner's program sees is what the products of its
//! organisation say and nothing else, by whichever path it asks: `sight.rs` is the rule, `policy.rs` asks it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::Email;
use crate::article::Kind;
use crate::id::{ApiKeyId, OrganisationId, ProductId, RegionId, TopicId};
use crate::language::Language;
use crate::session::Session;
use crate::word::words;

mod book;
mod edit;
mod grant;
mod key;
mod meter;
mod product;
mod read;
pub(crate) mod row;
mod rules;
mod sight;
mod usage;

pub(crate) use book::{Book, check_live};
pub use edit::{NewContact, OrganisationChange};
pub use grant::{Partner, Taking};
pub use key::{IssuedKey, NewKey};
pub use meter::Allowance;
pub use product::{PRODUCTS_MAX, ProductChange};
pub use read::{PartnerView, UsageFilter, UsageLine};
pub use rules::{LEAD_MAX, LIVE_KEYS_MAX, REQUESTS_PER_MINUTE};
pub(crate) use sight::ProductSight;
pub(crate) use usage::deliver;

words! {
    /// Where an organisation stands.
    OrganisationState {
        /// Its keys are good.
        Active = "active",
        /// Its keys are refused.
        Suspended = "suspended",
    }
}

words! {
    /// What somebody is to be asked about.
    ContactPurpose {
        /// What is published, corrected and withdrawn.
        Editorial = "editorial",
        /// How it is delivered.
        Technical = "technical",
        /// Contracts and invoices.
        Commercial = "commercial",
    }
}

words! {
    /// What a key may be used for.
    Scope {
        /// To read articles, by GraphQL, REST and feeds.
        Content = "content",
        /// To stay in step by the log of changes.
        Sync = "sync",
        /// To look after the addresses that are told of changes.
        Webhooks = "webhooks",
        /// To read what was taken.
        Usage = "usage",
    }
}

words! {
    /// How much of a text a product has.
    TextShare {
        /// Title, standfirst and body.
        Full = "full",
        /// Title and standfirst.
        Summary = "summary",
    }
}

words! {
    /// In which formats a product is given out.
    ProductFormat {
        /// The JSON of the REST interface and GraphQL.
        Json = "json",
        /// ninjs 3.1.
        Ninjs = "ninjs",
        /// RSS, Atom and JSON Feed.
        Feed = "feed",
    }
}

/// A partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// What it is called.
    pub name: String,
    /// Whom to ask.
    pub contacts: Vec<Contact>,
    /// Where it stands.
    pub state: OrganisationState,
    /// How many requests each of its keys may make in a minute.
    pub requests_per_minute: u32,
    /// Raised by every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Somebody to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: Email,
    /// About what.
    pub purpose: ContactPurpose,
}

/// The key of a partner's program, without its secret, which is told once and kept as a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// Whose.
    pub organisation: OrganisationId,
    /// What the partner calls it.
    pub name: String,
    /// What it begins with: enough to tell it from others, too little to use it.
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused, if it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to within a minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it is good at an instant.
    #[must_use]
    pub fn is_live(&self, at: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| at < end)
    }
}

/// What a partner is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Which.
    pub id: ProductId,
    /// Whose.
    pub organisation: OrganisationId,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub terms: Terms,
    /// Raised by every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a product says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    /// Articles under any of these topics or below them; all, if it names none.
    pub topics: Vec<TopicId>,
    /// Articles on any of these regions or what lies in them; all, if it names none.
    pub regions: Vec<RegionId>,
    /// Texts in these languages; all, if it names none.
    pub languages: Vec<Language>,
    /// Articles of these kinds; all, if it names none.
    pub kinds: Vec<Kind>,
    /// How much of each text.
    pub texts: TextShare,
    /// In which formats.
    pub formats: Vec<ProductFormat>,
    /// With the images whose rights allow `syndication`.
    pub images: bool,
    /// Where the partner may publish it, as codes of ISO 3166-1 (`DE`); everywhere, if it names none.
    pub territories: Vec<String>,
    /// From when on there is something.
    pub starts_at: Option<Timestamp>,
    /// When there is nothing any more.
    pub ends_at: Option<Timestamp>,
    /// How many minutes before everybody else embargoed texts are there.
    pub lead_minutes: u32,
    /// How many articles may be taken on a day (UTC); any number, if it doesn't say.
    pub articles_per_day: Option<u32>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            topics: Vec::new(),
            regions: Vec::new(),
            languages: Vec::new(),
            kinds: Vec::new(),
            texts: TextShare::Full,
            formats: ProductFormat::ALL.to_vec(),
            images: false,
            territories: Vec::new(),
            starts_at: None,
            ends_at: None,
            lead_minutes: 0,
            articles_per_day: None,
        }
    }
}

impl Terms {
    /// Whether there is something at an instant.
    #[must_use]
    pub fn is_live(&self, at: Timestamp) -> bool {
        self.starts_at.is_none_or(|start| start <= at) && self.ends_at.is_none_or(|end| at < end)
    }

    /// How long before everybody else embargoed texts are there.
    #[must_use]
    pub fn lead(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.lead_minutes))
    }
}

/// A partner's program with one product that says this, for tests.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn example(terms: Option<Terms>) -> Partner {
    let id = ulid::Ulid::from_parts(1, 1);
    let organisation = OrganisationId::new(id);
    let product = |terms| Product {
        id: ProductId::new(id),
        organisation,
        name: "Everything".to_owned(),
        terms,
        revision: 1,
        created_at: Timestamp::UNIX_EPOCH,
    };
    let grant = grant::Grant {
        organisation,
        key: ApiKeyId::new(id),
        scopes: Scope::ALL.to_vec(),
        requests_per_minute: rules::REQUESTS_PER_MINUTE,
        products: terms.into_iter().map(|terms| std::sync::Arc::new(product(terms))).collect(),
    };
    Partner::new(std::sync::Arc::new(grant))
}

/// Partners: all of them for those who look after them, and their own organisation for partners' programs.
pub struct Partners<'s>(&'s Session);

impl Session {
    /// Partners.
    #[must_use]
    pub fn partners(&self) -> Partners<'_> {
        Partners(self)
    }
}
