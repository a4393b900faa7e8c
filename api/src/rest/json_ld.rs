//! What search engines are told of an article: schema.org's `NewsArticle` and its kinds (<https://schema.org/NewsArticle>), as
//! JSON-LD, for the website to put into its page. Whatever is told is public.

use domain::article::{Article, ArticleText, Contribution, Kind};
use domain::{Error, Language, Preference};
use serde_json::{Value, json};

use super::found::{self, Found};
use super::page::localised;
use super::passed_on::{origin, page_of, said, text_that};
use crate::http::{Reply, Representation};
use crate::routes::{Call, Outcome};

/// `GET /v1/articles/{slug}/json-ld`
pub async fn show(call: Call) -> Outcome {
    // What isn't public is on no page that a search engine reads.
    let (article, text) = match text_that(&call, |text| text.status.is_public()).await? {
        Found::Here(found, _) => found,
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    let told = Told { call: &call, article: &article, text: &text, origin: origin(&call) }.all()?;
    let bytes = serde_json::to_vec(&told).map_err(Error::internal)?;
    let content = localised(&call, bytes, std::slice::from_ref(&text.language));
    Ok(Reply::Content(Representation { content_type: "application/ld+json", ..content }))
}

struct Told<'c> {
    call: &'c Call,
    article: &'c Article,
    text: &'c ArticleText,
    origin: String,
}

/// The type that fits a kind best.
const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Analysis => "AnalysisNewsArticle",
        Kind::Opinion => "OpinionNewsArticle",
        Kind::Report => "ReportageNewsArticle",
        Kind::Briefing => "BackgroundNewsArticle",
        Kind::Interview => "NewsArticle",
    }
}

impl Told<'_> {
    fn all(&self) -> Result<Value, Error> {
        let (article, text) = (self.article, self.text);
        let wish = self.call.session.languages().preference(Some(&text.language), &[], true)?;
        let page = page_of(&self.call.app, &self.origin, text);
        let people = |all: &mut dyn Iterator<Item = &Contribution>| -> Vec<Value> {
            all.filter_map(|it| self.person(it, &wish)).collect()
        };
        Ok(said(json!({
            "@context": "https://schema.org",
            "@type": type_of(article.kind),
            "url": page,
            "mainEntityOfPage": page,
            "identifier": article.id,
            "headline": text.title,
            "inLanguage": text.language,
            "datePublished": text.published_at,
            "dateModified": text.last_changed(),
            "wordCount": text.word_count,
            "timeRequired": format!("PT{}M", text.reading_minutes),
            "isAccessibleForFree": true,
            "author": people(&mut article.byline.iter().filter(|it| it.role.is_author())),
            "publisher": self.publisher(),
            "about": self.topics(&wish),
            "contentLocation": self.regions(&wish),
            "correction": self.corrections(&text.language),
            "contributor": people(&mut article.byline.iter().filter(|it| !it.role.is_author())),
            "description": text.standfirst,
            "image": self.image(&wish),
            "workTranslation": self.translations(),
        })))
    }

    fn publisher(&self) -> Value {
        let publisher = &self.call.app.publisher;
        let home = format!("{}/", self.origin);
        let logo = publisher.logo.as_ref().map(|logo| json!({"@type": "ImageObject", "url": logo}));
        said(json!({"@type": "NewsMediaOrganization", "name": publisher.name, "url": home, "logo": logo}))
    }

    /// Somebody, with title and affiliation as they were at publication.
    fn person(&self, contribution: &Contribution, wish: &Preference) -> Option<Value> {
        let expert = self.call.session.experts().by_id(contribution.expert)?;
        let text = wish.best(&contribution.texts[..]).map(|served| served.text);
        Some(said(json!({
            "@type": "Person",
            "name": expert.name,
            "url": format!("{}/v1/experts/{}", self.origin, expert.slug),
            "honorificPrefix": expert.honorific,
            "jobTitle": text.and_then(|text| text.title.as_ref()),
            "affiliation": text.and_then(|text| text.affiliation.as_deref()).map(organization),
        })))
    }

    fn topics(&self, wish: &Preference) -> Vec<Value> {
        let topics = self.article.topics.iter().filter_map(|id| self.call.session.topics().by_id(*id));
        topics.filter_map(|it| Some(json!({"@type": "Thing", "name": wish.best(&it.texts)?.text.name}))).collect()
    }

    fn regions(&self, wish: &Preference) -> Vec<Value> {
        let regions = self.article.regions.iter().filter_map(|id| self.call.session.regions().by_id(*id));
        regions.filter_map(|it| Some(json!({"@type": "Place", "name": wish.best(&it.texts)?.text.name}))).collect()
    }

    /// What was corrected in this language.
    fn corrections(&self, language: &Language) -> Vec<Value> {
        let noted = self.article.corrections.iter().filter_map(|it| Some((it.at, it.notes.get(language)?)));
        noted.map(|(at, note)| json!({"@type": "CorrectionComment", "text": note, "datePublished": at})).collect()
    }

    fn image(&self, wish: &Preference) -> Vec<Value> {
        let image = self.article.lead_image.and_then(|id| self.call.session.images().by_id(id));
        let image = image.map(|image| {
            let text = wish.best(&image.texts).map(|served| served.text);
            said(json!({
                "@type": "ImageObject",
                "url": format!("{}/media/{}", self.origin, image.file),
                "width": pixels(image.width),
                "height": pixels(image.height),
                "creditText": image.credit,
                "caption": text.and_then(|text| text.caption.as_ref()),
            }))
        });
        image.into_iter().collect()
    }

    /// The same in other languages.
    fn translations(&self) -> Vec<Value> {
        let others = self.article.texts.iter().filter(|text| text.language != self.text.language);
        let others = others.filter(|text| text.status.is_public());
        let translation = |text: &ArticleText| {
            json!({
                "@type": type_of(self.article.kind),
                "headline": text.title,
                "inLanguage": text.language,
                "url": page_of(&self.call.app, &self.origin, text),
            })
        };
        others.map(translation).collect()
    }
}

/// A number of pixels, by its code of UN/CEFACT.
fn pixels(number: u32) -> Value {
    json!({"@type": "QuantitativeValue", "value": number, "unitCode": "E37"})
}

fn organization(name: &str) -> Value {
    json!({"@type": "Organization", "name": name})
}
