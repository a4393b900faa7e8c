//! A reader's device stays in step: `GET /v1/me/sync`.

use std::sync::Arc;

use domain::Language;
use domain::article::Article;
use domain::follow::{Follow, Target};
use domain::id::{ArticleId, PlaylistId, PlaylistItemId};
use domain::playlist::{ItemState, Playlist, PlaylistItem};
use domain::sync::{OwnPage, OwnThing, SyncAction, SyncStep};
use domain::text::Body;
use jiff::Timestamp;
use serde::Serialize;

use super::asked::{WANTED, read_wanted};
use super::page::{personal, written};
use super::query::{LANGUAGES, Query};
use super::shape::{ArticleShape, ArticleWanted, PlaylistShape, Saying};
use super::sync::PlaceShape;
use crate::http::Reply;
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
struct PageShape<'a> {
    step: SyncStep,
    data: Vec<ThingShape<'a>>,
    page: PlaceShape,
}

/// Something of a reader's own; without what it is now, it is to be deleted.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ThingShape<'a> {
    Playlist {
        id: PlaylistId,
        action: SyncAction,
        playlist: Option<Box<PlaylistShape<'a>>>,
        items: Option<Vec<ItemShape<'a>>>,
    },
    Follow {
        id: Target,
        action: SyncAction,
        since: Option<Timestamp>,
    },
    Article {
        id: ArticleId,
        action: SyncAction,
        article: Option<ArticleShape<'a>>,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemShape<'a> {
    id: PlaylistItemId,
    article_id: Option<ArticleId>,
    description: &'a str,
    state: ItemState,
    added_at: Timestamp,
}

impl<'a> From<&'a PlaylistItem> for ItemShape<'a> {
    fn from(item: &'a PlaylistItem) -> Self {
        Self {
            id: item.id,
            article_id: item.article.as_ref().map(|article| article.id),
            description: &item.description,
            state: item.state,
            added_at: item.added_at,
        }
    }
}

/// `GET /v1/me/sync`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["first", "after"], WANTED, LANGUAGES])?;
    let wish = query.wish(&call).preference;
    let (first, after) = (query.number("first"), query.value("after").map(str::to_owned));
    let wanted = read_wanted(&mut query, true);
    query.finish()?;
    let page = call.session.syncs().own_page(first, after).await?;
    let saying = Saying::new(&call.session, &call.app, wish);
    let keys: Vec<(ArticleId, Language)> = page.things.iter().filter_map(|thing| text_of(&saying, thing)).collect();
    let bodies = if wanted.body() { call.session.articles().bodies(&keys).await? } else { Default::default() };
    let said = |thing| {
        let body = |key: &(ArticleId, Language)| bodies.get(key).map(|body| &**body);
        said(&saying, thing, wanted, body)
    };
    let OwnPage { step, things, cursor, has_next } = &page;
    let data = things.iter().map(said).collect();
    let place = PlaceShape { has_next: *has_next, end_cursor: cursor.clone() };
    let (bytes, languages) = written(&saying, &PageShape { step: *step, data, page: place })?;
    Ok(Reply::Content(personal(&call, bytes, &languages)))
}

/// The text of an article that is served, if there is one.
fn text_of(saying: &Saying<'_>, thing: &OwnThing) -> Option<(ArticleId, Language)> {
    let OwnThing::Article(id, Some(article)) = thing else { return None };
    Some((*id, saying.wish.best(&article.texts)?.text.language.clone()))
}

fn said<'a>(
    saying: &'a Saying<'a>,
    thing: &'a OwnThing,
    wanted: ArticleWanted,
    body: impl Fn(&(ArticleId, Language)) -> Option<&'a Body>,
) -> ThingShape<'a> {
    match thing {
        OwnThing::Playlist(id, list) => playlist(*id, list.as_deref()),
        OwnThing::Follow(id, follow) => {
            ThingShape::Follow { id: *id, action: action(follow.is_some()), since: follow.map(|it: Follow| it.since) }
        }
        OwnThing::Article(id, article) => {
            let shape = |article: &'a Arc<Article>| {
                let served = saying.wish.best(&article.texts)?;
                let body = body(&(article.id, served.text.language.clone()));
                let (text, is_fallback) = (served.text, served.is_fallback);
                Some(ArticleShape { saying, article, text, is_fallback, body, wanted })
            };
            let article = article.as_ref().and_then(shape);
            ThingShape::Article { id: *id, action: action(article.is_some()), article }
        }
    }
}

fn playlist(id: PlaylistId, list: Option<&(Playlist, Vec<PlaylistItem>)>) -> ThingShape<'_> {
    let items = list.map(|(_, items)| items.iter().map(ItemShape::from).collect());
    let playlist = list.map(|(list, _)| Box::new(PlaylistShape::from(list)));
    ThingShape::Playlist { id, action: action(playlist.is_some()), playlist, items }
}

fn action(is_there: bool) -> SyncAction {
    if is_there { SyncAction::Replace } else { SyncAction::Delete }
}
