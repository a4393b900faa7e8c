//! From records to what is put in place: everything is parsed here, and then trusted.

use std::collections::HashSet;

use super::known::Known;
use super::record::{ArticleRecord, ArticleTextRecord, BodyRecord, ExpertRecord, TermRecord, WithdrawnRecord};
use crate::article::{self, ArticlePut, Contribution, ContributionText, Status, TextPut};
use crate::error::{Code, Error, Result};
use crate::expert::{ExpertPut, ExpertText, Link};
use crate::id::{AnyId, ArticleId, ExpertId, ImageId, Noun, RegionId, TopicId};
use crate::language::{Language, PerLanguage};
use crate::manuscript::Withdrawal;
use crate::session::Session;
use crate::taxonomy::{TermPut, TermText};
use crate::text::{Body, HtmlFlavour, ImageRef, Slug};

/// The longest reason of a withdrawal, in characters.
const REASON_MAX: usize = 1_000;

/// Something that was taken over with a loss.
pub(super) type Notes = Vec<String>;

pub(super) fn slug(text: &str, field: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|error| Error::new(Code::SlugInvalid, error.to_string()).at(field))
}

fn former(slugs: &PerLanguage<Vec<String>>) -> Result<Vec<(Language, Slug)>> {
    let each = slugs.iter().flat_map(|(language, slugs)| slugs.iter().map(move |text| (language, text)));
    each.map(|(language, text)| Ok((language.clone(), slug(text, "formerSlugs")?))).collect()
}

fn filled(text: &str, field: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > max {
        return Err(Error::new(Code::RecordInvalid, format!("`{field}` has 1 to {max} characters.")).at(field));
    }
    Ok(text.to_owned())
}

/// A term of either tree.
pub(super) fn term<Id: TryFrom<AnyId, Error = Error>>(
    record: &TermRecord,
    id: AnyId,
    known: &Known,
) -> Result<TermPut<Id>> {
    if record.texts.is_empty() {
        return Err(Error::new(Code::RecordInvalid, "A term needs a name in at least one language.").at("texts"));
    }
    let parent = record.parent.as_deref().map(|key| known.reference(key, id.noun, "parent")).transpose()?;
    if parent == Some(id) {
        return Err(Error::new(Code::RecordInvalid, "A term can't lie under itself.").at("parent"));
    }
    let texts = record.texts.iter().map(|(language, text)| {
        Ok(TermText {
            language: language.clone(),
            slug: slug(&text.slug, "slug")?,
            name: filled(&text.name, "name", 200)?,
            description: text.description.clone(),
        })
    });
    Ok(TermPut {
        id: Id::try_from(id)?,
        parent: parent.map(Id::try_from).transpose()?,
        position: record.position,
        texts: texts.collect::<Result<_>>()?,
        former_slugs: former(&record.former_slugs)?,
    })
}

/// An expert.
pub(super) fn expert(record: &ExpertRecord, id: AnyId, known: &Known, notes: &mut Notes) -> Result<ExpertPut> {
    for link in &record.links {
        check_link(link)?;
    }
    let topics = record.topics.iter().map(|key| TopicId::try_from(known.reference(key, Noun::Topic, "topics")?));
    let texts = record.texts.iter().map(|(language, text)| ExpertText {
        language: language.clone(),
        title: text.title.clone(),
        affiliation: text.affiliation.clone(),
        bio: text.bio.clone(),
    });
    Ok(ExpertPut {
        id: ExpertId::try_from(id)?,
        slug: slug(&record.slug, "slug")?,
        name: filled(&record.name, "name", 200)?,
        honorific: record.honorific.clone(),
        portrait: image(record.portrait.as_deref(), "portrait", known, notes)?,
        links: record.links.clone(),
        topics: topics.collect::<Result<_>>()?,
        texts: texts.collect(),
        former_slugs: record.former_slugs.iter().map(|text| slug(text, "formerSlugs")).collect::<Result<_>>()?,
    })
}

fn check_link(link: &Link) -> Result<()> {
    if link.is_web() {
        Ok(())
    } else {
        Err(Error::new(Code::RecordInvalid, format!("`{}` is not an http or https address.", link.url)).at("links"))
    }
}

