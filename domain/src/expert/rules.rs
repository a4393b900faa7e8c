//! Pure rules of what is said of an expert.

use super::{Expert, ExpertPut, ExpertText, Link};
use crate::error::{Code, Error, Result};
use crate::id::{ImageId, TopicId};
use crate::input;
use crate::language::{Language, Languages};
use crate::text::Slug;

/// The longest name, title and affiliation, in characters.
const LINE_MAX: usize = 200;
/// The longest honorific, in characters.
const HONORIFIC_MAX: usize = 60;
/// The longest life, in characters.
const BIO_MAX: usize = 5_000;
/// The most links of an expert.
const LINKS_MAX: usize = 20;
/// The longest word for a kind of link, in characters.
const LINK_KIND_MAX: usize = 40;
/// The longest address of a link, in bytes.
const LINK_URL_MAX: usize = 2_000;
/// The most topics of an expert.
const TOPICS_MAX: usize = 50;

/// What shall change of an expert. What isn't set stays; what is set to nothing is taken away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpertChange {
    /// The name. A new expert needs one.
    pub name: Option<String>,
    /// The name in addresses. A new expert without one gets one that is made from the name.
    pub slug: Option<String>,
    /// 'Professor', 'Dr'.
    pub honorific: Option<Option<String>>,
    /// The portrait.
    pub portrait: Option<Option<ImageId>>,
    /// Pages about or by the expert.
    pub links: Option<Vec<Link>>,
    /// What the expert works on, the main topic first.
    pub topics: Option<Vec<TopicId>>,
    /// Title, affiliation and life in these languages.
    pub texts: Vec<ExpertTextChange>,
}

/// What shall change of an expert in one language. What isn't set stays; what is set to nothing is taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpertTextChange {
    /// The language.
    pub language: Language,
    /// 'Senior Fellow'.
    pub title: Option<Option<String>>,
    /// 'Institute of …'.
    pub affiliation: Option<Option<String>>,
    /// The life in a paragraph.
    pub bio: Option<Option<String>>,
}

/// A change whose values are in order.
pub(super) struct Checked {
    change: ExpertChange,
    /// The slug that is wished for.
    pub(super) slug: Option<Slug>,
}

impl ExpertChange {
    /// Makes sure that all values are such as they may be.
    ///
    /// # Errors
    /// `value_invalid`, `slug_invalid`, `language_invalid`, naming the member.
    pub(super) fn checked(mut self, languages: &Languages) -> Result<Checked> {
        self.name = self.name.map(|name| input::line(&name, "name", LINE_MAX)).transpose()?;
        input::change_of_line(&mut self.honorific, "honorific", HONORIFIC_MAX)?;
        let slug = self.slug.take().map(|slug| Slug::parse(&slug)).transpose();
        let slug = slug.map_err(|error| Error::new(Code::SlugInvalid, error.to_string()).at("slug"))?;
        self.links.as_mut().map(|links| check_links(links)).transpose()?;
        for (place, topic) in self.topics.iter().flatten().enumerate() {
            let earlier = self.topics.iter().flatten().take(place);
            if place >= TOPICS_MAX || earlier.into_iter().any(|other| other == topic) {
                let message = format!("There are {TOPICS_MAX} topics at the most, each of them once.");
                return Err(Error::new(Code::ValueInvalid, message).at(format!("topics[{place}]")));
            }
        }
        check_texts(&mut self.texts, languages)?;
        Ok(Checked { change: self, slug })
    }
}

