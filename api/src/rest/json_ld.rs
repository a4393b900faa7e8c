//! What search engines are told of an article: schema.org's `NewsArticle` and its kinds (<https://schema.org/NewsArticle>), as
//! JSON-LD, for the website to put into its page. Whatever is told is public.

use domain::article::{Article, ArticleText, Contribution, ContributorRole, Kind};
use domain::{Error, Language, Preference};
use serde_json::{Value, json};

use super::articles::{find, unserved};
use super::found::{self, Found};
use super::page::localised;
use super::passed_on::{origin, page_of};
use super::query::{LANGUAGES, Query};
use crate::http::{Reply, Representation};
use crate::routes::{Call, Outcome};

/// `GET /v1/articles/{slug}/json-ld`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES])?;
    let wish = query.wish(&call);
    query.finish()?;
    let (article, named) = match find(&call, &wish.preference).await? {
        Found::Here(article, named) => (article, named),
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    let wish = wish.for_text(named.as_ref());
    let text = wish.best(&article.texts).ok_or_else(|| unserved(&call, &article, &wish))?.text;
    // What isn't public is on no page that a search engine reads.
    if !text.status.is_public() {
        return Err(Error::not_found().into());
    }
    let said = Told { call: &call, article: &article, text, origin: origin(&call) }.said()?;
    let bytes = serde_json::to_vec(&said).map_err(Error::internal)?;
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
    fn said(&self) -> Result<Value, Error> {
        let (article, text) = (self.article, self.text);
        let wish = self.call.session.languages().preference(Some(&text.language), &[], true)?;
        let page = page_of(&self.call.app, &self.origin, text);
        let wrote = |it: &&Contribution| matches!(it.role, ContributorRole::Author | ContributorRole::CoAuthor);
        let people = |all: &mut dyn Iterator<Item = &Contribution>| -> Vec<Value> {
            all.filter_map(|it| self.person(it, &wish)).collect()
        };
        let mut said = json!({
            "@context": "https://schema.org",
            "@type": type_of(article.kind),
            "url": page,
            "mainEntityOfPage": page,
            "identifier": article.id,
            "headline": text.title,
            "inLanguage": text.language,
            "datePublished": text.published_at,
            "dateModified": text.updated_at,
            "wordCount": text.word_count,
            "timeRequired": format!("PT{}M", text.reading_minutes),
            "isAccessibleForFree": true,
            "author": people(&mut article.byline.iter().filter(wrote)),
            "publisher": self.publisher(),
            "about": self.topics(&wish),
            "contentLocation": self.regions(&wish),
            "correction": self.corrections(&text.language),
            "contributor": people(&mut article.byline.iter().filter(|it| !wrote(it))),
            "description": text.standfirst,
            "image": self.image(&wish),
            "workTranslation": self.translations(),
        });
        if let Some(members) = said.as_object_mut() {
            members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        }
        Ok(said)
    }

    fn publisher(&self) -> Value {
        let publisher = &self.call.app.publisher;
        let home = format!("{}/", self.origin);
        let mut said = json!({"@type": "NewsMediaOrganization", "name": publisher.name, "url": home});
        if let Some(logo) = &publisher.logo {
            said["logo"] = json!({"@type": "ImageObject", "url": logo});
        }
        said
    }

    /// Somebody, with title and affiliation as they were at publication.
    fn person(&self, contribution: &Contribution, wish: &Preference) -> Option<Value> {
        let expert = self.call.session.experts().by_id(contribution.expert)?;
        let text = wish.best(&contribution.texts).map(|served| served.text);
        let mut person = json!({
            "@type": "Person",
            "name": expert.name,
            "url": format!("{}/v1/experts/{}", self.origin, expert.slug),
        });
        for (name, value) in [
            ("honorificPrefix", expert.honorific.clone().map(Value::from)),
            ("jobTitle", text.and_then(|text| text.title.clone()).map(Value::from)),
            ("affiliation", text.and_then(|text| text.affiliation.clone()).map(organization)),
        ] {
            if let Some(value) = value {
                person[name] = value;
            }
        }
        Some(person)
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
        let said = image.map(|image| {
            let text = wish.best(&image.texts).map(|served| served.text);
            let mut said = json!({
                "@type": "ImageObject",
                "url": format!("{}/media/{}", self.origin, image.file),
                "width": pixels(image.width),
                "height": pixels(image.height),
            });
            for (name, value) in
                [("creditText", image.credit.clone()), ("caption", text.and_then(|text| text.caption.clone()))]
            {
                if let Some(value) = value {
                    said[name] = value.into();
                }
            }
            said
        });
        said.into_iter().collect()
    }

    /// The same in other languages.
    fn translations(&self) -> Vec<Value> {
        let others = self.article.texts.iter().filter(|text| text.language != self.text.language);
        let others = others.filter(|text| text.status.is_public());
        let said = |text: &ArticleText| {
            json!({
                "@type": type_of(self.article.kind),
                "headline": text.title,
                "inLanguage": text.language,
                "url": page_of(&self.call.app, &self.origin, text),
            })
        };
        others.map(said).collect()
    }
}

/// A number of pixels, by its code of UN/CEFACT.
fn pixels(number: u32) -> Value {
    json!({"@type": "QuantitativeValue", "value": number, "unitCode": "E37"})
}

fn organization(name: String) -> Value {
    json!({"@type": "Organization", "name": name})
}
