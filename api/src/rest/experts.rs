//! Experts. Their articles are in `articles.rs`.

use std::sync::Arc;

use actix_web::http::header::LINK;
use domain::expert::{Expert, ExpertQuery};
use domain::page::PageRequest;
use domain::{Error, Preference};

use super::found::{self, Found};
use super::page::{List, PageInfo, localised, narrowed, narrowed_count, written};
use super::query::{LANGUAGES, PAGE, Query};
use super::shape::{ExpertField, ExpertInclude, ExpertShape, ExpertWanted, Saying, Set};
use super::syndication::feeds;
use super::taxonomy::{TopicTree, has_text};
use crate::http::Reply;
use crate::routes::{Call, Outcome};

fn read_wanted(query: &mut Query<'_>) -> ExpertWanted {
    let fields = query.words("fields", "a key of an expert", ExpertField::WORDS).map_or(Set::ALL, Set::of);
    let include = query.words("include", "something to include", ExpertInclude::WORDS).map_or(Set::NONE, Set::of);
    let asked = |place: ExpertInclude| include.has(place as u32);
    let fields = if asked(ExpertInclude::Portrait) { fields.put(ExpertField::Portrait as u32, true) } else { fields };
    let fields = if asked(ExpertInclude::Topics) { fields.put(ExpertField::Topics as u32, true) } else { fields };
    ExpertWanted { fields, include }
}

/// Whether there is anything of an expert in the languages of a wish. When any language will do, the name will.
fn is_served(wish: &Preference, expert: &Expert) -> bool {
    wish.allows_fallback() || has_text(wish, &expert.texts)
}

/// The revision of an expert, as their validators tell it.
pub fn version(expert: &Expert) -> String {
    format!("{}-{}", expert.id, expert.revision)
}

/// `GET /v1/experts`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["topic", "fields", "include"], PAGE, LANGUAGES])?;
    let wish = query.wish(&call).preference;
    let topic = found::term_filter::<TopicTree>(&mut query, &call.session, &wish);
    let (wanted, request, total) = (read_wanted(&mut query), query.page(), query.switch("total", false));
    query.finish()?;
    let (experts, filter) = (call.session.experts(), ExpertQuery { topic });
    let keep = |expert: &Arc<Expert>| is_served(&wish, expert);
    let fetch = |request: &PageRequest| experts.page(&filter, request);
    let page = if wish.allows_fallback() { fetch(&request)? } else { narrowed(&request, fetch, keep)? };
    let count = match (total, wish.allows_fallback()) {
        (false, _) => None,
        (true, true) => Some(experts.count(&filter)),
        (true, false) => Some(narrowed_count(fetch, keep)?),
    };
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/experts", &query, &request);
    let saying = Saying::new(&call.session, &call.app, wish.clone());
    let shapes = page.items.iter().map(|(_, expert)| ExpertShape { saying: &saying, expert, wanted });
    let (bytes, languages) = written(&saying, &List { data: shapes.collect(), page: info })?;
    Ok(Reply::Content(localised(&call, bytes, &languages).with(LINK, links)))
}

/// `GET /v1/experts/{slug}`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["fields", "include"], LANGUAGES])?;
    let (wish, wanted) = (query.wish(&call).preference, read_wanted(&mut query));
    query.finish()?;
    let expert = match found::expert(&call.session, call.part("slug"))? {
        Found::Here(expert, _) => expert,
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    if !is_served(&wish, &expert) {
        return Err(Error::not_found().into());
    }
    let saying = Saying::new(&call.session, &call.app, wish);
    let (bytes, languages) = written(&saying, &ExpertShape { saying: &saying, expert: &expert, wanted })?;
    let feeds = feeds(&call.app, &format!("experts/{}", expert.slug), None);
    Ok(Reply::Content(localised(&call, bytes, &languages).at_version(version(&expert)).with(LINK, feeds)))
}
