//! What is sent of organisations, keys and products.

use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::id::{RegionId, TopicId};
use domain::partner::{NewContact, NewKey, OrganisationChange, ProductChange};
use domain::{Code, Error};

use super::word::{ApiKeyScope, ContactPurpose, OrganisationState, ProductFormat, TextShare};
use crate::article::ArticleKind;
use crate::mutation::given;
use crate::scalar::{DateTime, LanguageTag};

/// Somebody to be asked.
#[derive(InputObject)]
pub(crate) struct ContactInput {
    /// Their name: a line of 1 to 120 characters.
    name: String,
    /// Their mail address.
    email: String,
    /// About what.
    purpose: ContactPurpose,
}

/// What is to be said of an organisation. What isn't given stays.
#[derive(InputObject)]
pub(crate) struct OrganisationInput {
    /// What it is called: a line of 1 to 120 characters. A new one needs a name.
    name: Option<String>,
    /// Whom to ask, in place of all that there are: at most 20.
    contacts: Option<Vec<ContactInput>>,
    /// Where it stands. The keys of one that is suspended are refused.
    state: Option<OrganisationState>,
    /// How many requests each of its keys may make in a minute: 1 to 60000, 600 of a new one.
    requests_per_minute: Option<i32>,
}

/// A key that is to be made.
#[derive(InputObject)]
pub(crate) struct ApiKeyInput {
    /// What the partner calls it: a line of 1 to 120 characters.
    name: String,
    /// What it may be used for: something.
    scopes: Vec<ApiKeyScope>,
    /// From when on it is refused, if it is to end by itself.
    expires_at: Option<DateTime>,
}

/// What a product is to say. What isn't given stays; of a new one it is: everything, in full, in all formats, without images, for
/// ever, everywhere, when everybody else has it, as many as one likes.
#[derive(InputObject)]
pub(crate) struct ProductInput {
    /// What it is called: a line of 1 to 120 characters. A new one needs a name.
    name: Option<String>,
    /// The ids of topics: articles under any of them or below them; none for all.
    topics: Option<Vec<ID>>,
    /// The ids of regions: articles on any of them or what lies in them; none for all.
    regions: Option<Vec<ID>>,
    /// Texts in these languages; none for all.
    languages: Option<Vec<LanguageTag>>,
    /// Articles of these kinds; none for all.
    kinds: Option<Vec<ArticleKind>>,
    /// How much of each text.
    texts: Option<TextShare>,
    /// In which formats: at least one.
    formats: Option<Vec<ProductFormat>>,
    /// With the images whose rights allow `SYNDICATION`.
    images: Option<bool>,
    /// Where the partner may publish it, as codes of ISO 3166-1 (`DE`); none for everywhere.
    territories: Option<Vec<String>>,
    /// From when on there is something; null for always.
    starts_at: MaybeUndefined<DateTime>,
    /// When there is nothing any more; null for never.
    ends_at: MaybeUndefined<DateTime>,
    /// How many minutes before everybody else embargoed texts are there: 0 to 40320.
    lead_minutes: Option<i32>,
    /// How many articles may be taken on a day (UTC): 1 to 1000000; null for any number.
    articles_per_day: MaybeUndefined<i32>,
}

impl OrganisationInput {
    /// The name, taken out of it: that of a new organisation is given by itself.
    pub(super) fn take_name(&mut self) -> String {
        self.name.take().unwrap_or_default()
    }
}

impl ProductInput {
    /// As [`OrganisationInput::take_name`].
    pub(super) fn take_name(&mut self) -> String {
        self.name.take().unwrap_or_default()
    }
}

impl TryFrom<OrganisationInput> for OrganisationChange {
    type Error = Error;

    fn try_from(input: OrganisationInput) -> domain::Result<Self> {
        let contact = |it: ContactInput| NewContact { name: it.name, email: it.email, purpose: it.purpose.into() };
        Ok(Self {
            name: input.name,
            contacts: input.contacts.map(|contacts| contacts.into_iter().map(contact).collect()),
            state: input.state.map(Into::into),
            requests_per_minute: input.requests_per_minute.map(|it| count(it, "requestsPerMinute")).transpose()?,
        })
    }
}

impl From<ApiKeyInput> for NewKey {
    fn from(input: ApiKeyInput) -> Self {
        Self {
            name: input.name,
            scopes: input.scopes.into_iter().map(Into::into).collect(),
            expires_at: input.expires_at.map(|at| at.0),
        }
    }
}

impl TryFrom<ProductInput> for ProductChange {
    type Error = Error;

    fn try_from(input: ProductInput) -> domain::Result<Self> {
        let articles_per_day = match given(input.articles_per_day) {
            Some(Some(most)) => Some(Some(count(most, "articlesPerDay")?)),
            other => other.map(|_| None),
        };
        Ok(Self {
            name: input.name,
            topics: input.topics.map(|ids| ids_of(&ids, TopicId::parse, "topics")).transpose()?,
            regions: input.regions.map(|ids| ids_of(&ids, RegionId::parse, "regions")).transpose()?,
            languages: input.languages.map(|tags| tags.into_iter().map(|tag| tag.0).collect()),
            kinds: input.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            texts: input.texts.map(Into::into),
            formats: input.formats.map(|formats| formats.into_iter().map(Into::into).collect()),
            images: input.images,
            territories: input.territories,
            starts_at: given(input.starts_at).map(|at| at.map(|at| at.0)),
            ends_at: given(input.ends_at).map(|at| at.map(|at| at.0)),
            lead_minutes: input.lead_minutes.map(|it| count(it, "leadMinutes")).transpose()?,
            articles_per_day,
        })
    }
}

fn ids_of<Id>(ids: &[ID], parse: fn(&str) -> domain::Result<Id>, field: &str) -> domain::Result<Vec<Id>> {
    let missing =
        |place: usize| Error::new(Code::ReferenceMissing, "There is no such thing.").at(format!("{field}[{place}]"));
    ids.iter().enumerate().map(|(place, id)| parse(id).map_err(|_| missing(place))).collect()
}

fn count(value: i32, field: &str) -> domain::Result<u32> {
    u32::try_from(value).map_err(|_| Error::new(Code::ValueInvalid, "This can't be negative.").at(field))
}
