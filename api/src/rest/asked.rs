//! What a request for articles asks: which ones, in which order, and how much of each.

use domain::Preference;
use domain::article::{ArticleOrder, ArticleQuery, Kind, OrderField};

use super::found;
use super::query::Query;
use super::shape::{ArticleField, ArticleWanted, BodyFormat, Include, Set};
use super::taxonomy::{RegionTree, TopicTree};
use crate::routes::Call;

/// The parameters of all lists of articles, besides those of pages and languages.
pub const LIST: &[&str] = &["kind", "published_from", "published_until", "order"];
/// What may be wanted of an article.
pub const WANTED: &[&str] = &["fields", "include", "body"];
/// The filters and the order. Those that the operation doesn't have were refused when the query was read.
pub fn read_filters(query: &mut Query<'_>, call: &Call, wish: &Preference) -> ArticleQuery {
    const KINDS: [(&str, Kind); 5] = [
        ("analysis", Kind::Analysis),
        ("report", Kind::Report),
        ("opinion", Kind::Opinion),
        ("interview", Kind::Interview),
        ("briefing", Kind::Briefing),
    ];
    const ORDERS: [(&str, ArticleOrder); 4] = [
        ("-published_at", ArticleOrder { field: OrderField::PublishedAt, descending: true }),
        ("published_at", ArticleOrder { field: OrderField::PublishedAt, descending: false }),
        ("-updated_at", ArticleOrder { field: OrderField::UpdatedAt, descending: true }),
        ("updated_at", ArticleOrder { field: OrderField::UpdatedAt, descending: false }),
    ];
    let orders = query.words("order", "an order", &ORDERS).unwrap_or_default();
    if orders.len() > 1 {
        query.fault("order", "`order` is one order.");
    }
    ArticleQuery {
        topic: found::term_filter::<TopicTree>(query, &call.session, wish),
        region: found::term_filter::<RegionTree>(query, &call.session, wish),
        expert: found::expert_filter(query, &call.session),
        kinds: query.words("kind", "a kind of article", &KINDS).unwrap_or_default(),
        language: None,
        published_from: query.instant("published_from"),
        published_until: query.instant("published_until"),
        order: orders.first().copied().unwrap_or_default(),
    }
}

/// What is wanted: `include` adds to `fields`. An article by itself has its body unless `fields` leaves it out.
pub fn read_wanted(query: &mut Query<'_>, by_itself: bool) -> ArticleWanted {
    let by_default = || Set::ALL.put(ArticleField::Body as u32, by_itself);
    let fields = query.words("fields", "a key of an article", ArticleField::WORDS);
    let include = query.words("include", "something to include", Include::WORDS).map_or(Set::NONE, Set::of);
    let formats = query.words("body", "a format of bodies", BodyFormat::WORDS).map(Set::of);
    let mut wanted = ArticleWanted {
        fields: fields.map_or_else(by_default, Set::of),
        include,
        formats: formats.unwrap_or(Set::of([BodyFormat::Blocks as u32, BodyFormat::Html as u32])),
    };
    for (include, field) in [
        (Include::Body, ArticleField::Body),
        (Include::Experts, ArticleField::Byline),
        (Include::Topics, ArticleField::Topics),
        (Include::Regions, ArticleField::Regions),
        (Include::LeadImage, ArticleField::LeadImage),
    ] {
        if wanted.include.has(include as u32) {
            wanted.fields = wanted.fields.put(field as u32, true);
        }
    }
    if formats.is_some() && !wanted.body() {
        query.fault("body", "This answer has no body to give a format of; ask for it with `include=body`.");
    }
    wanted
}
