//! What was taken: a line for each article of a product, key and day.

use async_graphql::{Context, ID, SimpleObject};
use domain::Session;
use domain::id::{OrganisationId, ProductId};
use domain::page::PageRequest;
use domain::partner::{self as model, UsageFilter};

use crate::connection::{Connection, Listed};
use crate::context::session;
use crate::error::{Result, Told};
use crate::scalar::Date;

/// What was taken of a product by a key on a day.
#[derive(SimpleObject)]
pub(crate) struct UsageLine {
    /// On which day (UTC).
    day: Date,
    /// The id of the product: `prd_01jb…`.
    product_id: ID,
    /// The id of the key: `apk_01jb…`.
    api_key_id: ID,
    /// The id of the article: `art_01jb…`.
    article_id: ID,
    /// How often.
    deliveries: i32,
}

impl From<model::UsageLine> for UsageLine {
    fn from(line: model::UsageLine) -> Self {
        Self {
            day: Date(line.day),
            product_id: line.product.into(),
            api_key_id: line.key.into(),
            article_id: line.article.into(),
            deliveries: i32::try_from(line.deliveries).unwrap_or(i32::MAX),
        }
    }
}

impl Listed for UsageLine {
    const CONNECTION: (&'static str, &'static str) = ("UsageLineConnection", "A page of what was taken.");
    const EDGE: (&'static str, &'static str) = ("UsageLineEdge", "What was taken, with its place in a list.");
    type Query = UsageFilter;

    async fn count(session: &Session, filter: &UsageFilter) -> domain::Result<usize> {
        session.partners().usage_count(filter).await
    }
}

/// Whose usage is asked for, and which part of it.
pub(super) struct UsageWanted {
    pub(super) organisation: OrganisationId,
    pub(super) product: domain::Result<Option<ProductId>>,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
}

/// A page of what was taken.
///
/// # Errors
/// `id_invalid`, `page_size_invalid`, `cursor_invalid`; `forbidden`; `unavailable` or `internal` when the database fails.
pub(super) async fn usage(
    ctx: &Context<'_>,
    wanted: UsageWanted,
    request: PageRequest,
) -> Result<Connection<UsageLine>> {
    let session = session(ctx);
    let filter = UsageFilter {
        organisation: wanted.organisation,
        product: wanted.product.told(session)?,
        from: wanted.from.map(|day| day.0),
        until: wanted.until.map(|day| day.0),
    };
    let found = session.partners().usage(&filter, &request).await.told(session)?;
    Ok(Connection::new(found, filter, |line| Some(line.into())))
}
