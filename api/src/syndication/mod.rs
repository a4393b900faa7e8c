//! Open feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, a file a format, written of one and the same [`Feed`]; and sitemaps.
//! What is in them is gathered in `api/src/rest/syndication.rs` and `api/src/rest/sitemaps.rs`.

use domain::Language;
use jiff::Timestamp;

mod atom;
mod element;
mod json_feed;
mod rss;
pub mod sitemap;

/// The formats that a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Atom, RFC 4287.
    Atom,
    /// RSS 2.0 (<https://www.rssboard.org/rss-specification>).
    Rss,
    /// JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The end of its addresses.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Rss => "rss",
            Self::Json => "json",
        }
    }

    /// Its media type, without parameters.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// Its `Content-Type`.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Json => "application/feed+json",
        }
    }

    /// Writes a feed.
    ///
    /// # Errors
    /// None for a feed whose texts are free of characters that XML has no place for, which those of the publication are.
    pub fn write(self, feed: &Feed) -> Result<Vec<u8>, String> {
        match self {
            Self::Atom => atom::write(feed),
            Self::Rss => rss::write(feed),
            Self::Json => json_feed::write(feed),
        }
    }
}

/// A feed. All addresses are absolute.
#[derive(Debug, Clone)]
pub struct Feed {
    /// What it is called.
    pub title: String,
    /// What is in it.
    pub description: String,
    /// The language that was asked for.
    pub language: Language,
    /// The page of what it is about.
    pub home: String,
    /// The name of the publication.
    pub publication: String,
    /// The logo of the publication.
    pub logo: Option<String>,
    /// This page of it, in this format.
    pub own: String,
    /// Its first page in each format.
    pub formats: Vec<(Format, String)>,
    /// The pages beside this one (RFC 5005, section 3).
    pub pages: Pages,
    /// When anything in it last changed.
    pub updated: Timestamp,
    /// What is in it.
    pub entries: Vec<Entry>,
    /// What was in it and was withdrawn (RFC 6721).
    pub deleted: Vec<Deleted>,
}

/// The pages beside one.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// The one that begins the feed.
    pub first: String,
    /// The one with what is newer.
    pub previous: Option<String>,
    /// The one with what is older.
    pub next: Option<String>,
}

/// An article in a feed, in one language.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The same in all feeds and formats, for good; another in each language.
    pub id: String,
    /// Its page.
    pub url: String,
    /// The language of its text.
    pub language: Language,
    /// The headline.
    pub title: String,
    /// What it says, in a sentence or two; of an item of a playlist, what the list's owner says of it.
    pub summary: Option<String>,
    /// All of it, as HTML.
    pub content: Option<String>,
    /// When it was published.
    pub published: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who else contributed.
    pub contributors: Vec<String>,
    /// What it is about: slug and name of topics, then of regions.
    pub categories: Vec<(String, String)>,
    /// The image that goes with it.
    pub picture: Option<Picture>,
    /// The same article in other languages.
    pub alternates: Vec<(Language, String)>,
}

/// An image.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// `image/jpeg` …
    pub media_type: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The point that a crop must keep, from 0, 0 (top left) to 1, 1.
    pub focal_point: (f64, f64),
    /// Whom to credit.
    pub credit: Option<String>,
    /// The agency that it comes from.
    pub agency: Option<String>,
    /// Who took it.
    pub photographer: Option<String>,
    /// What may be done with it, in words.
    pub rights: Option<String>,
    /// When its rights end.
    pub rights_until: Option<Timestamp>,
    /// What is printed below it.
    pub caption: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
}

/// What was withdrawn.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// The id that its entry had.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

#[cfg(test)]
mod tests;
