//! Topics and regions: two trees, answered by the same code.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;

use domain::id::{AnyId, Noun, RegionId, TopicId};
use domain::language::InLanguage;
use domain::page::{Page, PageRequest};
use domain::taxonomy::{FoundTerm, NewTerm, Place, Term, TermChange};
use domain::text::Slug;
use domain::{Error, Preference, Session};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::found::{self, Found, Name};
use super::page::{List, PageInfo, localised, narrowed, narrowed_count, written};
use super::query::{LANGUAGES, PAGE, Query};
use super::shape::{Saying, Set, TermField, TermShape};
use super::syndication::feeds;
use crate::http::Reply;
use crate::routes::{Call, Outcome};
use actix_web::http::header::LINK;

/// One of the two trees, as this voice asks for it.
pub trait Tree: 'static {
    /// Its ids.
    type Id: Copy + PartialEq + Display + Serialize + DeserializeOwned + TryFrom<AnyId, Error = Error> + Send + Sync;
    /// Its noun.
    const NOUN: Noun;
    /// The parameter that filters by it.
    const PARAMETER: &'static str;
    /// The path of its list.
    const PATH: &'static str;

    /// One term.
    fn by_id(session: &Session, id: Self::Id) -> Option<Arc<Term<Self::Id>>>;
    /// The term that a slug leads to.
    fn by_slug(session: &Session, slug: &Slug, wish: &Preference) -> Option<FoundTerm<Self::Id>>;
    /// What lies right under a term.
    fn children(session: &Session, id: Self::Id) -> Vec<Arc<Term<Self::Id>>>;
    /// What a term lies under, the root first.
    fn ancestors(session: &Session, id: Self::Id) -> Vec<Arc<Term<Self::Id>>>;
    /// A page of all terms, or of the roots.
    ///
    /// # Errors
    /// `page_size_invalid`, `cursor_invalid`.
    fn page(session: &Session, roots_only: bool, request: &PageRequest) -> Result<Page<Arc<Term<Self::Id>>>, Error>;
    /// How many terms there are, or roots.
    fn count(session: &Session, roots_only: bool) -> usize;

    /// Adds a term.
    fn create(session: &Session, new: NewTerm<Self::Id>) -> impl Future<Output = Written<Self::Id>>;
    /// Changes a term's names.
    fn update(session: &Session, at: At<Self::Id>, change: TermChange) -> impl Future<Output = Written<Self::Id>>;
    /// Moves a term.
    fn place(session: &Session, at: At<Self::Id>, place: Place<Self::Id>) -> impl Future<Output = Written<Self::Id>>;
    /// Merges a term into another.
    fn merge(session: &Session, at: At<Self::Id>, into: Self::Id) -> impl Future<Output = Written<Self::Id>>;
    /// Deletes a term.
    fn delete(session: &Session, at: At<Self::Id>) -> impl Future<Output = Result<(), Error>>;
}

/// A term, and the revision that was looked at.
pub type At<Id> = (Id, i64);

/// A term as it was saved.
pub type Written<Id> = Result<Term<Id>, Error>;

