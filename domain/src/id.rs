//! Typed ids: a prefix that names the noun and a ULID in lower case, `art_01j9…`. One spelling everywhere:
//! in the database, in GraphQL and REST, in feeds and in logs. What an id points at is no business of this file.
//!
//! The ULID (<https://github.com/ulid/spec>) holds 48 bits of milliseconds, so that ids of one kind sort by
//! the time of their making, and 80 random bits.

use std::fmt;

use sea_orm::sea_query::{self, ArrayType, ColumnType, Nullable, Value, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable};
use ulid::{ULID_LEN, Ulid};

use crate::error::{Code, Error};
use crate::ports::{Clock, Random};

/// The kinds of thing that have an id, in one list: prefix and name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Noun {
    /// `art_…`
    Article,
    /// `exp_…`
    Expert,
    /// `top_…`
    Topic,
    /// `reg_…`
    Region,
    /// `img_…`
    Image,
    /// `acc_…`
    Account,
    /// `ses_…`
    AccountSession,
    /// `pl_…`
    Playlist,
    /// `pli_…`
    PlaylistItem,
    /// `rpt_…`
    PlaylistReport,
    /// `idn_…`
    Identity,
    /// `dxp_…`
    DataExport,
    /// `key_…`
    SigningKey,
    /// `prv_…`
    Preview,
    /// `frp_…`
    FrontPage,
    /// `ppr_…`
    ProfileProposal,
    /// `org_…`
    Organisation,
    /// `apk_…`
    ApiKey,
    /// `prd_…`
    Product,
    /// `whe_…`
    WebhookEndpoint,
    /// `whd_…`
    WebhookDelivery,
}

impl Noun {
    /// Every noun.
    pub const ALL: [Noun; 21] = [
        Noun::Article,
        Noun::Expert,
        Noun::Topic,
        Noun::Region,
        Noun::Image,
        Noun::Account,
        Noun::AccountSession,
        Noun::Playlist,
        Noun::PlaylistItem,
        Noun::PlaylistReport,
        Noun::Identity,
        Noun::DataExport,
        Noun::SigningKey,
        Noun::Preview,
        Noun::FrontPage,
        Noun::ProfileProposal,
        Noun::Organisation,
        Noun::ApiKey,
        Noun::Product,
        Noun::WebhookEndpoint,
        Noun::WebhookDelivery,
    ];

    /// The prefix of the noun's ids, without the underscore.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Noun::Article => "art",
            Noun::Expert => "exp",
            Noun::Topic => "top",
            Noun::Region => "reg",
            Noun::Image => "img",
            Noun::Account => "acc",
            Noun::AccountSession => "ses",
            Noun::Playlist => "pl",
            Noun::PlaylistItem => "pli",
            Noun::PlaylistReport => "rpt",
            Noun::Identity => "idn",
            Noun::DataExport => "dxp",
            Noun::SigningKey => "key",
            Noun::Preview => "prv",
            Noun::FrontPage => "frp",
            Noun::ProfileProposal => "ppr",
            Noun::Organisation => "org",
            Noun::ApiKey => "apk",
            Noun::Product => "prd",
            Noun::WebhookEndpoint => "whe",
            Noun::WebhookDelivery => "whd",
        }
    }
}

/// An id of any kind, as `node(id:)` and the change log take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnyId {
    /// What it points at.
    pub noun: Noun,
    /// Which one.
    pub ulid: Ulid,
}

impl AnyId {
    /// Reads any id in its one spelling.
    ///
    /// # Errors
    /// `id_invalid` for an unknown prefix, upper case, a wrong length or a character outside of Crockford's base 32.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::new(Code::IdInvalid, format!("`{}` is not an id", shortened(text)));
        let (prefix, rest) = text.split_once('_').ok_or_else(invalid)?;
        let noun = Noun::ALL.into_iter().find(|noun| noun.prefix() == prefix).ok_or_else(invalid)?;
        let ulid = Ulid::from_string(rest).map_err(|_| invalid())?;
        // Crockford's alphabet has several spellings of a letter; only the one that we write is read.
        if spelled(ulid, &mut [0; ULID_LEN]) != rest {
            return Err(invalid());
        }
        Ok(Self { noun, ulid })
    }
}

impl fmt::Display for AnyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.noun.prefix(), spelled(self.ulid, &mut [0; ULID_LEN]))
    }
}

/// A new ULID of now.
#[must_use]
pub fn generate(clock: &dyn Clock, random: &dyn Random) -> Ulid {
    let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    let mut bits = [0u8; 16];
    random.fill(&mut bits[6..]);
    Ulid::from_parts(millis, u128::from_be_bytes(bits))
}

