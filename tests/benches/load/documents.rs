//! The GraphQL documents that are measured, as a site would send them: with variables, so that a text is parsed once.
//! Shared by `load` and `micro`.

macro_rules! with_card {
    ($($query:literal),+ $(,)?) => {
        concat!(
            $($query,)+
            " fragment Card on Article { id kind language slug title standfirst publishedAt readingMinutes",
            " byline { role title affiliation expert { id slug name honorific } } topics { id slug name } }",
        )
    };
}

/// The latest articles with their experts and topics: `first`.
pub const LATEST: &str = with_card!(
    "query Latest($first: Int!) { articles(first: $first) {",
    " nodes { ...Card } pageInfo { hasNextPage endCursor } } }",
);

/// A page behind a cursor, with experts and topics: `first`, `after`.
pub const PAGE: &str = with_card!(
    "query Page($first: Int!, $after: String) { articles(first: $first, after: $after) {",
    " nodes { ...Card } pageInfo { hasNextPage endCursor } } }",
);

/// An article with its body as it is stored: `slug`.
pub const ARTICLE: &str = with_card!(
    "query Article($slug: String!) { article(slug: $slug) {",
    " ...Card body { blocks } leadImage { url alt width height } } }",
);

/// An article with its body as HTML: `slug`.
pub const ARTICLE_HTML: &str = with_card!(
    "query ArticleAsHtml($slug: String!) { article(slug: $slug) {",
    " ...Card body { html } leadImage { url alt width height } } }",
);

/// An expert with the latest articles: `slug`, `first`.
pub const EXPERT: &str = with_card!(
    "query Expert($slug: String!, $first: Int!) { expert(slug: $slug) {",
    " id slug name honorific title affiliation bio",
    " articles(first: $first) { nodes { ...Card } pageInfo { hasNextPage endCursor } } } }",
);

/// A public list with what is in it: `id`, `first`.
pub const PLAYLIST: &str = with_card!(
    "query Playlist($id: ID!, $first: Int!) { playlist(id: $id) {",
    " id title description itemCount owner { displayName }",
    " items(first: $first) { nodes { id description state addedAt article { ...Card } } pageInfo { hasNextPage endCursor } } } }",
);

/// 'My World Review' in one round trip.
pub const MY_PAGE: &str = include_str!("../readers/page.graphql");