macro_rules! trees {
    ($($(#[$doc:meta])* $tree:ident, $id:ty, $noun:ident, $terms:ident, $parameter:literal, $path:literal;)*) => {$(
        $(#[$doc])*
        pub struct $tree;

        impl Tree for $tree {
            type Id = $id;
            const NOUN: Noun = Noun::$noun;
            const PARAMETER: &'static str = $parameter;
            const PATH: &'static str = $path;

            fn by_id(session: &Session, id: $id) -> Option<Arc<Term<$id>>> {
                session.$terms().by_id(id)
            }
            fn by_slug(session: &Session, slug: &Slug, wish: &Preference) -> Option<FoundTerm<$id>> {
                session.$terms().by_slug(slug, wish)
            }
            fn children(session: &Session, id: $id) -> Vec<Arc<Term<$id>>> {
                session.$terms().children(id)
            }
            fn ancestors(session: &Session, id: $id) -> Vec<Arc<Term<$id>>> {
                session.$terms().ancestors(id)
            }
            fn page(session: &Session, roots_only: bool, request: &PageRequest) -> Result<Page<Arc<Term<$id>>>, Error> {
                session.$terms().page(roots_only, request)
            }
            fn count(session: &Session, roots_only: bool) -> usize {
                session.$terms().count(roots_only)
            }
            async fn create(session: &Session, new: NewTerm<$id>) -> Written<$id> {
                session.$terms().create(new).await
            }
            async fn update(session: &Session, (id, revision): At<$id>, change: TermChange) -> Written<$id> {
                session.$terms().update(id, revision, change).await
            }
            async fn place(session: &Session, (id, revision): At<$id>, place: Place<$id>) -> Written<$id> {
                session.$terms().place(id, revision, place).await
            }
            async fn merge(session: &Session, (id, revision): At<$id>, into: $id) -> Written<$id> {
                session.$terms().merge(id, revision, into).await
            }
            async fn delete(session: &Session, (id, revision): At<$id>) -> Result<(), Error> {
                session.$terms().delete(id, revision).await
            }
        }
    )*};
}

trees! {
    /// The tree of topics.
    TopicTree, TopicId, Topic, topics, "topic", "/v1/topics";
    /// The tree of regions.
    RegionTree, RegionId, Region, regions, "region", "/v1/regions";
}

/// The term that a path names.
///
/// # Errors
/// `not_found`.
pub fn find<T: Tree>(session: &Session, text: &str, wish: &Preference) -> Result<Found<Arc<Term<T::Id>>>, Error> {
    match Name::read(text) {
        Some(Name::Id(id)) => {
            let id = T::Id::try_from(id).map_err(|_| Error::not_found())?;
            let term = T::by_id(session, id).ok_or_else(Error::not_found)?;
            // It was merged into another, which has an address of its own.
            let present = (term.id != id).then(|| wish.best(&term.texts).map(|served| served.text)).flatten();
            Ok(match present {
                Some(text) => Found::Moved(text.slug.as_str().to_owned()),
                None => Found::Here(term, None),
            })
        }
        Some(Name::Slug(slug)) => {
            let FoundTerm { term, language, moved } = T::by_slug(session, &slug, wish).ok_or_else(Error::not_found)?;
            if !moved {
                return Ok(Found::Here(term, Some(language)));
            }
            let text = wish.starting_with(&language).best(&term.texts).map(|served| served.text);
            let text = text.or(term.texts.first()).ok_or_else(Error::not_found)?;
            Ok(Found::Moved(text.slug.as_str().to_owned()))
        }
        None => Err(Error::not_found()),
    }
}

/// The revision of a term, as its validators tell it.
pub fn version<T: Tree>(term: &Term<T::Id>) -> String {
    format!("{}-{}", term.id, term.revision)
}

fn read_fields(query: &mut Query<'_>) -> Set {
    query.words("fields", "a key of this object", TermField::WORDS).map_or(Set::ALL, Set::of)
}

/// Whether something has a text in the one language that will do, or whether any will.
pub fn has_text<T: InLanguage>(wish: &Preference, texts: &[T]) -> bool {
    wish.best(texts).is_some()
}

/// `GET /v1/topics`, `GET /v1/regions`
pub async fn list<T: Tree>(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["root", "fields"], PAGE, LANGUAGES])?;
    let wish = query.wish(&call).preference;
    let (roots_only, total) = (query.switch("root", false), query.switch("total", false));
    let (fields, request) = (read_fields(&mut query), query.page());
    query.finish()?;
    let session = &call.session;
    let keep = |term: &Arc<Term<T::Id>>| has_text(&wish, &term.texts);
    let fetch = |request: &PageRequest| T::page(session, roots_only, request);
    let page = if wish.allows_fallback() { fetch(&request)? } else { narrowed(&request, fetch, keep)? };
    let count = || -> Result<usize, Error> {
        if wish.allows_fallback() {
            return Ok(T::count(session, roots_only));
        }
        narrowed_count(fetch, keep)
    };
    let info = PageInfo::of(&page, if total { Some(count()?) } else { None });
    let links = info.links(&call.app, T::PATH, &query, &request);
    let saying = Saying::new(session, &call.app, wish.clone());
    let shapes = page.items.into_iter().map(|(_, term)| TermShape::<T> { saying: &saying, term, fields });
    let (bytes, languages) = written(&saying, &List { data: shapes.collect(), page: info })?;
    Ok(Reply::Content(localised(&call, bytes, &languages).with(LINK, links)))
}

/// `GET /v1/topics/{slug}`, `GET /v1/regions/{slug}`
pub async fn show<T: Tree>(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["fields"], LANGUAGES])?;
    let wish = query.wish(&call);
    let fields = read_fields(&mut query);
    query.finish()?;
    let (term, language) = match find::<T>(&call.session, call.part("slug"), &wish.preference)? {
        Found::Here(term, language) => (term, language),
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    let wish = wish.for_text(language.as_ref());
    if !has_text(&wish, &term.texts) {
        return Err(Error::not_found().into());
    }
    let saying = Saying::new(&call.session, &call.app, wish.clone());
    let version = version::<T>(&term);
    let noun = T::PATH.trim_start_matches("/v1/");
    let feeds = wish.best(&term.texts).map(|served| {
        let language = Some(&served.text.language);
        let language = language.filter(|language| *language != call.session.languages().default_language());
        feeds(&call.app, &format!("{noun}/{}", served.text.slug), language)
    });
    let (bytes, languages) = written(&saying, &TermShape::<T> { saying: &saying, term, fields })?;
    let said = localised(&call, bytes, &languages).at_version(version);
    Ok(Reply::Content(said.with(LINK, feeds.unwrap_or_default())))
}
