//! What is known of an image is changed, and images are deleted, by staff.

use jiff::Timestamp;

use super::put::told;
use super::{FocalPoint, Image, ImageState, ImageText, ImageUse, Images, row, variant};
use crate::changes::{ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::ImageId;
use crate::language::{Language, Languages};
use crate::policy::{self, Action};
use crate::word::words;
use crate::{article, expert, input, manuscript};

/// The longest credit line, agency and name of a photographer, in characters.
const LINE_MAX: usize = 200;
/// The longest words on rights, in characters.
const RIGHTS_MAX: usize = 1_000;
/// The longest caption, in characters.
const CAPTION_MAX: usize = 2_000;
/// The longest alternative text, in characters.
const ALT_MAX: usize = 1_000;

words! {
    /// What becomes of what the file said.
    ProposalsWish {
        /// It is taken over wherever nothing is known yet.
        Take = "take",
        /// It is dropped.
        Drop = "drop",
    }
}

/// What shall change of an image. What isn't set stays; what is set to nothing is taken away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImageChange {
    /// The credit line.
    pub credit: Option<Option<String>>,
    /// The agency.
    pub agency: Option<Option<String>>,
    /// Who took it.
    pub photographer: Option<Option<String>>,
    /// What may be done with it, in words.
    pub rights: Option<Option<String>>,
    /// What its rights allow.
    pub uses: Option<Vec<ImageUse>>,
    /// When its rights end.
    pub rights_until: Option<Option<Timestamp>>,
    /// The point that a crop must keep.
    pub focal_point: Option<FocalPoint>,
    /// Caption and alternative text of these languages.
    pub texts: Vec<TextChange>,
    /// What becomes of what the file said.
    pub proposals: Option<ProposalsWish>,
}

/// Caption and alternative text as they shall be in a language; without both there is no text in it.
#[derive(Debug, Clone, PartialEq)]
pub struct TextChange {
    /// The language.
    pub language: Language,
    /// What is printed below it.
    pub caption: Option<String>,
    /// What it shows, for those who don't see it.
    pub alt: Option<String>,
}

/// A change whose values are in order.
pub(super) struct Checked(ImageChange);

impl ImageChange {
    /// Makes sure that all values are such as they may be.
    ///
    /// # Errors
    /// `value_invalid`, `language_invalid`.
    pub(super) fn checked(mut self, languages: &Languages) -> Result<Checked> {
        input::change_of_line(&mut self.credit, "credit", LINE_MAX)?;
        input::change_of_line(&mut self.agency, "agency", LINE_MAX)?;
        input::change_of_line(&mut self.photographer, "photographer", LINE_MAX)?;
        input::change_of_line(&mut self.rights, "rights", RIGHTS_MAX)?;
        if let Some(uses) = &mut self.uses {
            uses.sort();
            uses.dedup();
        }
        if let Some(FocalPoint { x, y }) = self.focal_point
            && !((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y))
        {
            let message = "A focal point lies between 0 and 1 on both axes.";
            return Err(Error::new(Code::ValueInvalid, message).at("focalPoint"));
        }
        let mut seen: Vec<Language> = Vec::new();
        for (place, text) in self.texts.iter_mut().enumerate() {
            let field = |member: &str| format!("texts[{place}].{member}");
            languages.preference(Some(&text.language), &[], false).map_err(|error| error.at(field("language")))?;
            if !languages.all().contains(&text.language) || seen.contains(&text.language) {
                let message = format!("`{}` is not a language of the publication, or comes twice.", text.language);
                return Err(Error::new(Code::LanguageInvalid, message).at(field("language")));
            }
            seen.push(text.language.clone());
            text.caption = input::optional_lines(text.caption.take(), &field("caption"), CAPTION_MAX)?;
            text.alt = input::optional_lines(text.alt.take(), &field("alt"), ALT_MAX)?;
        }
        Ok(Checked(self))
    }
}

