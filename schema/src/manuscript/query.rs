//! The root fields on manuscripts.

use async_graphql::{Context, ID, InputObject, Object};
use domain::Code;
use domain::article as words;
use domain::id::{AccountId, ArticleId};
use domain::manuscript as model;

use super::object::Manuscript;
use super::payload::writing;
use crate::article::PublicationStatus;
use crate::connection::{Connection, page};
use crate::context::{session, wish};
use crate::error::{Result, Told};
use crate::scalar::LanguageTag;

/// Which manuscripts are wanted.
#[derive(InputObject, Default)]
pub(crate) struct ManuscriptFilter {
    /// With a text in one of these states.
    statuses: Option<Vec<PublicationStatus>>,
    /// With a text in this language; together with `statuses`, that text in one of them.
    language: Option<LanguageTag>,
    /// By this author: the id of an account.
    author: Option<ID>,
}

impl ManuscriptFilter {
    fn read(self) -> domain::Result<model::ManuscriptFilter> {
        let mut statuses: Vec<words::Status> = self.statuses.unwrap_or_default().into_iter().map(Into::into).collect();
        statuses.sort();
        statuses.dedup();
        let author = self.author.map(|id| AccountId::parse(&id).map_err(|error| error.at("filter.author")));
        Ok(model::ManuscriptFilter {
            statuses,
            language: self.language.map(|language| language.0),
            author: author.transpose()?,
        })
    }
}

/// Root fields on manuscripts.
#[derive(Default)]
pub(crate) struct ManuscriptQueries;

#[Object]
impl ManuscriptQueries {
    /// An article as those see it who work on it; null when there is none, or, for an author, when it is somebody else's.
    async fn manuscript(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article: `art_01jb…`.")] id: ID,
    ) -> Option<Result<Manuscript>> {
        let found = async {
            let (session, wish) = (session(ctx), wish(ctx, None, true)?);
            writing(ctx).told(session)?;
            let Ok(id) = ArticleId::parse(&id) else { return Ok(None) };
            match session.manuscripts().by_id(id).await {
                Err(error) if error.code == Code::NotFound => Ok(None),
                found => found.told(session).map(|manuscript| Some(Manuscript::new(manuscript, &wish))),
            }
        };
        found.await.transpose()
    }

    /// Articles as those see them who work on them, the latest begun first: for an author those that are theirs, for editors
    /// all.
    async fn manuscripts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only some of them.", default)] filter: ManuscriptFilter,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<Manuscript>>> {
        let found = async {
            let (session, wish) = (session(ctx), wish(ctx, None, true)?);
            writing(ctx).told(session)?;
            let filter = filter.read().told(session)?;
            let request = page(first, after, last, before);
            let found = session.manuscripts().page(&filter, &request).await.told(session)?;
            Ok(Connection::new(found, filter, |manuscript| Some(Manuscript::new(manuscript, &wish))))
        };
        Some(found.await)
    }
}
