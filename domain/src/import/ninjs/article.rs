//! Texts become articles, with the experts, topics, regions and the picture that they name.

use super::concept::{self, Tree};
use super::item::{Item, Piece};
use super::{File, byline, picture, state};
use crate::article::ContributorRole;
use crate::article::rules::{FILING_MAX, TITLE_MAX};
use crate::import::prose;
use crate::import::record::{
    ArticleRecord, ArticleTextRecord, BodyRecord, ContributionRecord, ContributionTextRecord, ExpertRecord, Record,
};
use crate::language::Language;

/// The longest description that is a standfirst, in characters: what is longer is a text of its own.
const STANDFIRST_LONGEST: usize = 600;
/// Roles of descriptions that say what a text says, the best first.
const STANDFIRST_ROLES: [&str; 7] = ["lead", "standfirst", "summary", "abstract", "teaser", "text", ""];

/// The records of a text: first those of what it refers to and the file has not told of before, then the article.
///
/// # Errors
/// The reason why it is not taken over.
pub(super) fn records(item: &Item, file: &mut File, notes: &mut Vec<String>) -> Result<Vec<Record>, String> {
    let language = file.language(item, notes)?;
    let body = body(item).ok_or("a text without a body in HTML or plain text")?;
    let state = state::of(item, file.now, notes)?;
    let id = item.key();
    if !file.items.first(&id) {
        return Err("the file has this item twice".to_owned());
    }
    if item.representation_type.as_deref() == Some("partial") {
        notes.push("it is only a part of what its provider has".to_owned());
    }
    let mut records = Vec::new();
    let lead_image = lead_image(item, &language, file, &mut records, notes);
    let topics = concept::terms(&item.subjects, Tree::Topics, &language, file, &mut records, notes);
    let regions = concept::terms(&item.places, Tree::Regions, &language, file, &mut records, notes);
    let experts = experts(item, &language, file, &mut records, notes);
    let title = title(item, body, notes);
    let text = ArticleTextRecord {
        slug: file.article_slugs.give(&title, language.as_str(), notes),
        title,
        standfirst: standfirst(item, body, notes),
        body: BodyRecord::Html { html: html(body) },
        status: state.status,
        published_at: state.published_at,
        updated_at: state.updated_at,
        withdrawn: None,
    };
    records.push(Record::Article(Box::new(ArticleRecord {
        id,
        kind: concept::kind(&item.genres),
        experts,
        topics,
        regions,
        lead_image,
        texts: [(language, text)].into(),
        corrections: Vec::new(),
        former_slugs: Default::default(),
    })));
    Ok(records)
}

/// The body: in HTML if there is one, or else in plain text. A caption is no body.
pub(super) fn body(item: &Item) -> Option<&Piece> {
    let bodies = || item.bodies.iter().filter(|body| !body.has_role("caption") && !body.value.trim().is_empty());
    bodies().find(|body| body.is_html()).or_else(|| bodies().find(|body| body.is_plain()))
}

/// The body as HTML. In plain text a blank line parts paragraphs; where there is none, each line end does.
fn html(body: &Piece) -> String {
    let text = prose::clean(&body.value).replace("\r\n", "\n");
    if body.is_html() {
        return text;
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let has_blank = text.trim().lines().any(|line| line.trim().is_empty());
    let paragraphs =
        if has_blank { lines.split(|line| line.is_empty()).collect() } else { lines.chunks(1).collect::<Vec<_>>() };
    let paragraphs = paragraphs.into_iter().map(|lines| {
        let lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(|line| escaped(line)).collect();
        lines.join("<br>")
    });
    paragraphs.filter(|lines| !lines.is_empty()).map(|lines| format!("<p>{lines}</p>")).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn title(item: &Item, body: &Piece, notes: &mut Vec<String>) -> String {
    let Some(title) = item.headline() else {
        notes.push("it has no headline: it got a title here".to_owned());
        return prose::first_words(&html(body)).unwrap_or_else(|| "Untitled".to_owned());
    };
    let (title, was_cut) = prose::cut(&title, TITLE_MAX);
    if was_cut {
        notes.push(format!("its headline was cut at {TITLE_MAX} characters"));
    }
    title
}

/// The description that is short enough, unless the body says just that.
fn standfirst(item: &Item, body: &Piece, notes: &mut Vec<String>) -> Option<String> {
    let description = item.description(&STANDFIRST_ROLES)?;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let within = letters(&prose::plain(&html(body)));
    let said = letters(&description);
    if said.is_empty() || within.contains(&said) {
        return None;
    }
    if description.chars().count() > STANDFIRST_LONGEST {
        notes.push("its description is too long for a standfirst".to_owned());
        return None;
    }
    Some(description)
}

/// The first picture among what goes with the text.
fn lead_image(
    item: &Item,
    language: &Language,
    file: &mut File,
    records: &mut Vec<Record>,
    notes: &mut Vec<String>,
) -> Option<String> {
    let mut lead = None;
    let mut left = 0_usize;
    for with in &item.associations {
        let is_picture = with.kind.as_deref() == Some("picture") && !with.uri.is_empty() && with.uri != item.uri;
        if !is_picture || lead.is_some() {
            left += 1;
            continue;
        }
        // A caption in a language of its own is kept in it; any other is in the language of the text.
        let own = with.language.as_ref().and_then(|_| file.language(with, notes).ok());
        match picture::record(with, own.as_ref().unwrap_or(language), file) {
            Ok(record) => {
                records.extend(record);
                lead = Some(with.key());
            }
            Err(reason) => notes.push(format!("without a picture: {reason}")),
        }
    }
    if left > 0 {
        notes.push(format!("{left} of what goes with it is not taken over"));
    }
    lead
}

fn experts(
    item: &Item,
    language: &Language,
    file: &mut File,
    records: &mut Vec<Record>,
    notes: &mut Vec<String>,
) -> Vec<ContributionRecord> {
    let byline = byline::read(item.by.as_deref().unwrap_or_default(), item.copyright_holder.as_deref());
    if !byline.left.is_empty() {
        notes.push(format!("its byline names no person: `{}`", byline.left.join(", ")));
    }
    let mut experts: Vec<ContributionRecord> = Vec::new();
    for person in byline.persons.into_iter().take(FILING_MAX) {
        let id = prose::key(format!("ninjs:by:{}", person.name.to_lowercase()));
        if experts.iter().any(|other| other.expert == id) {
            continue;
        }
        if file.experts.first(&id) {
            let slug = file.expert_slugs.give(&person.name, "", notes);
            let name = person.name.clone();
            records.push(Record::Expert(ExpertRecord { id: id.clone(), slug, name, ..ExpertRecord::default() }));
        }
        let role = if experts.is_empty() { ContributorRole::Author } else { ContributorRole::CoAuthor };
        let is_described = person.title.is_some() || person.affiliation.is_some();
        let text = ContributionTextRecord { title: person.title, affiliation: person.affiliation };
        let texts = is_described.then(|| (language.clone(), text)).into_iter().collect();
        experts.push(ContributionRecord { expert: id, role, texts });
    }
    experts
}
