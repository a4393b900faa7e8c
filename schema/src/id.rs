//! Ids and slugs as arguments: one of the two names a thing. Which things there are is `node.rs`'s business.

use async_graphql::ID;
use domain::text::Slug;
use domain::{Code, Error, Result};

/// What names one thing.
pub(crate) enum Key<Id> {
    /// Its id.
    Id(Id),
    /// Its name in addresses, or a former one.
    Slug(Slug),
}

impl<Id> Key<Id> {
    /// Reads the arguments `id` and `slug`.
    ///
    /// # Errors
    /// `parameter_invalid` for both or neither; `id_invalid`, `slug_invalid`.
    pub(crate) fn read(id: Option<ID>, slug: Option<String>, parse: fn(&str) -> Result<Id>) -> Result<Self> {
        match (id, slug) {
            (Some(id), None) => parse(&id).map(Key::Id).map_err(|error| error.at("id")),
            (None, Some(slug)) => {
                let invalid = |error: domain::text::SlugError| Error::new(Code::SlugInvalid, format!("{error}."));
                Slug::parse(&slug).map(Key::Slug).map_err(|error| invalid(error).at("slug"))
            }
            (Some(_), Some(_)) => Err(one_of("The arguments `id` and `slug` can't be given together.")),
            (None, None) => Err(one_of("One of the arguments `id` and `slug` is needed.")),
        }
    }
}

fn one_of(message: &str) -> Error {
    Error::new(Code::ParameterInvalid, message).at("id")
}

/// Reads an optional id of a filter.
///
/// # Errors
/// `id_invalid`, at that field.
pub(crate) fn filter_id<Id>(id: Option<&ID>, parse: fn(&str) -> Result<Id>, field: &str) -> Result<Option<Id>> {
    id.map(|id| parse(id).map_err(|error| error.at(field))).transpose()
}