fn spelled(ulid: Ulid, buffer: &mut [u8; ULID_LEN]) -> &str {
    let text = ulid.array_to_str(buffer);
    text.make_ascii_lowercase();
    text
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $noun:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The noun of this kind of id.
            pub const NOUN: Noun = Noun::$noun;

            /// The id with these bits.
            #[must_use]
            pub const fn new(ulid: Ulid) -> Self { Self(ulid.to_bytes()) }

            /// The bits of the id.
            #[must_use]
            pub const fn ulid(self) -> Ulid { Ulid::from_bytes(self.0) }

            /// Reads an id of this kind in its one spelling.
            ///
            /// # Errors
            /// `id_invalid` when it is not an id, or one of another kind.
            pub fn parse(text: &str) -> Result<Self, Error> {
                let id = AnyId::parse(text)?;
                Self::try_from(id)
            }
        }

        impl TryFrom<AnyId> for $name {
            type Error = Error;
            fn try_from(id: AnyId) -> Result<Self, Error> {
                if id.noun == Self::NOUN {
                    Ok(Self::new(id.ulid))
                } else {
                    Err(Error::new(Code::IdInvalid, format!("`{id}` is not an id of this kind: `{}_…` is expected", Self::NOUN.prefix())))
                }
            }
        }

        impl From<$name> for AnyId {
            fn from(id: $name) -> Self { Self { noun: $name::NOUN, ulid: id.ulid() } }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { AnyId::from(*self).fmt(f) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { AnyId::from(*self).fmt(f) }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl From<$name> for Value {
            fn from(id: $name) -> Self { Value::String(Some(id.to_string())) }
        }

        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(result: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let text = String::try_get_by(result, index)?;
                Self::parse(&text).map_err(|e| TryGetError::DbErr(DbErr::Type(e.to_string())))
            }
        }

        impl sea_query::ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                let text = <String as sea_query::ValueType>::try_from(value)?;
                Self::parse(&text).map_err(|_| ValueTypeErr)
            }
            fn type_name() -> String { stringify!($name).to_owned() }
            fn array_type() -> ArrayType { ArrayType::String }
            fn column_type() -> ColumnType { ColumnType::Text }
        }

        impl Nullable for $name {
            fn null() -> Value { Value::String(None) }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// An article.
    ArticleId => Article;
    /// An expert.
    ExpertId => Expert;
    /// A topic.
    TopicId => Topic;
    /// A region.
    RegionId => Region;
    /// An image.
    ImageId => Image;
    /// An account: a reader's, or a member of staff's.
    AccountId => Account;
    /// A session of an account: one device that is logged in.
    AccountSessionId => AccountSession;
    /// A playlist.
    PlaylistId => Playlist;
    /// An item of a playlist.
    PlaylistItemId => PlaylistItem;
    /// A report of a public playlist.
    PlaylistReportId => PlaylistReport;
    /// An identity at another provider, linked to an account.
    IdentityId => Identity;
    /// A copy of all that is held on a reader.
    DataExportId => DataExport;
    /// A key that signs access tokens.
    SigningKeyId => SigningKey;
    /// A link to look at an article before others do.
    PreviewId => Preview;
    /// The front page of a language.
    FrontPageId => FrontPage;
    /// What an expert proposes to have said of themself.
    ProfileProposalId => ProfileProposal;
    /// A partner.
    OrganisationId => Organisation;
    /// The key of a partner's program.
    ApiKeyId => ApiKey;
    /// What a partner is given.
    ProductId => Product;
    /// An address that a partner wants to be told at.
    WebhookEndpointId => WebhookEndpoint;
    /// What is told at such an address.
    WebhookDeliveryId => WebhookDelivery;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_one_spelling_is_read() {
        let id = ArticleId::new(Ulid::from_parts(1_770_000_000_000, 42));
        assert_eq!(ArticleId::parse(&id.to_string()).unwrap(), id);
        let upper = id.to_string().to_uppercase();
        for wrong in [
            "",
            "art",
            "art_",
            "nothing",
            "xyz_01jb0000000000000000000000",
            upper.as_str(),
            "art_01jb00000000000000000000000",
            "art_81jb0000000000000000000000",
            "art_0ljb0000000000000000000000",
            "art_01jb00000000000000000000ü0",
            "💥",
        ] {
            assert_eq!(ArticleId::parse(wrong).unwrap_err().code, Code::IdInvalid, "{wrong}");
        }
    }

    #[test]
    fn another_kind_is_refused() {
        let id = ExpertId::new(Ulid::from_parts(1, 1));
        assert_eq!(ArticleId::parse(&id.to_string()).unwrap_err().code, Code::IdInvalid);
    }

    proptest! {
        #[test]
        fn spelling_keeps_the_order_and_the_value(a: u128, b: u128) {
            let (x, y) = (TopicId::new(Ulid(a)), TopicId::new(Ulid(b)));
            prop_assert_eq!(x.cmp(&y), x.to_string().cmp(&y.to_string()));
            prop_assert_eq!(TopicId::parse(&x.to_string()).unwrap(), x);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            if let Ok(id) = AnyId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}
