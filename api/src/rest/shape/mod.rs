//! What is said in JSON, and how: a model with the wish of a request becomes the object of openapi.yaml, written
//! straight to bytes. Which things there are, and who may see them, was decided before.

mod article;
mod body;
mod byline;
mod expert;
mod facets;
mod image;
mod manuscript;
mod partner;
mod personal;
mod playlist;
mod term;
mod webhook;

use std::cell::RefCell;

use domain::text::ResolvedImage;
use domain::{Language, Preference, Session};

pub use article::{ArticleField, ArticleShape, ArticleWanted, Include};
pub use body::{BodyFormat, BodyShape};
pub use expert::{ExpertField, ExpertInclude, ExpertShape, ExpertWanted};
pub use facets::FacetsShape;
pub use image::ImageShape;
pub use manuscript::{AuditShape, ConflictShape, DiffShape, ManuscriptShape, PreviewShape, RevisionShape, SavedShape};
pub use manuscript::{TextShape, WholeRevisionShape, WholeTextShape, in_its_language};
pub use partner::{ApiKeyShape, OrganisationShape, ProductShape, UsageShape};
pub use personal::{FollowShape, ReadingShape, ReasonedShape};
pub use playlist::{ChangedShape, FeaturedShape, ItemShape, PlaylistShape, ReportShape, ReportedShape};
pub use term::{TermField, TermShape};
pub use webhook::{WebhookDeliveryShape, WebhookEndpointShape, WebhookSecretShape};

use crate::app::App;

/// A set of keys or words: the variants of a field-less enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Set(u32);

impl Set {
    /// All of them.
    pub const ALL: Set = Set(u32::MAX);
    /// None of them.
    pub const NONE: Set = Set(0);

    /// These, by their places in their list.
    pub fn of(places: impl IntoIterator<Item = u32>) -> Self {
        Self(places.into_iter().fold(0, |set, place| set | 1 << place))
    }

    /// Whether the one at this place is in it.
    #[must_use]
    pub const fn has(self, place: u32) -> bool {
        self.0 & (1 << place) != 0
    }

    /// With the one at this place, or without it.
    #[must_use]
    pub const fn put(self, place: u32, present: bool) -> Self {
        if present { Self(self.0 | 1 << place) } else { Self(self.0 & !(1 << place)) }
    }
}

/// What an answer is said with: the data, the wish, and the languages that turned out to be used.
pub struct Saying<'s> {
    session: &'s Session,
    app: &'s App,
    /// The wish for what was asked for.
    pub wish: Preference,
    /// The wish for what is only mentioned: a name in another language is better than none.
    mention: Preference,
    used: RefCell<Vec<Language>>,
}

impl<'s> Saying<'s> {
    /// For an answer by this wish.
    #[must_use]
    pub fn new(session: &'s Session, app: &'s App, wish: Preference) -> Self {
        let (first, others) = wish.chain().split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        let mention = session.languages().preference(first, others, true).unwrap_or_else(|_| wish.clone());
        Self { session, app, wish, mention, used: RefCell::default() }
    }

    /// The languages of the objects that were said, in the order of their first appearance; the language wanted
    /// first when there were none.
    #[must_use]
    pub fn languages(&self) -> Vec<Language> {
        let used = self.used.borrow();
        if used.is_empty() { self.wish.chain()[..1].to_vec() } else { used.clone() }
    }

    fn uses(&self, language: &Language) {
        let mut used = self.used.borrow_mut();
        if !used.contains(language) {
            used.push(language.clone());
        }
    }

    fn media(&self, file: &domain::media::ObjectName) -> String {
        self.app.address(&format!("/media/{file}"))
    }

    /// An image that a body names, for its renderings.
    fn resolved(&self, id: &str) -> Option<ResolvedImage> {
        let image = self.session.images().by_id(domain::id::ImageId::parse(id).ok()?)?;
        let alt = self.mention.best(&image.texts).and_then(|served| served.text.alt.clone());
        Some(ResolvedImage { url: self.media(&image.file), width: Some(image.width), height: Some(image.height), alt })
    }
}

/// Declares the keys or words of a parameter: an enum, and the list of its spellings for the parser.
macro_rules! spelled {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $(#[doc = $word] $variant,)* }

        impl $name {
            /// Every word with its place in the list.
            pub const WORDS: &'static [(&'static str, u32)] = &[$(($word, $name::$variant as u32)),*];
        }
    };
}
use spelled;
