//! What a slug or an id leads to: in a path, where anything that leads nowhere is not found and a former slug is
//! redirected; and in a filter, where a former slug is followed and a name for nothing is the parameter's fault.

use domain::id::{AnyId, ExpertId, Noun};
use domain::text::Slug;
use domain::{Code, Error, Language, Preference, Session};

use super::query::Query;
use super::taxonomy::Tree;
use crate::http::Reply;
use crate::routes::Call;

/// A slug or an id, as it was given.
pub enum Name {
    /// An id of some kind.
    Id(AnyId),
    /// What could be a slug.
    Slug(Slug),
}

impl Name {
    /// Reads a name; `None` for what can be neither. No slug is an id, for slugs have no `_`.
    pub fn read(text: &str) -> Option<Self> {
        AnyId::parse(text).ok().map(Self::Id).or_else(|| Slug::parse(text).ok().map(Self::Slug))
    }
}

/// What a name in a path leads to.
pub enum Found<T> {
    /// The thing, and if a slug names one of its texts, the language of that.
    Here(T, Option<Language>),
    /// A former slug: the present one.
    Moved(String),
}

/// The redirect to the present slug: the same path around it, and the same query.
pub fn moved(call: &Call, slug: &str) -> Reply {
    let path = call.http.match_pattern().unwrap_or_default().replace("{slug}", slug);
    Reply::Moved(call.app.address(&as_asked(call, &path)))
}

/// A path with the query of this request.
pub fn as_asked(call: &Call, path: &str) -> String {
    let query = call.http.query_string();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{path}{mark}{query}")
}

/// The expert that a path names.
///
/// # Errors
/// `not_found`.
pub fn expert(session: &Session, text: &str) -> Result<Found<std::sync::Arc<domain::expert::Expert>>, Error> {
    match Name::read(text) {
        Some(Name::Id(id)) => {
            let id = ExpertId::try_from(id).map_err(|_| Error::not_found())?;
            let expert = session.experts().by_id(id).ok_or_else(Error::not_found)?;
            // They may have been merged into another, who has an address of their own.
            match expert.id == id {
                true => Ok(Found::Here(expert, None)),
                false => Ok(Found::Moved(expert.slug.as_str().to_owned())),
            }
        }
        Some(Name::Slug(slug)) => {
            let found = session.experts().by_slug(&slug).ok_or_else(Error::not_found)?;
            match found.moved {
                true => Ok(Found::Moved(found.expert.slug.as_str().to_owned())),
                false => Ok(Found::Here(found.expert, None)),
            }
        }
        None => Err(Error::not_found()),
    }
}

/// The id that a filter stands for; `None` when the parameter isn't there, and when it is at fault.
fn filter<Id: TryFrom<AnyId, Error = Error>>(
    query: &mut Query<'_>,
    parameter: &str,
    noun: Noun,
    look_up: impl FnOnce(Name) -> Option<Id>,
) -> Option<Id> {
    let text = query.value(parameter)?.to_owned();
    let name = Name::read(&text);
    if let Some(Name::Id(id)) = name
        && id.noun != noun
    {
        let message = format!("`{id}` is not an id of this kind: `{}_…` is expected.", noun.prefix());
        query.refuse(Error::new(Code::IdInvalid, message).at(parameter));
        return None;
    }
    let found = name.and_then(look_up);
    if found.is_none() {
        let shown: String = text.chars().take(64).collect();
        query.fault(parameter, &format!("There is no {parameter} `{shown}`."));
    }
    found
}

/// The `expert` filter.
pub fn expert_filter(query: &mut Query<'_>, session: &Session) -> Option<ExpertId> {
    filter(query, "expert", Noun::Expert, |name| {
        let experts = session.experts();
        let expert = match name {
            Name::Id(id) => experts.by_id(ExpertId::try_from(id).ok()?)?,
            Name::Slug(slug) => experts.by_slug(&slug)?.expert,
        };
        Some(expert.id)
    })
}

/// The `topic` or `region` filter.
pub fn term_filter<T: Tree>(query: &mut Query<'_>, session: &Session, wish: &Preference) -> Option<T::Id> {
    filter(query, T::PARAMETER, T::NOUN, |name| {
        let term = match name {
            Name::Id(id) => T::by_id(session, T::Id::try_from(id).ok()?)?,
            Name::Slug(slug) => T::by_slug(session, &slug, wish)?.term,
        };
        Some(term.id)
    })
}
