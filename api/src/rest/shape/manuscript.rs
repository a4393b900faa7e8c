//! Manuscripts as JSON: where texts stand, what was saved of them, how that differs; and what staff did.

use domain::article::{ContributorRole, Kind, Status};
use domain::audit::AuditEntry;
use domain::id::{AccountId, ArticleId, ExpertId, ImageId, PreviewId, RegionId, TopicId};
use domain::manuscript::{
    Behind, Conflict, Manuscript, ManuscriptText, Preview, Revision, RevisionDiff, Source, WholeRevision,
};
use domain::text::{BlockDiff, Slug, TextRun};
use domain::{Language, Preference};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// A manuscript.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ManuscriptShape {
    id: ArticleId,
    revision: i64,
    kind: Kind,
    byline: Vec<Contributed>,
    topics: Vec<TopicId>,
    regions: Vec<RegionId>,
    lead_image: Option<ImageId>,
    authors: Vec<AccountId>,
    texts: Vec<TextShape>,
}

#[derive(Serialize)]
struct Contributed {
    expert: ExpertId,
    role: ContributorRole,
}

/// Where a text of a manuscript stands.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TextShape {
    language: Language,
    status: Option<Status>,
    revision: i64,
    shown_revision: i64,
    schedule: Option<ScheduleShape>,
    first_public_at: Option<Timestamp>,
    latest: RevisionShape,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ScheduleShape {
    at: Timestamp,
    zone: Option<String>,
    is_embargoed: bool,
}

impl ManuscriptShape {
    /// As it is said.
    pub fn new(manuscript: Manuscript) -> Self {
        let article = &manuscript.article;
        let byline = article.byline.iter().map(|it| Contributed { expert: it.expert, role: it.role }).collect();
        let texts = manuscript.texts.iter().map(|text| TextShape::new(&manuscript, text)).collect();
        Self {
            id: article.id,
            revision: article.revision,
            kind: article.kind,
            byline,
            topics: article.topics.clone(),
            regions: article.regions.clone(),
            lead_image: article.lead_image,
            authors: manuscript.authors,
            texts,
        }
    }
}

impl TextShape {
    /// As it is said.
    pub fn new(manuscript: &Manuscript, text: &ManuscriptText) -> Self {
        let shown = manuscript.article.texts.iter().find(|shown| shown.language == text.language);
        let schedule = shown.filter(|shown| shown.status == Status::Scheduled).and_then(|shown| {
            Some(ScheduleShape { at: shown.published_at?, zone: text.zone.clone(), is_embargoed: shown.embargoed })
        });
        Self {
            language: text.language.clone(),
            status: shown.map(|shown| shown.status),
            revision: text.head.number,
            shown_revision: text.shown_revision,
            schedule,
            first_public_at: text.first_public_at,
            latest: RevisionShape::new(text.head.clone()),
        }
    }
}

/// A text with its latest body, and how far it is behind its source.
#[derive(Serialize)]
pub struct WholeTextShape {
    #[serde(flatten)]
    text: TextShape,
    body: Value,
    behind: Option<BehindShape>,
}

impl WholeTextShape {
    /// As it is said.
    pub fn new(text: TextShape, whole: &WholeRevision, behind: Option<Behind>) -> Self {
        let behind = behind.map(|behind| BehindShape {
            source: SourceShape::new(behind.source),
            revisions: behind.revisions,
            blocks: behind.blocks,
        });
        Self { text, body: whole.body.to_json(), behind }
    }
}

#[derive(Serialize)]
struct BehindShape {
    source: SourceShape,
    revisions: i64,
    blocks: Vec<String>,
}

#[derive(Serialize)]
struct SourceShape {
    language: Language,
    revision: i64,
}

impl SourceShape {
    fn new(source: Source) -> Self {
        Self { language: source.language, revision: source.revision }
    }
}

/// A revision without its body.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevisionShape {
    number: i64,
    language: Language,
    title: String,
    standfirst: Option<String>,
    slug: Slug,
    source: Option<SourceShape>,
    restored_from: Option<i64>,
    note: Option<String>,
    saved_by: Option<AccountId>,
    saved_at: Timestamp,
}

