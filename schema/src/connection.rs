//! Pages as Relay specifies them (<https://relay.dev/graphql/connections.htm>), in one form for every noun. Which
//! items a page has, and what a cursor is, is the domain's business.

use std::borrow::Cow;
use std::future::Future;

use async_graphql::{Context, Description, Object, OutputType, SimpleObject, TypeName};
use domain::Session;
use domain::page::{Page, PageRequest};

use crate::context::session;
use crate::error::{Result, Told};

/// A noun that is listed.
pub(crate) trait Listed: OutputType + Sized {
    /// The name of its connection, and what it is.
    const CONNECTION: (&'static str, &'static str);
    /// The name of its edge, and what it is.
    const EDGE: (&'static str, &'static str);
    /// What the list was asked for.
    type Query: Send + Sync;
    /// How many items the whole list has.
    fn count(session: &Session, query: &Self::Query) -> impl Future<Output = domain::Result<usize>> + Send;
}

/// A page of a list.
pub(crate) struct Connection<N: Listed> {
    edges: Vec<Edge<N>>,
    has_next: bool,
    has_previous: bool,
    /// How many items the whole list has, where the page tells.
    total: Option<usize>,
    query: N::Query,
}

/// An item of a page with its place in the list.
pub(crate) struct Edge<N> {
    cursor: String,
    node: N,
}

impl<N: Listed> Connection<N> {
    /// A page as it is said; `say` leaves out what can't be.
    pub(crate) fn new<T>(page: Page<T>, query: N::Query, say: impl Fn(T) -> Option<N>) -> Self {
        let (total, has_next, has_previous) = (page.total(), page.has_next, page.has_previous);
        let edges = page.items.into_iter().filter_map(|(cursor, item)| Some(Edge { cursor, node: say(item)? }));
        Self { edges: edges.collect(), has_next, has_previous, total, query }
    }
}

#[Object(name_type, use_type_description)]
impl<N: Listed> Connection<N> {
    /// The items of this page, each with its cursor.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The items of this page without their cursors.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// What lies before and behind this page.
    async fn page_info(&self) -> PageInfo<'_> {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.edges.first().map(|edge| edge.cursor.as_str()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.as_str()),
        }
    }

    /// How many items the whole list has, on all its pages. It is exact.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let session = session(ctx);
        let count = match self.total {
            Some(count) => count,
            None => N::count(session, &self.query).await.told(session)?,
        };
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

#[Object(name_type, use_type_description)]
impl<N: Listed> Edge<N> {
    /// The place of this item in the list: give it as `after` or `before` to go on from here. It belongs to this list,
    /// with its filter and order, and stays good when the item itself is gone.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The item.
    async fn node(&self) -> &N {
        &self.node
    }
}

impl<N: Listed> TypeName for Connection<N> {
    fn type_name() -> Cow<'static, str> {
        N::CONNECTION.0.into()
    }
}

impl<N: Listed> Description for Connection<N> {
    fn description() -> &'static str {
        N::CONNECTION.1
    }
}

impl<N: Listed> TypeName for Edge<N> {
    fn type_name() -> Cow<'static, str> {
        N::EDGE.0.into()
    }
}

impl<N: Listed> Description for Edge<N> {
    fn description() -> &'static str {
        N::EDGE.1
    }
}

/// What lies before and behind a page of a list.
#[derive(SimpleObject)]
pub(crate) struct PageInfo<'p> {
    /// There is more behind this page. Paging backwards, it says whether a cursor was given in `before`.
    has_next_page: bool,
    /// There is more before this page. Paging forwards, it says whether a cursor was given in `after`.
    has_previous_page: bool,
    /// The cursor of the first item, for `before`; null for an empty page.
    start_cursor: Option<&'p str>,
    /// The cursor of the last item, for `after`; null for an empty page.
    end_cursor: Option<&'p str>,
}

/// The page arguments of a field.
pub(crate) fn page(
    first: Option<i32>,
    after: Option<String>,
    last: Option<i32>,
    before: Option<String>,
) -> PageRequest {
    PageRequest { first: first.map(i64::from), after, last: last.map(i64::from), before }
}
