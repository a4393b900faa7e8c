//! Lists: `{data, page}`, and the `Link` header with the addresses of other pages (RFC 8288).

use actix_web::http::{StatusCode, header};
use domain::page::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, Page, PageRequest};
use domain::{Error, Language, Preference};
use serde::Serialize;
use url::form_urlencoded;

use super::query::{PAGE, Query};
use super::shape::Saying;
use crate::app::App;
use crate::http::encoding::Coding;
use crate::http::etag::Fingerprint;
use crate::http::{Done, Representation};
use crate::routes::Call;

/// A list as it is said.
#[derive(Serialize)]
pub struct List<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where they lie.
    pub page: PageInfo,
}

/// Where a page lies in its list.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    has_next: bool,
    has_previous: bool,
    start_cursor: Option<String>,
    end_cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
}

impl PageInfo {
    /// Of a page, with the number of all items where it was asked for.
    pub fn of<T>(page: &Page<T>, total: Option<usize>) -> Self {
        Self {
            has_next: page.has_next,
            has_previous: page.has_previous,
            start_cursor: page.items.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: page.items.last().map(|(cursor, _)| cursor.clone()),
            total,
        }
    }

    /// The `Link` header: the same list with the same parameters, at other places.
    pub fn links(&self, app: &App, path: &str, query: &Query<'_>, request: &PageRequest) -> String {
        let size = request.first.or(request.last).unwrap_or(PAGE_SIZE_DEFAULT as i64).to_string();
        let to = |places: &[(&str, &str)], rel: &str| {
            let mut parameters = form_urlencoded::Serializer::new(String::new());
            parameters.extend_pairs(query.pairs().filter(|(name, _)| !PAGE.contains(name) || *name == "total"));
            parameters.extend_pairs(places);
            format!("<{}?{}>; rel=\"{rel}\"", app.address(path), parameters.finish())
        };
        let mut links = vec![to(&[("first", &size)], "first")];
        if let Some(end) = self.end_cursor.as_deref().filter(|_| self.has_next) {
            links.push(to(&[("first", &size), ("after", end)], "next"));
        }
        if let Some(start) = self.start_cursor.as_deref().filter(|_| self.has_previous) {
            links.push(to(&[("last", &size), ("before", start)], "prev"));
        }
        links.join(", ")
    }
}

/// A page of what is left of a list when some of its items are left out: as many pages of the whole list are read as
/// it takes. For short lists only.
///
/// # Errors
/// As `fetch`.
pub fn narrowed<T>(
    request: &PageRequest,
    mut fetch: impl FnMut(&PageRequest) -> Result<Page<T>, Error>,
    keep: impl Fn(&T) -> bool,
) -> Result<Page<T>, Error> {
    let backwards =
        request.last.is_some() || (request.first.is_none() && request.before.is_some() && request.after.is_none());
    let size = request.first.or(request.last).and_then(|size| usize::try_from(size).ok()).unwrap_or(PAGE_SIZE_DEFAULT);
    let mut from = request.clone();
    let mut kept: Vec<(String, T)> = Vec::new();
    let (mut has_next, mut has_previous) = (request.before.is_some(), request.after.is_some());
    loop {
        let page = fetch(&from)?;
        let edge = if backwards { page.items.first() } else { page.items.last() }.map(|(cursor, _)| cursor.clone());
        let more = if backwards { page.has_previous } else { page.has_next };
        let mut items: Vec<(String, T)> = page.items.into_iter().filter(|(_, item)| keep(item)).collect();
        if backwards {
            items.reverse();
        }
        kept.extend(items);
        let (Some(edge), true, true) = (edge, more, kept.len() <= size) else { break };
        *(if backwards { &mut from.before } else { &mut from.after }) = Some(edge);
    }
    *(if backwards { &mut has_previous } else { &mut has_next }) = kept.len() > size;
    kept.truncate(size);
    if backwards {
        kept.reverse();
    }
    let is_whole = !has_next && !has_previous && request.after.is_none() && request.before.is_none();
    Ok(Page { items: kept, has_next, has_previous, is_whole })
}

/// How many items the whole list has, if that is asked for: as the page tells, or else counted.
///
/// # Errors
/// As `count`.
pub async fn total<T>(
    is_asked: bool,
    page: &Page<T>,
    count: impl Future<Output = Result<usize, Error>>,
) -> Result<Option<usize>, Error> {
    Ok(match page.total() {
        _ if !is_asked => None,
        Some(total) => Some(total),
        None => Some(count.await?),
    })
}

/// How many items of a list are kept.
///
/// # Errors
/// As `fetch`.
pub fn narrowed_count<T>(
    mut fetch: impl FnMut(&PageRequest) -> Result<Page<T>, Error>,
    keep: impl Fn(&T) -> bool,
) -> Result<usize, Error> {
    let mut request = PageRequest { first: Some(PAGE_SIZE_MAX as i64), ..PageRequest::default() };
    let mut count = 0;
    loop {
        let page = fetch(&request)?;
        count += page.items.iter().filter(|(_, item)| keep(item)).count();
        match page.items.last().filter(|_| page.has_next) {
            Some((cursor, _)) => request.after = Some(cursor.clone()),
            None => return Ok(count),
        }
    }
}

