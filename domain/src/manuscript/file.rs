//! What an article is about, who contributed to it, and whose drafts it is.

use super::{Manuscript, Manuscripts, open};
use crate::account;
use crate::article::rules::FILING_MAX;
use crate::article::{ArticlePut, Contribution, Kind};
use crate::error::{Code, Error, Result, Versions};
use crate::id::{AccountId, ArticleId, ImageId, RegionId, TopicId};
use crate::policy::{self, Action};
use crate::session::Session;
use crate::viewer::Role;

/// The most authors of a manuscript.
const AUTHORS_MAX: usize = 20;

/// What an article is about and who contributed. What isn't set stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filing {
    /// What kind of piece.
    pub kind: Option<Kind>,
    /// Who contributed what, in the order of the byline. Without texts of its own, a contribution has those of the expert at
    /// the first publication.
    pub byline: Option<Vec<Contribution>>,
    /// What it is about, the main topic first.
    pub topics: Option<Vec<TopicId>>,
    /// Where it is about, the main region first.
    pub regions: Option<Vec<RegionId>>,
    /// The image that goes with it in lists.
    pub lead_image: Option<Option<ImageId>>,
}

/// A filing all of whose references lead somewhere.
pub(super) struct Checked(Filing);

/// Makes sure that all that is named is there, once each. What was merged into something else stands for the latter.
///
/// # Errors
/// `reference_missing`, `value_invalid`, naming the member and its place.
pub(super) fn checked(session: &Session, mut filing: Filing) -> Result<Checked> {
    let snapshot = session.snapshot();
    for topic in filing.topics.iter_mut().flatten() {
        *topic = snapshot.present(*topic);
    }
    for region in filing.regions.iter_mut().flatten() {
        *region = snapshot.present(*region);
    }
    for contribution in filing.byline.iter_mut().flatten() {
        contribution.expert = snapshot.present(contribution.expert);
    }
    let places = |ids: Vec<String>, field: &str, is_there: &dyn Fn(usize) -> bool| -> Result<()> {
        if ids.len() > FILING_MAX {
            return Err(Error::new(Code::ValueInvalid, format!("There are {FILING_MAX} at the most.")).at(field));
        }
        for (place, id) in ids.iter().enumerate() {
            let at = format!("{field}[{place}]");
            if !is_there(place) {
                return Err(Error::new(Code::ReferenceMissing, format!("`{id}` isn't there.")).at(at));
            }
            if ids[..place].contains(id) {
                return Err(Error::new(Code::ValueInvalid, format!("`{id}` comes twice.")).at(at));
            }
        }
        Ok(())
    };
    let said = |id: &dyn std::fmt::Display| id.to_string();
    if let Some(topics) = &filing.topics {
        let ids = topics.iter().map(|id| said(id)).collect();
        places(ids, "topics", &|place| snapshot.topics.get(topics[place]).is_some())?;
    }
    if let Some(regions) = &filing.regions {
        let ids = regions.iter().map(|id| said(id)).collect();
        places(ids, "regions", &|place| snapshot.regions.get(regions[place]).is_some())?;
    }
    if let Some(byline) = &filing.byline {
        // One person may have done several things, each of them once.
        let ids = byline.iter().map(|it| format!("{} {}", it.expert, it.role)).collect();
        places(ids, "byline", &|place| snapshot.experts.contains_key(&byline[place].expert))?;
    }
    if let Some(Some(image)) = filing.lead_image
        && snapshot.image(image).is_none()
    {
        return Err(Error::new(Code::ReferenceMissing, format!("`{image}` isn't there.")).at("leadImage"));
    }
    Ok(Checked(filing))
}

impl Checked {
    /// Files the article so.
    pub(super) fn apply(self, put: &mut ArticlePut) {
        let Self(filing) = self;
        put.kind = filing.kind.unwrap_or(put.kind);
        if let Some(byline) = filing.byline {
            put.byline = byline;
        }
        if let Some(topics) = filing.topics {
            put.topics = topics;
        }
        if let Some(regions) = filing.regions {
            put.regions = regions;
        }
        put.lead_image = filing.lead_image.unwrap_or(put.lead_image);
    }
}

impl Manuscripts<'_> {
    /// Says what an article is about and who contributed, against the article's revision. Of a public article that is public
    /// at once, and for editors alone.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`; `reference_missing`, `value_invalid`.
    pub async fn file(&self, id: ArticleId, expected: i64, filing: Filing) -> Result<Manuscript> {
        let session = self.0;
        let (_, permit) = policy::desk(session.viewer())?;
        let filing = checked(session, filing)?;
        let mut opened = open::open(session, permit, id).await?;
        Versions { expected, present: opened.revision }.agree()?;
        if opened.put.texts.iter().any(|text| super::rules::is_frozen(text.status)) {
            policy::require(session.viewer(), Action::ArticlePublish)?;
        }
        filing.apply(&mut opened.put);
        let to = opened.revision + 1;
        opened.note_whole("article.file", (Some(expected), Some(to)), None);
        let id = opened.finish().await?;
        self.whole(id).await
    }

    /// Says whose drafts it is: accounts with the role of an author, who see and write it from then on.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden` for authors themselves, `not_found`; `version_conflict`; `reference_missing`
    /// for an account that is no author's, `value_invalid`.
    pub async fn set_authors(&self, id: ArticleId, expected: i64, authors: Vec<AccountId>) -> Result<Manuscript> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::ArticlePublish)?;
        if authors.len() > AUTHORS_MAX {
            let message = format!("A manuscript has {AUTHORS_MAX} authors at the most.");
            return Err(Error::new(Code::ValueInvalid, message).at("authors"));
        }
        let mut opened = open::open(session, permit, id).await?;
        Versions { expected, present: opened.revision }.agree()?;
        for (place, account) in authors.iter().enumerate() {
            let field = format!("authors[{place}]");
            let found = account::row::by_id(opened.tx.connection(), *account).await?;
            if !found.is_some_and(|account| account.roles.contains(&Role::Author)) {
                let message = format!("`{account}` isn't the account of an author.");
                return Err(Error::new(Code::ReferenceMissing, message).at(field));
            }
            if authors[..place].contains(account) {
                return Err(Error::new(Code::ValueInvalid, format!("`{account}` comes twice.")).at(field));
            }
        }
        opened.note_whole("article.authors", (Some(expected), Some(expected)), None);
        opened.authors = Some(authors);
        let id = opened.finish().await?;
        self.whole(id).await
    }
}
