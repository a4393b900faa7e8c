//! Texts are led from state to state: one or several of an article at once, all of them or none.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::edit::NOTE_MAX;
use super::open::{self, Opened};
use super::rules::StepKind;
use super::schedule::LocalTime;
use super::{Manuscript, Manuscripts, Withdrawal};
use crate::article::{ContributionText, Correction, CorrectionKind};
use crate::changes::ChangeKind;
use crate::error::{Code, Error, Result};
use crate::id::ArticleId;
use crate::language::Language;
use crate::policy::{self, Action};
use crate::{input, instant};

/// A text, and the latest revision of it that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The language.
    pub language: Language,
    /// The number of its latest revision.
    pub revision: i64,
}

/// A step with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Hand drafts in for review.
    Submit,
    /// Give texts back to be worked on, with the reason.
    Return(Option<String>),
    /// Find them good.
    Approve,
    /// Have them published at a time; with an embargo, partners who are entitled to it see them before.
    Schedule {
        /// When.
        time: LocalTime,
        /// Whether partners may see them ahead of it.
        embargoed: bool,
    },
    /// Take them off the schedule.
    Unschedule,
    /// Make their latest revisions public.
    Publish,
    /// Tell readers that public texts were put right. What was saved since becomes public with it.
    Correct(Correcting),
    /// Take them back without a verdict on them, with the reason.
    Unpublish(Option<String>),
    /// Lay them aside.
    Archive,
    /// Take them up again.
    Reopen,
    /// Withdraw them for good, with the reason that the public is told.
    Withdraw(String),
}

/// A correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Correcting {
    /// How grave.
    pub kind: CorrectionKind,
    /// What readers are told, in the language of each text.
    pub notes: BTreeMap<Language, String>,
}

impl Step {
    /// Which of the steps it is.
    #[must_use]
    pub fn kind(&self) -> StepKind {
        match self {
            Self::Submit => StepKind::Submit,
            Self::Return(_) => StepKind::Return,
            Self::Approve => StepKind::Approve,
            Self::Schedule { .. } => StepKind::Schedule,
            Self::Unschedule => StepKind::Unschedule,
            Self::Publish => StepKind::Publish,
            Self::Correct(_) => StepKind::Correct,
            Self::Unpublish(_) => StepKind::Unpublish,
            Self::Archive => StepKind::Archive,
            Self::Reopen => StepKind::Reopen,
            Self::Withdraw(_) => StepKind::Withdraw,
        }
    }

    /// By which right it is taken: authors hand in and take back what is theirs, all else is for editors.
    fn action(&self) -> Action {
        match self {
            Self::Submit | Self::Return(_) => Action::ManuscriptWrite,
            _ => Action::ArticlePublish,
        }
    }
}

impl Manuscripts<'_> {
    /// Takes a step with one or several texts of an article, against their latest revisions: with all of them or with none.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `transition_refused`, `slug_taken`;
    /// `reference_missing` for a language without a text; `value_invalid` for a time that is past or that no clock shows, or a note that is missing.
    pub async fn step(&self, id: ArticleId, texts: &[Expected], step: Step) -> Result<Manuscript> {
        let session = self.0;
        let permit = policy::require(session.viewer(), step.action())?;
        check_named(texts)?;
        let step = step.checked(texts)?;
        let now = session.now();
        let time = match &step {
            Step::Schedule { time, .. } => Some(time.ahead(now)?),
            _ => None,
        };
        let mut opened = open::open(session, permit, id).await?;
        for (place, Expected { language, revision }) in texts.iter().enumerate() {
            if opened.text(language).is_err() {
                let message = format!("The article has no text in `{language}`.");
                return Err(Error::new(Code::ReferenceMissing, message).at(format!("texts[{place}].language")));
            }
            opened.agree(language, *revision).map_err(|error| error.at(format!("texts[{place}]")))?;
        }
        if let Step::Correct(correcting) = &step {
            opened.correct(correcting, now);
        }
        for Expected { language, .. } in texts {
            opened.lead(language, &step, time.as_ref(), now).await?;
        }
        let id = opened.finish().await?;
        self.whole(id).await
    }
}

fn check_named(texts: &[Expected]) -> Result<()> {
    let refuse = |why: &str| Err(Error::new(Code::ValueInvalid, why).at("texts"));
    let twice = |place: usize| texts[..place].iter().any(|other| other.language == texts[place].language);
    match texts.len() {
        0 => refuse("Name one text at least."),
        _ if (0..texts.len()).any(twice) => refuse("A language comes twice."),
        _ => Ok(()),
    }
}

impl Step {
    /// The step with its words in order.
    fn checked(self, texts: &[Expected]) -> Result<Self> {
        let reason = |reason| input::optional_lines(reason, "reason", NOTE_MAX);
        match self {
            Self::Return(why) => Ok(Self::Return(reason(why)?)),
            Self::Unpublish(why) => Ok(Self::Unpublish(reason(why)?)),
            Self::Withdraw(why) => {
                let missing = || Error::new(Code::ValueInvalid, "The public is told a reason.").at("reason");
                Ok(Self::Withdraw(reason(Some(why))?.ok_or_else(missing)?))
            }
            Self::Correct(correcting) => correcting.checked(texts).map(Self::Correct),
            other => Ok(other),
        }
    }
}

