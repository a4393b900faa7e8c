//! A reader's device stays in step, `GET /v1/me/sync`, and takes all of it along to where there is no connection.

use std::collections::HashMap;
use std::sync::Arc;

use domain::article::Article;
use domain::follow::{Follow, Target};
use domain::id::{ArticleId, PlaylistId, PlaylistItemId};
use domain::playlist::{ItemState, Playlist, PlaylistItem};
use domain::sync::{OwnPage, OwnThing, SyncAction, SyncStep, Syncs, TextKey};
use domain::text::Body;
use domain::{Error, Preference};
use futures::future::LocalBoxFuture;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::asked::{WANTED, read_wanted};
use super::bundle::{self, AT_ONCE, Line, Part, Source, Thing};
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

/// A playlist with all its items.
#[derive(Serialize)]
struct ListShape<'a> {
    playlist: Box<PlaylistShape<'a>>,
    items: Vec<ItemShape<'a>>,
}

impl<'a> From<&'a (Playlist, Vec<PlaylistItem>)> for ListShape<'a> {
    fn from((playlist, items): &'a (Playlist, Vec<PlaylistItem>)) -> Self {
        Self { playlist: Box::new(playlist.into()), items: items.iter().map(ItemShape::from).collect() }
    }
}

/// What there is to say of something that is followed.
#[derive(Serialize)]
struct FollowShape {
    since: Timestamp,
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

/// How it is to be said.
struct Asked {
    wish: Preference,
    wanted: ArticleWanted,
}

impl Asked {
    fn read(call: &Call, query: &mut Query<'_>) -> Self {
        Self { wish: query.wish(call).preference, wanted: read_wanted(query, true) }
    }
}

/// `GET /v1/me/sync`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["first", "after"], WANTED, LANGUAGES])?;
    let asked = Asked::read(&call, &mut query);
    let (first, after) = (query.number("first"), query.value("after").map(str::to_owned));
    query.finish()?;
    let page = call.session.syncs().own_page(first, after).await?;
    let telling = Telling::of(&call, &asked, &page).await?;
    let data = page.things.iter().map(|thing| telling.thing(thing)).collect();
    let place = PlaceShape { has_next: page.has_next, end_cursor: page.cursor.clone() };
    let (bytes, languages) = written(&telling.saying, &PageShape { step: page.step, data, page: place })?;
    Ok(Reply::Content(personal(&call, bytes, &languages)))
}

/// `GET /v1/me/sync/bundle`
pub async fn bundle(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[WANTED, LANGUAGES])?;
    let asked = Asked::read(&call, &mut query);
    query.finish()?;
    Ok(bundle::bundle(Copy { call, asked, after: None }).await?)
}

/// The copy of what is a reader's own, as it goes into a bundle.
struct Copy {
    call: Call,
    asked: Asked,
    after: Option<String>,
}

impl Source for Copy {
    fn call(&self) -> &Call {
        &self.call
    }

    fn part(&mut self) -> LocalBoxFuture<'_, Result<Part, Error>> {
        Box::pin(async {
            let syncs = self.call.session.syncs();
            let page = syncs.own_page(Some(AT_ONCE), self.after.take()).await?;
            let telling = Telling::of(&self.call, &self.asked, &page).await?;
            let lines = page.things.iter().map(|thing| telling.line(&syncs, thing));
            let things = lines.filter_map(Result::transpose).collect::<Result<_, _>>()?;
            self.after = Some(page.cursor.clone());
            Ok(Part { product: None, things, end: page.is_copied.then_some((page.cursor, None)) })
        })
    }
}

/// How a page is said: with what, and how much of each article.
struct Telling<'a> {
    saying: Saying<'a>,
    wanted: ArticleWanted,
    bodies: HashMap<TextKey, Arc<Body>>,
}

impl<'a> Telling<'a> {
    async fn of(call: &'a Call, asked: &Asked, page: &OwnPage) -> Result<Self, Error> {
        let saying = Saying::new(&call.session, &call.app, asked.wish.clone());
        let wanted = asked.wanted;
        let keys: Vec<TextKey> = page.things.iter().filter_map(|thing| text_of(&saying, thing)).collect();
        let bodies = if wanted.body() { call.session.articles().bodies(&keys).await? } else { HashMap::new() };
        Ok(Self { saying, wanted, bodies })
    }

    /// A thing in a page.
    fn thing(&'a self, thing: &'a OwnThing) -> ThingShape<'a> {
        match thing {
            OwnThing::Playlist(id, list) => {
                let list = list.as_deref().map(ListShape::from);
                let action = action(list.is_some());
                let (playlist, items) = list.map(|ListShape { playlist, items }| (playlist, items)).unzip();
                ThingShape::Playlist { id: *id, action, playlist, items }
            }
            OwnThing::Follow(id, follow) => {
                let since = follow.map(|it: Follow| it.since);
                ThingShape::Follow { id: *id, action: action(follow.is_some()), since }
            }
            OwnThing::Article(id, article) => {
                let article = article.as_ref().and_then(|article| self.article(article));
                ThingShape::Article { id: *id, action: action(article.is_some()), article }
            }
        }
    }

    /// A thing in a bundle, unless it has gone meanwhile.
    fn line(&'a self, syncs: &Syncs<'_>, thing: &'a OwnThing) -> Result<Option<Line>, Error> {
        Ok(match thing {
            OwnThing::Playlist(id, Some(list)) => {
                Some(Line::Playlist(Thing::new((*id).into(), None, None, raw(&ListShape::from(&**list))?)))
            }
            OwnThing::Follow(id, Some(follow)) => {
                let content = raw(&FollowShape { since: follow.since })?;
                Some(Line::Follow(Thing::new((*id).into(), None, None, content)))
            }
            OwnThing::Article(id, Some(article)) => match self.article(article) {
                Some(shape) => {
                    let keep = syncs.keep(article, shape.body);
                    let language = Some(shape.text.language.clone());
                    Some(Line::Article(Thing::new((*id).into(), language, Some(keep), raw(&shape)?)))
                }
                None => None,
            },
            _ => None,
        })
    }

    fn article(&'a self, article: &'a Article) -> Option<ArticleShape<'a>> {
        let served = self.saying.wish.best(&article.texts)?;
        let (text, is_fallback) = (served.text, served.is_fallback);
        let body = self.bodies.get(&(article.id, text.language.clone())).map(|body| &**body);
        Some(ArticleShape { saying: &self.saying, article, text, is_fallback, body, wanted: self.wanted })
    }
}

/// The text of an article that is served, if there is one.
fn text_of(saying: &Saying<'_>, thing: &OwnThing) -> Option<TextKey> {
    let OwnThing::Article(id, Some(article)) = thing else { return None };
    Some((*id, saying.wish.best(&article.texts)?.text.language.clone()))
}

fn raw(shape: &impl Serialize) -> Result<Box<RawValue>, Error> {
    to_raw_value(shape).map_err(Error::internal)
}

fn action(is_there: bool) -> SyncAction {
    if is_there { SyncAction::Replace } else { SyncAction::Delete }
}
