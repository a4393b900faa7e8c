//! `/v1/playlists/{id}/items`: what is on a list.

use actix_web::http::StatusCode;
use actix_web::http::header::LINK;
use domain::id::{ArticleId, PlaylistItemId};
use domain::playlist::{ItemChange, NewItem, Place};
use domain::{Code, Error};
use serde::Deserialize;

use super::condition::met;
use super::page::{List, PageInfo, localised, written};
use super::playlists::{changed, named, terms};
use super::query::{PAGE, Query};
use super::shape::{ChangedShape, ItemShape, Saying};
use crate::http::Reply;
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AddInput {
    items: Vec<ItemInput>,
    #[serde(default)]
    allow_duplicates: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ItemInput {
    article_id: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangeInput {
    description: Option<String>,
    before: Option<String>,
    after: Option<String>,
}

/// `GET /v1/playlists/{id}/items`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["language"]])?;
    let wish = query.wish(&call).preference;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let playlists = call.session.playlists();
    let playlist = playlists.by_id(named(&call)?).await?.ok_or_else(Error::not_found)?;
    let page = playlists.items_page(playlist.id, &request).await?;
    let count = total.then(|| usize::try_from(playlist.item_count).unwrap_or_default());
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, &format!("/v1/playlists/{}/items", playlist.id), &query, &request);
    let saying = Saying::new(&call.session, &call.app, wish);
    let data: Vec<ItemShape<'_>> = page.items.iter().map(|(_, item)| ItemShape { saying: &saying, item }).collect();
    let (bytes, languages) = written(&saying, &List { data, page: info })?;
    Ok(Reply::Content(localised(&call, bytes, &languages).undated().with(LINK, links)))
}

/// `POST /v1/playlists/{id}/items`
pub async fn add(call: Call) -> Outcome {
    let id = named(&call)?;
    let input: AddInput = call.body.read()?;
    let read = |(place, item): (usize, ItemInput)| {
        let article = ArticleId::parse(&item.article_id);
        let article = article.map_err(|error| error.at(format!("items[{place}].articleId")))?;
        Ok(NewItem { article, description: item.description })
    };
    let items = input.items.into_iter().enumerate().map(read).collect::<Result<Vec<NewItem>, Error>>()?;
    let terms = terms(&call, Some(id))?;
    let added = met(call.session.playlists().add_items(id, &items, input.allow_duplicates, &terms).await)?;
    Ok(Reply::Done(changed(StatusCode::CREATED, &added.playlist, &ChangedShape::from(&added))?))
}

/// `PATCH /v1/playlists/{id}/items/{item}`
pub async fn change(call: Call) -> Outcome {
    let (id, item) = (named(&call)?, named_item(&call)?);
    let input: ChangeInput = call.body.read()?;
    let read = |id: Option<&str>, field| id.map(|id| PlaylistItemId::parse(id).map_err(|e| e.at(field))).transpose();
    let (before, after) = (read(input.before.as_deref(), "before")?, read(input.after.as_deref(), "after")?);
    let place = match (before, after) {
        (None, None) => None,
        (before, after) => Some(Place::read(before, after)?),
    };
    if place.is_none() && input.description.is_none() {
        return Err(Error::new(
            Code::ValueInvalid,
            "There is nothing to change: send `description`, `before` or `after`.",
        )
        .into());
    }
    let change = ItemChange { description: input.description, place };
    let answer = met(call.session.playlists().change_item(id, item, &change, &terms(&call, Some(id))?).await)?;
    Ok(Reply::Done(changed(StatusCode::OK, &answer.playlist, &ChangedShape::from(&answer))?))
}

/// `DELETE /v1/playlists/{id}/items/{item}`
pub async fn remove(call: Call) -> Outcome {
    let (id, item) = (named(&call)?, named_item(&call)?);
    let answer = met(call.session.playlists().remove_item(id, item, &terms(&call, Some(id))?).await)?;
    Ok(Reply::Done(changed(StatusCode::OK, &answer.playlist, &ChangedShape::from(&answer))?))
}

fn named_item(call: &Call) -> Result<PlaylistItemId, Error> {
    PlaylistItemId::parse(call.part("item")).map_err(|_| Error::not_found())
}