/// Makes sure that texts are such as they may be, one a language.
///
/// # Errors
/// `value_invalid`, `language_invalid`, naming the text and its member.
pub(crate) fn check_texts(texts: &mut [ExpertTextChange], languages: &Languages) -> Result<()> {
    let mut seen: Vec<Language> = Vec::new();
    for (place, text) in texts.iter_mut().enumerate() {
        let field = |member: &str| format!("texts[{place}].{member}");
        text.language = languages.served(&text.language).map_err(|error| error.at(field("language")))?;
        if seen.contains(&text.language) {
            let message = format!("`{}` comes twice.", text.language);
            return Err(Error::new(Code::LanguageInvalid, message).at(field("language")));
        }
        seen.push(text.language.clone());
        input::change_of_line(&mut text.title, &field("title"), LINE_MAX)?;
        input::change_of_line(&mut text.affiliation, &field("affiliation"), LINE_MAX)?;
        if let Some(Some(bio)) = &mut text.bio {
            *bio = input::lines(bio, &field("bio"), BIO_MAX)?;
        }
    }
    Ok(())
}

fn check_links(links: &mut [Link]) -> Result<()> {
    for (place, link) in links.iter_mut().enumerate() {
        if place >= LINKS_MAX {
            let message = format!("There are {LINKS_MAX} links at the most.");
            return Err(Error::new(Code::ValueInvalid, message).at("links"));
        }
        link.kind = input::line(&link.kind, &format!("links[{place}].kind"), LINK_KIND_MAX)?;
        if link.url.len() > LINK_URL_MAX || !link.is_web() {
            let message = format!("A link is an http or https address of {LINK_URL_MAX} bytes at the most.");
            return Err(Error::new(Code::ValueInvalid, message).at(format!("links[{place}].url")));
        }
    }
    Ok(())
}

impl Checked {
    /// The topics that are named.
    pub(super) fn topics_mut(&mut self) -> impl Iterator<Item = &mut TopicId> {
        self.change.topics.iter_mut().flatten()
    }

    /// The portrait that is named.
    pub(super) fn portrait(&self) -> Option<ImageId> {
        self.change.portrait.flatten()
    }

    /// The name, if it is to change.
    pub(super) fn name(&self) -> Option<&str> {
        self.change.name.as_deref()
    }

    /// Changes an expert, but for the slug.
    pub(super) fn apply(self, put: &mut ExpertPut) {
        let change = self.change;
        put.name = change.name.unwrap_or_else(|| std::mem::take(&mut put.name));
        put.honorific = change.honorific.unwrap_or_else(|| put.honorific.take());
        put.portrait = change.portrait.unwrap_or(put.portrait);
        put.links = change.links.unwrap_or_else(|| std::mem::take(&mut put.links));
        put.topics = change.topics.unwrap_or_else(|| std::mem::take(&mut put.topics));
        apply_texts(change.texts, &mut put.texts);
    }
}

/// Changes texts; a language of which nothing is left has none.
pub(crate) fn apply_texts(changes: Vec<ExpertTextChange>, texts: &mut Vec<ExpertText>) {
    for ExpertTextChange { language, title, affiliation, bio } in changes {
        let place = texts.iter().position(|text| text.language == language).unwrap_or_else(|| {
            texts.push(ExpertText { language, title: None, affiliation: None, bio: None });
            texts.len() - 1
        });
        let text = &mut texts[place];
        text.title = title.unwrap_or_else(|| text.title.take());
        text.affiliation = affiliation.unwrap_or_else(|| text.affiliation.take());
        text.bio = bio.unwrap_or_else(|| text.bio.take()).filter(|bio| !bio.is_empty());
    }
    texts.retain(|text| text.title.is_some() || text.affiliation.is_some() || text.bio.is_some());
    texts.sort_by(|a, b| a.language.cmp(&b.language));
}

/// What is put in place is what is there.
pub(super) fn is_same(put: &ExpertPut, expert: &Expert) -> bool {
    let ExpertPut { id: _, slug, name, honorific, portrait, links, topics, texts, former_slugs: _ } = put;
    (slug, name, honorific, portrait) == (&expert.slug, &expert.name, &expert.honorific, &expert.portrait)
        && (links, topics, texts) == (&expert.links, &expert.topics, &expert.texts)
}