impl Checked {
    /// Changes an image; a proposed caption becomes one in the default language.
    pub(super) fn apply(self, image: &mut Image, default_language: &Language) {
        let Self(change) = self;
        let set = |place: &mut Option<String>, value: Option<Option<String>>| {
            if let Some(value) = value {
                *place = value;
            }
        };
        set(&mut image.credit, change.credit);
        set(&mut image.agency, change.agency);
        set(&mut image.photographer, change.photographer);
        set(&mut image.rights, change.rights);
        image.uses = change.uses.unwrap_or_else(|| std::mem::take(&mut image.uses));
        image.rights_until = change.rights_until.unwrap_or(image.rights_until);
        image.focal_point = change.focal_point.unwrap_or(image.focal_point);
        for TextChange { language, caption, alt } in change.texts {
            image.texts.retain(|text| text.language != language);
            if caption.is_some() || alt.is_some() {
                image.texts.push(ImageText { language, caption, alt });
            }
        }
        let proposals = match change.proposals {
            Some(wish) => image.proposals.take().filter(|_| wish == ProposalsWish::Take),
            None => None,
        };
        if let Some(proposals) = proposals {
            image.credit = image.credit.take().or(proposals.credit);
            image.photographer = image.photographer.take().or(proposals.photographer);
            image.rights = image.rights.take().or(proposals.copyright);
            propose_caption(image, proposals.caption, default_language);
        }
        image.texts.sort_by(|a, b| a.language.as_str().cmp(b.language.as_str()));
    }
}

fn propose_caption(image: &mut Image, caption: Option<String>, language: &Language) {
    if caption.is_none() {
        return;
    }
    match image.texts.iter_mut().find(|text| text.language == *language) {
        Some(text) => text.caption = text.caption.take().or(caption),
        None => image.texts.push(ImageText { language: language.clone(), caption, alt: None }),
    }
}

impl Images<'_> {
    /// Changes what is known of an image, against the revision that was looked at. When its focal point moves, its crops are
    /// made anew by a job; until then the old ones are shown.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `value_invalid`, `language_invalid`, `version_conflict`.
    pub async fn update(&self, id: ImageId, expected: i64, change: ImageChange) -> Result<Image> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ImageManage)?;
        let change = change.checked(session.languages())?;
        let tx = WriteTx::begin(session, &permit).await?;
        let before = row::lock(tx.connection(), &permit, id).await?.ok_or_else(Error::not_found)?;
        Versions { expected, present: before.revision }.agree()?;
        let mut image = before.clone();
        change.apply(&mut image, session.languages().default_language());
        if image == before {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(image);
        }
        image.revision += 1;
        row::update(tx.connection(), &permit, &image).await?;
        // Also one whose crops are being made just now, and one that has failed.
        let has_crops = image.variants.iter().any(|it| variant::is_cropped(&it.name));
        if image.focal_point != before.focal_point && (has_crops || image.state != ImageState::Ready) {
            row::make_due(tx.connection(), &permit, id).await?;
        }
        tx.commit(Changes::Of(vec![told(ChangeKind::ImageSaved, &image, image.revision)])).await?;
        Ok(image)
    }

    /// Deletes an image that nothing shows, against the revision that was looked at.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`, `image_in_use`.
    pub async fn delete(&self, id: ImageId, expected: i64) -> Result<()> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ImageManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let image = row::lock(tx.connection(), &permit, id).await?.ok_or_else(Error::not_found)?;
        Versions { expected, present: image.revision }.agree()?;
        let users = [
            ("an article", article::row::shows(tx.connection(), id).await?),
            ("a revision of a text", manuscript::row::shows(tx.connection(), id).await?),
            ("an expert", expert::row::shows(tx.connection(), id).await?),
        ];
        if let Some((user, _)) = users.into_iter().find(|(_, shows)| *shows) {
            return Err(Error::new(
                Code::ImageInUse,
                format!("The image is shown by {user}: take it out there first."),
            ));
        }
        row::delete(tx.connection(), &permit, id).await?;
        tx.commit(Changes::Of(vec![told(ChangeKind::ImageDeleted, &image, image.revision + 1)])).await?;
        Ok(())
    }
}