/// An image that a record shows; one that isn't there is left out and noted, for a text can do without.
fn image(key: Option<&str>, field: &str, known: &Known, notes: &mut Notes) -> Result<Option<ImageId>> {
    let Some(key) = key else { return Ok(None) };
    match known.reference(key, Noun::Image, field) {
        Ok(id) => Ok(Some(ImageId::try_from(id)?)),
        Err(error) if error.code == Code::ReferenceMissing => {
            notes.push(format!("the {field} `{key}` is not there and was left out"));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// An article.
pub(super) fn article(
    record: &ArticleRecord,
    id: AnyId,
    known: &Known,
    session: &Session,
    notes: &mut Notes,
) -> Result<ArticlePut> {
    let mut byline = Vec::with_capacity(record.experts.len());
    for contribution in &record.experts {
        let texts = contribution.texts.iter().map(|(language, text)| ContributionText {
            language: language.clone(),
            title: text.title.clone(),
            affiliation: text.affiliation.clone(),
        });
        byline.push(Contribution {
            expert: ExpertId::try_from(known.reference(&contribution.expert, Noun::Expert, "experts")?)?,
            role: contribution.role,
            texts: texts.collect(),
        });
    }
    let topics = record.topics.iter().map(|key| TopicId::try_from(known.reference(key, Noun::Topic, "topics")?));
    let regions = record.regions.iter().map(|key| RegionId::try_from(known.reference(key, Noun::Region, "regions")?));
    let put = ArticlePut {
        id: ArticleId::try_from(id)?,
        kind: record.kind,
        byline,
        topics: once_each(topics.collect::<Result<_>>()?),
        regions: once_each(regions.collect::<Result<_>>()?),
        lead_image: image(record.lead_image.as_deref(), "leadImage", known, notes)?,
        texts: record
            .texts
            .iter()
            .map(|(language, record)| text(language, record, known, session))
            .collect::<Result<_>>()?,
        corrections: record.corrections.clone(),
        former_slugs: former(&record.former_slugs)?,
        withdrawals: withdrawals(record, ArticleId::try_from(id)?)?,
    };
    article::check(&put, session.now())?;
    Ok(put)
}

/// What of it was withdrawn, with what the public is told.
fn withdrawals(record: &ArticleRecord, article: ArticleId) -> Result<Vec<Withdrawal>> {
    let told = record.texts.iter().filter_map(|(language, text)| Some((language, text, text.withdrawn.as_ref()?)));
    let withdrawal = |(language, text, told): (&Language, &ArticleTextRecord, &WithdrawnRecord)| {
        if text.status != Status::Withdrawn {
            let message = "Only a text whose status is `withdrawn` was withdrawn.";
            return Err(Error::new(Code::RecordInvalid, message).at("withdrawn"));
        }
        let reason = filled(&told.reason, "withdrawn.reason", REASON_MAX)?;
        Ok(Withdrawal { article, language: language.clone(), slug: slug(&text.slug, "slug")?, reason, at: told.at })
    };
    told.map(withdrawal).collect()
}

fn once_each<T: Copy + Eq + std::hash::Hash>(ids: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

fn text(language: &Language, record: &ArticleTextRecord, known: &Known, session: &Session) -> Result<TextPut> {
    let body = match &record.body {
        BodyRecord::Blocks(blocks) => Body::from_json(&serde_json::Value::Array(blocks.clone())),
        BodyRecord::Html { html } => Body::from_html(html, HtmlFlavour::Plain),
        BodyRecord::WordPress { wordpress } => Body::from_html(wordpress, HtmlFlavour::WordPress),
    };
    let mut body = body.map_err(|error| Error::new(Code::BodyInvalid, error.to_string()).at("body"))?;
    body.replace_images(|image| match image {
        ImageRef::Url(address) => ImageRef::parse(&known.image_at(address)?.to_string()),
        ImageRef::Id(_) => None,
    });
    Ok(TextPut {
        language: language.clone(),
        slug: slug(&record.slug, "slug")?,
        title: record.title.trim().to_owned(),
        standfirst: record.standfirst.clone().filter(|standfirst| !standfirst.trim().is_empty()),
        status: record.status,
        published_at: record.published_at,
        embargoed: false,
        updated_at: record.updated_at.or(record.published_at).unwrap_or_else(|| session.now()),
        word_count: u32::try_from(body.word_count()).unwrap_or(u32::MAX),
        reading_minutes: body.reading_minutes(language.as_str()),
        body,
    })
}
