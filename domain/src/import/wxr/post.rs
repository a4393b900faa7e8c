//! Posts become articles.

use super::author::{self, Author};
use super::category::Category;
use super::channel::Channel;
use super::item::Item;
use super::state;
use crate::article::rules::{FILING_MAX, STANDFIRST_MAX, TITLE_MAX};
use crate::article::{ContributorRole, Kind};
use crate::import::prose;
use crate::import::record::{ArticleRecord, ArticleTextRecord, BodyRecord, ContributionRecord, Record};
use crate::language::Language;

/// The records of a post: first those of what it refers to and the file has not told of before, then the article.
///
/// # Errors
/// The reason why the post is not taken over.
pub(super) fn records(
    item: Item,
    line: u64,
    channel: &mut Channel,
    notes: &mut Vec<String>,
) -> Result<Vec<Record>, String> {
    match item.kind.as_str() {
        "post" => {}
        "page" => return Err("a page, not a post".to_owned()),
        "nav_menu_item" => return Err("an entry of a menu, not a post".to_owned()),
        other => return Err(format!("of type `{other}`, not a post")),
    }
    let language = channel.language()?;
    let state = state::of(&item, channel.now, notes)?;
    if item.id.is_empty() {
        return Err("a post without `wp:post_id`".to_owned());
    }
    let id = channel.key("post", &item.id);
    if !channel.items.first(&id) {
        return Err("the file has this post twice".to_owned());
    }
    let mut records = Vec::new();
    let experts = byline(&item, channel, &mut records, notes);
    let topics = topics(&item, &language, line, channel, &mut records, notes);
    let title = title(&item, notes);
    let name = if item.name.is_empty() { title.clone() } else { prose::percent_decoded(&item.name) };
    let slug = channel.article_slugs.give(&name, language.as_str(), notes);
    let text = ArticleTextRecord {
        slug,
        title,
        standfirst: standfirst(&item, notes),
        body: BodyRecord::WordPress { wordpress: item.content },
        status: state.status,
        published_at: state.published_at,
        updated_at: state.updated_at,
        withdrawn: None,
    };
    records.push(Record::Article(Box::new(ArticleRecord {
        id,
        kind: item
            .terms
            .iter()
            .filter(|term| term.domain == "category")
            .find_map(|t| kind(&t.nicename))
            .unwrap_or(Kind::Report),
        experts,
        topics,
        regions: Vec::new(),
        lead_image: (!item.thumbnail.is_empty()).then(|| channel.key("attachment", &item.thumbnail)),
        texts: [(language, text)].into(),
        corrections: Vec::new(),
        former_slugs: Default::default(),
    })));
    Ok(records)
}

fn byline(
    item: &Item,
    channel: &mut Channel,
    records: &mut Vec<Record>,
    notes: &mut Vec<String>,
) -> Vec<ContributionRecord> {
    if item.creator.is_empty() {
        return Vec::new();
    }
    records.extend(Author::of_login(&item.creator).record(channel, notes));
    let expert = author::key(channel, &item.creator);
    vec![ContributionRecord { expert, role: ContributorRole::Author, texts: Default::default() }]
}

fn topics(
    item: &Item,
    language: &Language,
    line: u64,
    channel: &mut Channel,
    records: &mut Vec<Record>,
    notes: &mut Vec<String>,
) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let mut left = 0;
    for term in &item.terms {
        match term.domain.as_str() {
            "category" if term.nicename.is_empty() => {}
            "category" => {
                let key = channel.key("category", &term.nicename);
                if keys.contains(&key) {
                    continue;
                }
                if keys.len() == FILING_MAX {
                    left += 1;
                    continue;
                }
                let category = Category::of_item(&term.nicename, &term.name, line);
                records.extend(category.record(channel, language, None, notes));
                keys.push(key);
            }
            "post_tag" | "tag" => channel.left.tags += 1,
            // How a theme shows a post.
            "post_format" => {}
            _ => channel.left.other_terms += 1,
        }
    }
    if left > 0 {
        notes.push(format!("it has more than {FILING_MAX} categories: {left} were left out"));
    }
    keys
}

fn title(item: &Item, notes: &mut Vec<String>) -> String {
    let title = prose::plain(&item.title);
    if title.is_empty() {
        notes.push("it has no title: it got one here".to_owned());
        return prose::first_words(&item.content).unwrap_or_else(|| "Untitled".to_owned());
    }
    let (title, was_cut) = prose::cut(&title, TITLE_MAX);
    if was_cut {
        notes.push(format!("its title was cut at {TITLE_MAX} characters"));
    }
    title
}

fn standfirst(item: &Item, notes: &mut Vec<String>) -> Option<String> {
    let (standfirst, was_cut) = prose::cut(&prose::plain(&item.excerpt), STANDFIRST_MAX);
    if was_cut {
        notes.push(format!("its excerpt was cut at {STANDFIRST_MAX} characters"));
    }
    (!standfirst.is_empty()).then_some(standfirst)
}

/// The kind of piece that a category stands for, if it stands for one.
fn kind(nicename: &str) -> Option<Kind> {
    Some(match nicename {
        "analysis" | "analyses" | "analyse" | "analysen" => Kind::Analysis,
        "opinion" | "opinions" | "commentary" | "meinung" | "kommentar" | "kommentare" => Kind::Opinion,
        "interview" | "interviews" => Kind::Interview,
        "briefing" | "briefings" => Kind::Briefing,
        _ => return None,
    })
}
