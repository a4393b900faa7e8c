//! Manuscripts: begun, listed, filed, led from state to state.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LINK, LOCATION};
use domain::article::{Contribution, ContributorRole, CorrectionKind, Kind, Status};
use domain::id::{AccountId, ArticleId, ExpertId, ImageId, RegionId, TopicId};
use domain::manuscript::{
    Correcting, Expected, Filing, LocalTime, Manuscript, ManuscriptFilter, NewManuscript, Step, StepKind,
};
use domain::{Code, Error, Language};
use serde::Deserialize;

use super::condition::{met, required};
use super::manuscript_texts::{TextInput, conflict};
use super::page::{self, List, PageInfo, own};
use super::query::{PAGE, Query, told};
use super::shape::{AuditShape, ManuscriptShape, SavedShape};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FilingInput {
    kind: Option<Kind>,
    byline: Option<Vec<ContributionInput>>,
    topics: Option<Vec<TopicId>>,
    regions: Option<Vec<RegionId>>,
    #[serde(default, deserialize_with = "told")]
    lead_image: Option<Option<ImageId>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContributionInput {
    expert: ExpertId,
    role: ContributorRole,
}

impl From<FilingInput> for Filing {
    fn from(input: FilingInput) -> Self {
        let contribution = |it: ContributionInput| Contribution { expert: it.expert, role: it.role, texts: [].into() };
        Self {
            kind: input.kind,
            byline: input.byline.map(|byline| byline.into_iter().map(contribution).collect()),
            topics: input.topics,
            regions: input.regions,
            lead_image: input.lead_image,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInput {
    kind: Kind,
    language: Language,
    text: TextInput,
    #[serde(default)]
    filing: FilingInput,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorsInput {
    authors: Vec<AccountId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StepInput {
    step: StepKind,
    texts: Vec<ExpectedInput>,
    reason: Option<String>,
    time: Option<TimeInput>,
    #[serde(default)]
    is_embargoed: bool,
    kind: Option<CorrectionKind>,
    #[serde(default)]
    notes: BTreeMap<Language, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedInput {
    language: Language,
    revision: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimeInput {
    at: String,
    zone: String,
    offset: Option<String>,
}

impl StepInput {
    /// The step, with what belongs to it and nothing else.
    fn read(self) -> Result<(Vec<Expected>, Step), Error> {
        let texts = self.texts.into_iter().map(|text| Expected { language: text.language, revision: text.revision });
        let needed = |field: &str| Error::new(Code::ValueInvalid, "This step needs it.").at(field);
        let strange = [
            ("time", self.time.is_some(), self.step == StepKind::Schedule),
            ("isEmbargoed", self.is_embargoed, self.step == StepKind::Schedule),
            ("kind", self.kind.is_some(), self.step == StepKind::Correct),
            ("notes", !self.notes.is_empty(), self.step == StepKind::Correct),
            (
                "reason",
                self.reason.is_some(),
                matches!(self.step, StepKind::Return | StepKind::Unpublish | StepKind::Withdraw),
            ),
        ];
        if let Some((field, ..)) = strange.iter().find(|(_, is_given, is_taken)| *is_given && !is_taken) {
            return Err(Error::new(Code::ValueInvalid, "This step doesn't take it.").at(*field));
        }
        let step = match self.step {
            StepKind::Submit => Step::Submit,
            StepKind::Return => Step::Return(self.reason),
            StepKind::Approve => Step::Approve,
            StepKind::Schedule => {
                let TimeInput { at, zone, offset } = self.time.ok_or_else(|| needed("time"))?;
                Step::Schedule { time: LocalTime { at, zone, offset }, embargoed: self.is_embargoed }
            }
            StepKind::Unschedule => Step::Unschedule,
            StepKind::Publish => Step::Publish,
            StepKind::Correct => {
                Step::Correct(Correcting { kind: self.kind.ok_or_else(|| needed("kind"))?, notes: self.notes })
            }
            StepKind::Unpublish => Step::Unpublish(self.reason),
            StepKind::Archive => Step::Archive,
            StepKind::Reopen => Step::Reopen,
            StepKind::Withdraw => Step::Withdraw(self.reason.ok_or_else(|| needed("reason"))?),
        };
        Ok((texts.collect(), step))
    }
}

/// The article that the path names.
pub(super) fn named(call: &Call) -> Result<ArticleId, Error> {
    ArticleId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The answer to a change of a manuscript.
fn changed(manuscript: Manuscript) -> Result<Done, Error> {
    let tag = version(&manuscript);
    Ok(Done::with(StatusCode::OK, &ManuscriptShape::new(manuscript))?.header(ETAG, format!("\"{tag}\"")))
}

/// The revision of an article, as its validators tell it.
fn version(manuscript: &Manuscript) -> String {
    format!("{}-{}", manuscript.article.id, manuscript.article.revision)
}

/// `GET /v1/manuscripts`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["status", "language", "author"]])?;
    let known: Vec<(&str, Status)> = Status::ALL.iter().map(|status| (status.as_str(), *status)).collect();
    let statuses = query.words("status", "a state of a text", &known).unwrap_or_default();
    let language = query.value("language").map(Language::parse).transpose();
    let author = query.value("author").map(AccountId::parse).transpose();
    let filter = ManuscriptFilter {
        statuses,
        language: language.map_err(|error| error.at("language"))?,
        author: author.map_err(|error| error.at("author"))?,
    };
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let manuscripts = call.session.manuscripts();
    let page = manuscripts.page(&filter, &request).await?;
    let count = page::total(total, &page, manuscripts.count(&filter)).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/manuscripts", &query, &request);
    let data: Vec<ManuscriptShape> = page.items.into_iter().map(|(_, it)| ManuscriptShape::new(it)).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).with(LINK, links)))
}

/// `POST /v1/manuscripts`
pub async fn create(call: Call) -> Outcome {
    let input: NewInput = call.body.read()?;
    let new = NewManuscript {
        kind: input.kind,
        language: input.language,
        text: input.text.into(),
        filing: input.filing.into(),
    };
    let saved = call.session.manuscripts().create(new).await?;
    let address = call.app.address(&format!("/v1/manuscripts/{}", saved.manuscript.article.id));
    let said =
        SavedShape { manuscript: ManuscriptShape::new(saved.manuscript), revision: saved.revision, notes: saved.notes };
    Ok(Reply::Done(Done::with(StatusCode::CREATED, &said)?.header(LOCATION, address)))
}

/// `GET /v1/manuscripts/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let manuscript = call.session.manuscripts().by_id(named(&call)?).await?;
    let version = version(&manuscript);
    let bytes = serde_json::to_vec(&ManuscriptShape::new(manuscript)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).at_version(version)))
}

/// `PATCH /v1/manuscripts/{id}`
pub async fn file(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    let input: FilingInput = call.body.read()?;
    let manuscript = met(call.session.manuscripts().file(id, expected, input.into()).await)?;
    Ok(Reply::Done(changed(manuscript)?))
}

/// `PUT /v1/manuscripts/{id}/authors`
pub async fn set_authors(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    let input: AuthorsInput = call.body.read()?;
    let manuscript = met(call.session.manuscripts().set_authors(id, expected, input.authors).await)?;
    Ok(Reply::Done(changed(manuscript)?))
}

/// `POST /v1/manuscripts/{id}/steps`
pub async fn step(call: Call) -> Outcome {
    let id = named(&call)?;
    let (texts, step) = call.body.read::<StepInput>()?.read()?;
    let outcome = call.session.manuscripts().step(id, &texts, step).await;
    let manuscript = match outcome {
        Ok(manuscript) => manuscript,
        Err(error) => return Err(conflict(&call, id, &texts, error).await?),
    };
    Ok(Reply::Done(changed(manuscript)?))
}

/// `GET /v1/manuscripts/{id}/history`
pub async fn history(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let steps = call.session.manuscripts().history(named(&call)?).await?;
    let data: Vec<AuditShape> = steps.into_iter().map(AuditShape::new).collect();
    let bytes = serde_json::to_vec(&serde_json::json!({"data": data})).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}
