//! An item of ninjs 3.x as it stands there, as far as anything of it is taken over. Properties that aren't named here are
//! read over. Source: IPTC's JSON schema of ninjs 3.1.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::import::prose;

/// A news object.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(default)]
pub(super) struct Item {
    /// The only property that must be there.
    pub(super) uri: String,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) representation_type: Option<String>,
    pub(super) pub_status: Option<String>,
    pub(super) language: Option<String>,
    pub(super) first_created: Option<String>,
    pub(super) version_created: Option<String>,
    pub(super) content_created: Option<String>,
    /// The name of ninjs 1 and 2 for `embargoedUntil`, which agencies still write.
    pub(super) embargoed: Option<String>,
    pub(super) embargoed_until: Option<String>,
    pub(super) headlines: Vec<Piece>,
    pub(super) descriptions: Vec<Piece>,
    pub(super) bodies: Vec<Piece>,
    pub(super) title: Option<String>,
    pub(super) slugline: Option<String>,
    pub(super) by: Option<String>,
    pub(super) copyright_holder: Option<String>,
    pub(super) copyright_notice: Option<String>,
    pub(super) usage_terms: Option<String>,
    pub(super) rights_info: Option<RightsInfo>,
    pub(super) subjects: Vec<Concept>,
    pub(super) places: Vec<Concept>,
    pub(super) genres: Vec<Concept>,
    pub(super) renditions: Vec<Rendition>,
    pub(super) associations: Vec<Item>,
    pub(super) event_details: Option<IgnoredAny>,
    pub(super) planned_coverage: Option<IgnoredAny>,
}

/// A headline, description or body.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Piece {
    pub(super) role: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) value: String,
}

/// A subject, place or genre.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Concept {
    pub(super) name: Option<String>,
    pub(super) uri: Option<String>,
    pub(super) literal: Option<String>,
}

/// A file of a picture.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rendition {
    pub(super) href: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) width: Option<u32>,
    pub(super) height: Option<u32>,
    pub(super) poi: Option<Point>,
}

/// A point in pixels from the top left.
#[derive(Deserialize)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// What may be done with it, as an expression or as a link to one.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RightsInfo {
    pub(super) linked_rights: Option<String>,
}

impl Item {
    /// Reads an item.
    ///
    /// # Errors
    /// The reason when the bytes are not JSON, or not of an item's shape.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut item: Self =
            serde_json::from_slice(bytes).map_err(|error| format!("it is not a ninjs item: {error}"))?;
        item.uri = prose::line(&item.uri);
        if item.uri.is_empty() { Err("it has no `uri`".to_owned()) } else { Ok(item) }
    }

    /// Its source key.
    pub(super) fn key(&self) -> String {
        prose::key(format!("ninjs:{}", self.uri))
    }

    /// Its headline, or else what comes nearest to one.
    pub(super) fn headline(&self) -> Option<String> {
        let main = self.headlines.iter().filter(|headline| headline.has_role("main"));
        let headlines = main.chain(&self.headlines).map(Piece::text);
        let others = [&self.title, &self.slugline].into_iter().flatten().map(|text| prose::line(text));
        headlines.chain(others).find(|text| !text.is_empty())
    }

    /// The first description that says something, by roles in order of preference.
    pub(super) fn description(&self, roles: &[&str]) -> Option<String> {
        let pieces = roles.iter().flat_map(|role| self.descriptions.iter().filter(|piece| piece.has_role(role)));
        pieces.map(Piece::text).find(|text| !text.is_empty())
    }
}

impl Piece {
    /// It has this role; a piece without one has the role ``.
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.role.as_deref().unwrap_or_default().eq_ignore_ascii_case(role)
    }

    /// It is HTML, of whatever generation.
    pub(super) fn is_html(&self) -> bool {
        let media_type = self.media_type();
        match media_type.as_str() {
            "" => ["html", "xhtml", "html5"].iter().any(|role| self.has_role(role)),
            _ => matches!(media_type.as_str(), "text/html" | "text/html5" | "text/xhtml" | "application/xhtml+xml"),
        }
    }

    /// It is plain text, or doesn't say what it is.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.media_type().as_str(), "" | "text/plain") && !self.is_html()
    }

    /// What it says, in one line.
    pub(super) fn text(&self) -> String {
        if self.is_html() { prose::plain(&self.value) } else { prose::line(&self.value) }
    }

    fn media_type(&self) -> String {
        let whole = self.content_type.as_deref().unwrap_or_default();
        whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}
