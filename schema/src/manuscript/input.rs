//! What is sent of a manuscript: texts, bodies, what it is about, times.

use async_graphql::{ID, InputObject, MaybeUndefined, OneofObject};
use domain::article as words;
use domain::id::{AnyId, ArticleId, ExpertId, ImageId};
use domain::manuscript as model;
use domain::text;
use domain::{Code, Error, Language};

use crate::article::{ArticleKind, ContributorRole};
use crate::mutation::given;
use crate::scalar::{Json, LanguageTag};

/// A body, in one of three ways.
#[derive(OneofObject)]
pub(crate) enum BodyInput {
    /// Portable Text: an array of blocks as `Body.blocks` has them. A `_key` that is missing is given out.
    Blocks(Json),
    /// CommonMark with the tables and strike-through of GitHub's dialect.
    Markdown(String),
    /// HTML. It is sanitised: what a body can't hold is left out, and told in `notes`.
    Html(String),
}

/// What shall be saved of a text. What isn't given stays; what is null is taken away.
#[derive(InputObject, Default)]
pub(crate) struct ArticleTextInput {
    /// The headline: 1 to 300 characters.
    title: Option<String>,
    /// What it says, in a sentence or two: at most 2000 characters.
    standfirst: MaybeUndefined<String>,
    /// Its name in addresses, unique among the articles of the language. A new text without one gets one that is made from
    /// its title: 'Straße' becomes `strasse`.
    slug: Option<String>,
    /// The body. Blocks that come from Markdown or HTML keep the keys of those that they were before.
    body: Option<BodyInput>,
    /// What was changed, for those who read the list of revisions: at most 1000 characters.
    note: Option<String>,
}

impl ArticleTextInput {
    pub(super) fn read(self) -> domain::Result<model::TextSave> {
        let body = match self.body {
            Some(BodyInput::Blocks(value)) => {
                let value = value.0.into_json();
                let unreadable = |_| Error::new(Code::BodyInvalid, "That is no JSON.").at("body.blocks");
                Some(text::BodyInput::Blocks(value.map_err(unreadable)?))
            }
            Some(BodyInput::Markdown(text)) => Some(text::BodyInput::Markdown(text)),
            Some(BodyInput::Html(text)) => Some(text::BodyInput::Html(text)),
            None => None,
        };
        Ok(model::TextSave {
            title: self.title,
            standfirst: given(self.standfirst),
            slug: self.slug,
            body,
            note: self.note,
        })
    }
}

/// What an expert did for an article.
#[derive(InputObject)]
pub(crate) struct ContributionInput {
    /// The id of the expert.
    expert: ID,
    /// What they did.
    role: ContributorRole,
}

/// What an article is about and who contributed. What isn't given stays.
#[derive(InputObject, Default)]
pub(crate) struct ArticleFilingInput {
    /// What kind of piece it is.
    kind: Option<ArticleKind>,
    /// Who contributed what, in the order of the byline: at most 50. Their titles and affiliations are kept as they are at
    /// the first publication.
    byline: Option<Vec<ContributionInput>>,
    /// The ids of what it is about, the main topic first: at most 50.
    topics: Option<Vec<ID>>,
    /// The ids of where it is about, the main region first: at most 50.
    regions: Option<Vec<ID>>,
    /// The id of the image that goes with it in lists; null takes it away.
    lead_image: MaybeUndefined<ID>,
}

impl ArticleFilingInput {
    pub(super) fn read(self) -> domain::Result<model::Filing> {
        let byline = self.byline.map(|byline| {
            let read = |(place, it): (usize, ContributionInput)| {
                let expert =
                    ExpertId::parse(&it.expert).map_err(|error| error.at(format!("byline[{place}].expert")))?;
                Ok::<_, Error>(words::Contribution { expert, role: it.role.into(), texts: [].into() })
            };
            byline.into_iter().enumerate().map(read).collect::<domain::Result<Vec<_>>>()
        });
        let lead_image = match given(self.lead_image) {
            Some(Some(id)) => Some(Some(ImageId::parse(&id).map_err(|error| error.at("leadImage"))?)),
            other => other.map(|_| None),
        };
        Ok(model::Filing {
            kind: self.kind.map(Into::into),
            byline: byline.transpose()?,
            topics: self.topics.map(|ids| parsed(&ids, "topics")).transpose()?,
            regions: self.regions.map(|ids| parsed(&ids, "regions")).transpose()?,
            lead_image,
        })
    }
}

/// Ids of one kind, with the place of one that isn't.
pub(super) fn parsed<Id: TryFrom<AnyId, Error = Error>>(ids: &[ID], field: &str) -> domain::Result<Vec<Id>> {
    let read = |(place, id): (usize, &ID)| {
        AnyId::parse(id).and_then(Id::try_from).map_err(|error| error.at(format!("{field}[{place}]")))
    };
    ids.iter().enumerate().map(read).collect()
}

/// A text, and its latest revision that was looked at.
#[derive(InputObject)]
pub(crate) struct TextRevisionInput {
    /// The language of the text.
    language: LanguageTag,
    /// The number of its latest revision.
    revision: i32,
}

impl TextRevisionInput {
    pub(super) fn read(texts: Vec<Self>) -> Vec<model::Expected> {
        let read = |text: Self| model::Expected { language: text.language.0, revision: i64::from(text.revision) };
        texts.into_iter().map(read).collect()
    }

    pub(super) fn source(self) -> model::Source {
        model::Source { language: self.language.0, revision: i64::from(self.revision) }
    }
}

/// A time on the clock of a place.
#[derive(InputObject)]
pub(crate) struct LocalTimeInput {
    /// Date and time without an offset: `2026-10-25T06:00:00`.
    at: String,
    /// The place, as the IANA time zone database names it: `Europe/Berlin`.
    zone: String,
    /// Which of the two it is, when clocks are put back and the time comes twice: `+02:00`.
    offset: Option<String>,
}

impl From<LocalTimeInput> for model::LocalTime {
    fn from(input: LocalTimeInput) -> Self {
        Self { at: input.at, zone: input.zone, offset: input.offset }
    }
}

/// What readers of a text are told of a correction.
#[derive(InputObject)]
pub(crate) struct CorrectionNoteInput {
    /// The language of the text.
    language: LanguageTag,
    /// What was wrong, and what is right: 1 to 1000 characters.
    note: String,
}

impl CorrectionNoteInput {
    pub(super) fn parts(self) -> (Language, String) {
        (self.language.0, self.note)
    }
}

/// The id of an article, as an argument names it.
pub(super) fn article_id(id: &ID) -> domain::Result<ArticleId> {
    ArticleId::parse(id).map_err(|error| error.at("id"))
}