/// A representation of localised things, with the languages that they are said in.
pub fn localised(call: &Call, bytes: Vec<u8>, languages: &[Language]) -> Representation {
    representation(call, bytes).with(header::CONTENT_LANGUAGE, tags(languages))
}

/// Languages as `Content-Language` lists them.
pub fn tags(languages: &[Language]) -> String {
    let tags: Vec<&str> = languages.iter().map(Language::as_str).collect();
    tags.join(", ")
}

/// A representation of what the publication is now. What partners and staff see of it changes without a trace in what is
/// public: it is dated as what is somebody's own.
pub fn representation(call: &Call, bytes: Vec<u8>) -> Representation {
    let viewer = call.session.viewer();
    if viewer.partner().is_some() || !viewer.roles().is_empty() {
        return own(call, bytes);
    }
    // A change later in this very second would have the same date: what this second holds is dated to the one before,
    // so that nobody is told that it hasn't changed since (RFC 9110, section 8.8.2.1).
    let second_before = call.app.ports.clock.now() - jiff::SignedDuration::from_secs(1);
    let changed = call.session.last_changed().unwrap_or(call.app.started());
    Representation::json(bytes, changed.min(second_before))
}

/// A representation of what is somebody's own. It is dated to this instant: what the publication last changed says
/// nothing of it, and its tag tells whether it has changed.
pub fn own(call: &Call, bytes: Vec<u8>) -> Representation {
    Representation::json(bytes, call.app.ports.clock.now())
}

/// As [`own`], in the languages that it is said in.
pub fn personal(call: &Call, bytes: Vec<u8>, languages: &[Language]) -> Representation {
    own(call, bytes).with(header::CONTENT_LANGUAGE, tags(languages))
}

/// Writes JSON, and tells the languages that it is said in.
///
/// # Errors
/// `internal`: the shapes have no way to fail.
pub fn written(saying: &Saying<'_>, shape: &impl Serialize) -> Result<(Vec<u8>, Vec<Language>), Error> {
    let bytes = serde_json::to_vec(shape).map_err(Error::internal)?;
    Ok((bytes, saying.languages()))
}

/// The answer to a change of something localised: as it is now, with the tag of its version.
///
/// # Errors
/// As [`written`].
pub fn changed(saying: &Saying<'_>, status: StatusCode, shape: &impl Serialize, version: &str) -> Result<Done, Error> {
    let (bytes, languages) = written(saying, shape)?;
    Ok(at_version(status, bytes, version).header(header::CONTENT_LANGUAGE, tags(&languages)))
}

/// The answer to a change of something that is in no language: as it is now, with the tag of its version.
///
/// # Errors
/// `internal`: the shapes have no way to fail.
pub fn saved(status: StatusCode, shape: &impl Serialize, version: &str) -> Result<Done, Error> {
    let bytes = serde_json::to_vec(shape).map_err(Error::internal)?;
    Ok(at_version(status, bytes, version))
}

fn at_version(status: StatusCode, bytes: Vec<u8>, version: &str) -> Done {
    let tag = Fingerprint::of(&bytes).behind(version).tag(Coding::Identity);
    Done::bytes(status, bytes).header(header::ETAG, tag)
}

/// What a change is answered with: whatever language there is, those that the publication prefers first.
///
/// # Errors
/// None that a publication with a language can have.
pub fn any_language(call: &Call) -> Result<Preference, Error> {
    call.session.languages().preference(None, &[], true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::page::{Fingerprint, Position};

    fn numbers(request: &PageRequest) -> Result<Page<i64>, Error> {
        let list = Fingerprint::of("numbers");
        let spec = request.check::<Position>(list)?;
        let all = (1..=50).map(|value| (Position { value, id: [0; 16] }, value));
        let inside = all.filter(|(at, _)| {
            spec.after.is_none_or(|after| *at > after) && spec.before.is_none_or(|before| *at < before)
        });
        let mut found: Vec<_> = inside.collect();
        if spec.backwards {
            found.reverse();
        }
        found.truncate(spec.size + 1);
        Ok(Page::of(list, &spec, found))
    }

    fn values(page: &Page<i64>) -> Vec<i64> {
        page.items.iter().map(|(_, value)| *value).collect()
    }

    #[test]
    fn a_narrowed_list_is_paged_without_gaps_in_both_directions() {
        let by_seven = |value: &i64| value % 7 == 0;
        let first = PageRequest { first: Some(3), ..PageRequest::default() };
        let page = narrowed(&first, numbers, by_seven).unwrap();
        assert_eq!((values(&page), page.has_next, page.has_previous), (vec![7, 14, 21], true, false));
        let next = PageRequest { first: Some(4), after: Some(page.items[2].0.clone()), ..PageRequest::default() };
        let page = narrowed(&next, numbers, by_seven).unwrap();
        assert_eq!((values(&page), page.has_next, page.has_previous), (vec![28, 35, 42, 49], false, true));
        let back = PageRequest { last: Some(2), before: Some(page.items[0].0.clone()), ..PageRequest::default() };
        let page = narrowed(&back, numbers, by_seven).unwrap();
        assert_eq!((values(&page), page.has_next, page.has_previous), (vec![14, 21], true, true));
        assert_eq!(values(&narrowed(&first, numbers, |_| false).unwrap()), [0i64; 0]);
    }
}
