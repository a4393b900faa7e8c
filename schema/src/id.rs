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
    /// Reads the arguments `id` and `slug`. Neither of them, or what can't be a slug, names nothing: `None`.
    ///
    /// # Errors
    /// `parameter_invalid` for both; `id_invalid`.
    pub(crate) fn read(id: Option<ID>, slug: Option<String>, parse: fn(&str) -> Result<Id>) -> Result<Option<Self>> {
        match (id, slug) {
            (Some(id), None) => parse(&id).map(|id| Some(Key::Id(id))).map_err(|error| error.at("id")),
            (None, Some(slug)) => Ok(Slug::parse(&slug).ok().map(Key::Slug)),
            (None, None) => Ok(None),
            (Some(_), Some(_)) => {
                let message = "The arguments `id` and `slug` can't be given together.";
                Err(Error::new(Code::ParameterInvalid, message).at("id"))
            }
        }
    }
}

/// Reads an optional id of a filter.
///
/// # Errors
/// `id_invalid`, at that field.
pub(crate) fn filter_id<Id>(id: Option<&ID>, parse: fn(&str) -> Result<Id>, field: &str) -> Result<Option<Id>> {
    id.map(|id| parse(id).map_err(|error| error.at(field))).transpose()
}
