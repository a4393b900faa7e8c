//! Where things are, and in which languages.

use actix_web::http::header::LINK;
use domain::{Error, Language};
use serde::Serialize;

use super::page::representation;
use super::query::Query;
use super::syndication::feeds;
use crate::http::Reply;
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
struct Index<'a> {
    title: &'a str,
    version: &'static str,
    languages: &'a [Language],
    links: Links,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Links {
    #[serde(rename = "self")]
    here: String,
    articles: String,
    experts: String,
    topics: String,
    regions: String,
    languages: String,
    atom: String,
    rss: String,
    json_feed: String,
    graphql: String,
    playground: String,
    reference: String,
    openapi: String,
    body_schema: String,
}

/// `GET /v1`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let address = |path: &str| call.app.address(path);
    let links = Links {
        here: address("/v1"),
        articles: address("/v1/articles"),
        experts: address("/v1/experts"),
        topics: address("/v1/topics"),
        regions: address("/v1/regions"),
        languages: address("/v1/languages"),
        atom: address("/feeds/articles.atom"),
        rss: address("/feeds/articles.rss"),
        json_feed: address("/feeds/articles.json"),
        graphql: address("/graphql"),
        playground: address("/playground"),
        reference: address("/reference"),
        openapi: address("/openapi.yaml"),
        body_schema: address("/schemas/body.json"),
    };
    let languages = call.session.languages().all();
    let title = call.app.publisher.name.as_str();
    let index = Index { title, version: env!("CARGO_PKG_VERSION"), languages, links };
    let bytes = serde_json::to_vec(&index).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes).with(LINK, feeds(&call.app, "articles", None))))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PublicationLanguage<'a> {
    language: &'a Language,
    is_default: bool,
}

#[derive(Serialize)]
struct LanguageList<'a> {
    data: Vec<PublicationLanguage<'a>>,
}

/// `GET /v1/languages`
pub async fn languages(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let all = call.session.languages().all().iter().enumerate();
    let data = all.map(|(place, language)| PublicationLanguage { language, is_default: place == 0 }).collect();
    let bytes = serde_json::to_vec(&LanguageList { data }).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes)))
}