impl RevisionShape {
    /// As it is said.
    pub fn new(revision: Revision) -> Self {
        Self {
            number: revision.number,
            language: revision.language,
            title: revision.title,
            standfirst: revision.standfirst,
            slug: revision.slug,
            source: revision.source.map(SourceShape::new),
            restored_from: revision.restored_from,
            note: revision.note,
            saved_by: revision.saved_by,
            saved_at: revision.saved_at,
        }
    }
}

/// A revision with its body.
#[derive(Serialize)]
pub struct WholeRevisionShape {
    #[serde(flatten)]
    revision: RevisionShape,
    body: Value,
}

impl WholeRevisionShape {
    /// As it is said.
    pub fn new(whole: WholeRevision) -> Self {
        Self { body: whole.body.to_json(), revision: RevisionShape::new(whole.revision) }
    }
}

/// How two revisions differ.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DiffShape {
    title: Vec<TextRun>,
    standfirst: Vec<TextRun>,
    slug_before: Option<Slug>,
    slug_after: Option<Slug>,
    blocks: Vec<BlockDiff>,
}

impl DiffShape {
    /// As it is said.
    pub fn new(diff: RevisionDiff) -> Self {
        let (slug_before, slug_after) = diff.slug.unzip();
        Self { title: diff.title, standfirst: diff.standfirst, slug_before, slug_after, blocks: diff.body.blocks }
    }
}

/// What a stale change is told.
#[derive(Serialize)]
pub struct ConflictShape {
    expected: Option<RevisionShape>,
    present: RevisionShape,
    diff: Option<DiffShape>,
}

impl ConflictShape {
    /// As it is said.
    pub fn new(conflict: Conflict) -> Self {
        Self {
            expected: conflict.expected.map(RevisionShape::new),
            present: RevisionShape::new(conflict.present),
            diff: conflict.diff.map(DiffShape::new),
        }
    }
}

/// What came of saving a text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SavedShape {
    /// The manuscript.
    pub manuscript: ManuscriptShape,
    /// The number of the revision that was made.
    pub revision: i64,
    /// What was left out of the body.
    pub notes: Vec<String>,
}

/// A link to look at a text before others do, as staff sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewShape {
    id: PreviewId,
    article: ArticleId,
    language: Language,
    revision: Option<i64>,
    created_by: Option<AccountId>,
    created_at: Timestamp,
    expires_at: Timestamp,
    revoked_at: Option<Timestamp>,
}

impl PreviewShape {
    /// As it is said.
    pub fn new(preview: Preview) -> Self {
        Self {
            id: preview.id,
            article: preview.article,
            language: preview.language,
            revision: preview.revision,
            created_by: preview.created_by,
            created_at: preview.created_at,
            expires_at: preview.expires_at,
            revoked_at: preview.revoked_at,
        }
    }
}

/// A step or another thing that staff did.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditShape {
    number: i64,
    at: Timestamp,
    actor: String,
    request_id: String,
    action: String,
    event: String,
    subject: Option<String>,
    language: Option<Language>,
    from_revision: Option<i64>,
    to_revision: Option<i64>,
    from_state: Option<String>,
    to_state: Option<String>,
    reason: Option<String>,
}

impl AuditShape {
    /// As it is said.
    #[must_use]
    pub fn new(entry: AuditEntry) -> Self {
        Self {
            number: entry.number,
            at: entry.at,
            actor: entry.actor,
            request_id: entry.request_id,
            action: entry.action,
            event: entry.event,
            subject: entry.subject.map(|subject| subject.to_string()),
            language: entry.language,
            from_revision: entry.from_revision,
            to_revision: entry.to_revision,
            from_state: entry.from_state,
            to_state: entry.to_state,
            reason: entry.reason,
        }
    }
}

/// The wish for a text in its own language, for the images of its body.
#[must_use]
pub fn in_its_language(language: &Language) -> Preference {
    Preference::exactly(language.clone())
}
