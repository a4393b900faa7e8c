//! Playlists and their items as JSON.

use domain::article::Article;
use domain::id::{PlaylistId, PlaylistItemId, PlaylistReportId};
use domain::playlist::{Changed, Featured, ItemState, Playlist, PlaylistItem, Report, Reported, Visibility};
use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::article::{ArticleField, ArticleShape, ArticleWanted};
use super::{Saying, Set};

/// A list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaylistShape<'a> {
    id: PlaylistId,
    title: &'a str,
    description: &'a str,
    visibility: Visibility,
    version: i64,
    item_count: i64,
    owner: OwnerShape<'a>,
    is_own: bool,
    copied_from: Option<CreditShape<'a>>,
    hidden_at: Option<Timestamp>,
    hidden_because: Option<&'a str>,
    pinned_until: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OwnerShape<'a> {
    display_name: &'a str,
}

#[derive(Serialize)]
struct CreditShape<'a> {
    id: PlaylistId,
    title: &'a str,
    owner: OwnerShape<'a>,
}

impl<'a> From<&'a Playlist> for PlaylistShape<'a> {
    fn from(list: &'a Playlist) -> Self {
        let credit = list.copied_from.as_ref().map(|credit| CreditShape {
            id: credit.id,
            title: &credit.title,
            owner: OwnerShape { display_name: &credit.owner_name },
        });
        Self {
            id: list.id,
            title: &list.title,
            description: &list.description,
            visibility: list.visibility,
            version: list.version,
            item_count: list.item_count,
            owner: OwnerShape { display_name: &list.owner_name },
            is_own: list.is_own,
            copied_from: credit,
            hidden_at: list.hidden.as_ref().map(|hidden| hidden.at),
            hidden_because: list.hidden.as_ref().map(|hidden| hidden.because.as_str()),
            pinned_until: list.pinned_until,
            created_at: list.created_at,
            updated_at: list.updated_at,
        }
    }
}

/// What came of a change of items: the list, and which items were added or changed.
#[derive(Serialize)]
pub struct ChangedShape<'a> {
    playlist: PlaylistShape<'a>,
    items: &'a [PlaylistItemId],
}

impl<'a> From<&'a Changed> for ChangedShape<'a> {
    fn from(changed: &'a Changed) -> Self {
        Self { playlist: (&changed.playlist).into(), items: &changed.items }
    }
}

/// A list that is featured.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeaturedShape<'a> {
    playlist: PlaylistShape<'a>,
    featured_since: Timestamp,
    featured_until: Timestamp,
    is_pinned: bool,
}

impl<'a> From<&'a Featured> for FeaturedShape<'a> {
    fn from(featured: &'a Featured) -> Self {
        Self {
            playlist: (&featured.playlist).into(),
            featured_since: featured.since,
            featured_until: featured.until,
            is_pinned: featured.is_pinned,
        }
    }
}

/// A report, as staff reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportShape<'a> {
    id: PlaylistReportId,
    reason: &'a str,
    created_at: Timestamp,
    playlist: Option<PlaylistShape<'a>>,
}

impl<'a> From<&'a Report> for ReportShape<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            id: report.id,
            reason: &report.reason,
            created_at: report.created_at,
            playlist: report.playlist.as_ref().map(PlaylistShape::from),
        }
    }
}

/// That something was reported.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedShape {
    id: PlaylistReportId,
    created_at: Timestamp,
}

impl From<Reported> for ReportedShape {
    fn from(reported: Reported) -> Self {
        Self { id: reported.id, created_at: reported.created_at }
    }
}

/// An item with its article.
pub struct ItemShape<'a> {
    /// What it is said with.
    pub saying: &'a Saying<'a>,
    /// The item.
    pub item: &'a PlaylistItem,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemMembers<'a> {
    id: PlaylistItemId,
    description: &'a str,
    state: ItemState,
    article: Option<ArticleShape<'a>>,
    added_at: Timestamp,
    corrected_at: Option<Timestamp>,
}

impl Serialize for ItemShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let item = self.item;
        let members = ItemMembers {
            id: item.id,
            description: &item.description,
            state: item.state,
            article: item.article.as_deref().and_then(|article| self.article(article)),
            added_at: item.added_at,
            corrected_at: item.corrected_at(),
        };
        members.serialize(serializer)
    }
}

impl<'a> ItemShape<'a> {
    /// The article as lists show it: all of it but the body.
    fn article(&self, article: &'a Article) -> Option<ArticleShape<'a>> {
        let served = self.saying.wish.best(&article.texts)?;
        let fields = Set::ALL.put(ArticleField::Body as u32, false);
        let wanted = ArticleWanted { fields, include: Set::NONE, formats: Set::NONE };
        let (text, is_fallback) = (served.text, served.is_fallback);
        Some(ArticleShape { saying: self.saying, article, text, is_fallback, body: None, wanted })
    }
}
