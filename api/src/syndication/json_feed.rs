//! JSON Feed 1.1. What the format has no member for is in extensions, which are objects whose names begin
//! with an underscore.

use domain::Language;
use serde::Serialize;

use super::{Deleted, Entry, Feed, Format, Picture};

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    authors: [Author<'a>; 1],
    language: String,
    items: Vec<Item<'a>>,
    _world_review: More<'a>,
}

/// What the format has no member for: an extension is an object.
#[derive(Serialize)]
struct More<'a> {
    deleted: Vec<Gone<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// An item has a content of one kind or the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    authors: Vec<Author<'a>>,
    tags: Vec<&'a str>,
    language: String,
    _world_review: MoreOfItem<'a>,
}

/// What the format has no member for in an item.
#[derive(Serialize)]
struct MoreOfItem<'a> {
    contributors: Vec<Author<'a>>,
    image: Option<Image<'a>>,
    translations: Vec<Translation<'a>>,
}

#[derive(Serialize)]
struct Image<'a> {
    width: u32,
    height: u32,
    media_type: &'a str,
    credit: Option<&'a str>,
    alt: Option<&'a str>,
}

#[derive(Serialize)]
struct Translation<'a> {
    language: String,
    url: &'a str,
}

#[derive(Serialize)]
struct Gone<'a> {
    id: &'a str,
    at: String,
    reason: &'a str,
}

/// Writes a feed.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, String> {
    let own = feed.formats.iter().find(|(format, _)| *format == Format::Json);
    let document = Document {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        // That of the feed, whichever of its pages this is.
        feed_url: own.map_or(&feed.own, |(_, url)| url),
        description: &feed.description,
        icon: feed.logo.as_deref(),
        next_url: feed.pages.next.as_deref(),
        authors: [Author { name: &feed.publication }],
        language: feed.language.to_string(),
        items: feed.entries.iter().map(item).collect(),
        _world_review: More { deleted: feed.deleted.iter().map(gone).collect() },
    };
    serde_json::to_vec(&document).map_err(|error| error.to_string())
}

fn gone(deleted: &Deleted) -> Gone<'_> {
    Gone { id: &deleted.id, at: deleted.at.to_string(), reason: &deleted.reason }
}

fn translation((language, url): &(Language, String)) -> Translation<'_> {
    Translation { language: language.to_string(), url }
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_html: entry.content.as_deref(),
        content_text: match entry.content {
            Some(_) => None,
            None => Some(entry.summary.as_deref().unwrap_or(&entry.title)),
        },
        summary: entry.summary.as_deref(),
        image: entry.picture.as_ref().map(|it| it.url.as_str()),
        date_published: entry.published.to_string(),
        date_modified: entry.updated.to_string(),
        authors: entry.authors.iter().map(|name| Author { name }).collect(),
        tags: entry.categories.iter().map(|(_, name)| name.as_str()).collect(),
        language: entry.language.to_string(),
        _world_review: MoreOfItem {
            contributors: entry.contributors.iter().map(|name| Author { name }).collect(),
            image: entry.picture.as_ref().map(image),
            translations: entry.alternates.iter().map(translation).collect(),
        },
    }
}

fn image(picture: &Picture) -> Image<'_> {
    Image {
        width: picture.width,
        height: picture.height,
        media_type: &picture.media_type,
        credit: picture.credit.as_deref(),
        alt: picture.alt.as_deref(),
    }
}