impl Correcting {
    /// There is one note for each text, and no other.
    fn checked(self, texts: &[Expected]) -> Result<Self> {
        let mut notes = BTreeMap::new();
        for (language, note) in self.notes {
            let field = format!("notes.{language}");
            if !texts.iter().any(|text| text.language == language) {
                return Err(Error::new(Code::ValueInvalid, "That text isn't corrected here.").at(field));
            }
            let note = input::lines(&note, &field, NOTE_MAX)?;
            notes.insert(language, note);
        }
        match texts.iter().find(|text| notes.get(&text.language).is_none_or(String::is_empty)) {
            Some(text) => {
                let message = "Readers of the text are told what was corrected.";
                Err(Error::new(Code::ValueInvalid, message).at(format!("notes.{}", text.language)))
            }
            None => Ok(Self { notes, ..self }),
        }
    }
}

impl Opened<'_> {
    /// Leads one text on.
    pub(super) async fn lead(
        &mut self,
        language: &Language,
        step: &Step,
        time: Option<&(Timestamp, String)>,
        now: Timestamp,
    ) -> Result<()> {
        let reason = match step {
            Step::Return(reason) | Step::Unpublish(reason) => reason.clone(),
            Step::Withdraw(reason) => Some(reason.clone()),
            Step::Correct(correcting) => correcting.notes.get(language).cloned(),
            _ => None,
        };
        self.take(step.kind(), language, reason)?;
        match step {
            Step::Schedule { embargoed, .. } => self.schedule(language, time, *embargoed),
            Step::Unschedule => self.unschedule(language).await,
            Step::Publish => self.publish(language, now).await,
            Step::Correct(_) => {
                self.told_as = Some(ChangeKind::ArticleCorrected);
                self.show_head(language).await?;
                self.text_mut(language)?.0.updated_at = now;
                Ok(())
            }
            Step::Unpublish(_) | Step::Archive | Step::Reopen | Step::Return(_) => self.show_latest(language).await,
            Step::Withdraw(reason) => self.withdraw(language, reason, now),
            Step::Submit | Step::Approve => Ok(()),
        }
    }

    fn schedule(&mut self, language: &Language, time: Option<&(Timestamp, String)>, embargoed: bool) -> Result<()> {
        let (at, zone) = time.ok_or_else(|| Error::internal("a schedule has a time"))?;
        let (text, head) = self.text_mut(language)?;
        text.published_at = Some(instant::kept(*at)?);
        text.embargoed = embargoed;
        head.zone = Some(zone.clone());
        Ok(())
    }

    /// What is on the schedule no longer shows its latest revision again, and when it was public before.
    async fn unschedule(&mut self, language: &Language) -> Result<()> {
        self.show_latest(language).await?;
        let (text, head) = self.text_mut(language)?;
        text.published_at = head.first_public_at.map(instant::read).transpose()?;
        text.embargoed = false;
        head.zone = None;
        Ok(())
    }

    /// Makes the latest revision public now. The date of a text that was public before stays the first one.
    async fn publish(&mut self, language: &Language, now: Timestamp) -> Result<()> {
        self.show_head(language).await?;
        let now = instant::stored(now);
        self.make_public(language, now)
    }

    /// Makes what is shown of a text public, at this instant if it never was.
    pub(super) fn make_public(&mut self, language: &Language, at: i64) -> Result<()> {
        let (text, head) = self.text_mut(language)?;
        let first = *head.first_public_at.get_or_insert(at);
        text.published_at = Some(instant::read(first)?);
        text.updated_at = text.updated_at.max(instant::read(at)?);
        text.embargoed = false;
        head.zone = None;
        self.sign_byline();
        Ok(())
    }

    /// Contributions without texts of their own get those that the expert has now: who they were at the publication.
    fn sign_byline(&mut self) {
        let snapshot = self.session().snapshot();
        for contribution in self.put.byline.iter_mut().filter(|contribution| contribution.texts.is_empty()) {
            let Some(expert) = snapshot.experts.get(&contribution.expert) else { continue };
            contribution.texts = expert
                .texts
                .iter()
                .filter(|text| text.title.is_some() || text.affiliation.is_some())
                .map(|text| ContributionText {
                    language: text.language.clone(),
                    title: text.title.clone(),
                    affiliation: text.affiliation.clone(),
                })
                .collect();
        }
    }

    /// What is public no longer shows its latest revision again. Should another article have taken that one's slug, it stays as
    /// it was shown: taking it back must not wait for another slug.
    async fn show_latest(&mut self, language: &Language) -> Result<()> {
        match self.show_head(language).await {
            Err(error) if error.code == Code::SlugTaken => Ok(()),
            shown => shown,
        }
    }

    /// Tells readers what was corrected, the latest first.
    fn correct(&mut self, correcting: &Correcting, now: Timestamp) {
        let notes = correcting.notes.iter().map(|(language, note)| (language.clone(), note.clone())).collect();
        self.put.corrections.insert(0, Correction { kind: correcting.kind, at: now, notes });
    }

    fn withdraw(&mut self, language: &Language, reason: &str, now: Timestamp) -> Result<()> {
        self.told_as = Some(ChangeKind::ArticleWithdrawn);
        let (article, reason, at) = (self.put.id, reason.to_owned(), instant::kept(now)?);
        let (text, head) = self.text_mut(language)?;
        text.embargoed = false;
        head.zone = None;
        let slug = text.slug.clone();
        self.withdrawals.push(Withdrawal { article, language: language.clone(), slug, reason, at });
        Ok(())
    }
}
