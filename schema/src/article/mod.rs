//! Articles, as GraphQL says them: `object.rs` the article, `byline.rs` and `body.rs` its parts, `word.rs` its words,
//! `filter.rs` what a list may be asked for, `list.rs` how one is answered, `facets.rs` how it is counted, `query.rs` the root fields.

mod body;
mod byline;
mod facets;
mod filter;
mod list;
mod object;
mod query;
mod word;

pub(crate) use body::Body;
pub(crate) use filter::{ArticleFilter, ArticleOrder};
pub(crate) use list::{Scope, list};
pub(crate) use object::Article;
pub(crate) use query::ArticleQueries;
pub(crate) use word::{ArticleKind, ContributorRole, CorrectionKind, PublicationStatus};
