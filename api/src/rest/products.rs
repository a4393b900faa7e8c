//! Products: what an organisation is given, as those who look after partners say it.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use domain::article::Kind;
use domain::id::{ProductId, RegionId, TopicId};
use domain::partner::{Product, ProductChange, ProductFormat, TextShare};
use domain::policy::{self, Action};
use domain::{Error, Language};
use jiff::Timestamp;
use serde::Deserialize;

use super::condition::{met, required};
use super::organisations;
use super::page::{own, saved};
use super::query::{Query, told};
use super::shape::ProductShape;
use crate::http::Reply;
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ProductInput {
    name: Option<String>,
    topics: Option<Vec<TopicId>>,
    regions: Option<Vec<RegionId>>,
    languages: Option<Vec<Language>>,
    kinds: Option<Vec<Kind>>,
    texts: Option<TextShare>,
    formats: Option<Vec<ProductFormat>>,
    images: Option<bool>,
    territories: Option<Vec<String>>,
    #[serde(default, deserialize_with = "told")]
    starts_at: Option<Option<Timestamp>>,
    #[serde(default, deserialize_with = "told")]
    ends_at: Option<Option<Timestamp>>,
    lead_minutes: Option<u32>,
    #[serde(default, deserialize_with = "told")]
    articles_per_day: Option<Option<u32>>,
}

impl From<ProductInput> for ProductChange {
    fn from(input: ProductInput) -> Self {
        Self {
            name: input.name,
            topics: input.topics,
            regions: input.regions,
            languages: input.languages,
            kinds: input.kinds,
            texts: input.texts,
            formats: input.formats,
            images: input.images,
            territories: input.territories,
            starts_at: input.starts_at,
            ends_at: input.ends_at,
            lead_minutes: input.lead_minutes,
            articles_per_day: input.articles_per_day,
        }
    }
}

/// The product that the path names, as [`organisations::named`] names an organisation.
fn named(call: &Call) -> Result<ProductId, Error> {
    policy::require(call.session.viewer(), Action::PartnerManage)?;
    ProductId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The revision of a product, as its validators tell it.
fn version(product: &Product) -> String {
    format!("{}-{}", product.id, product.revision)
}

/// `GET /v1/organisations/{id}/products`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let partners = call.session.partners();
    let organisation = partners.organisation(organisations::named(&call)?).await?;
    let products = partners.products(organisation.id).await?;
    let data: Vec<ProductShape> = products.into_iter().map(Into::into).collect();
    let bytes = serde_json::to_vec(&serde_json::json!({"data": data})).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/organisations/{id}/products`
pub async fn create(call: Call) -> Outcome {
    let organisation = organisations::named(&call)?;
    let mut input: ProductInput = call.body.read()?;
    let name = input.name.take().unwrap_or_default();
    let product = call.session.partners().create_product(organisation, name, input.into()).await?;
    let (version, address) = (version(&product), format!("/v1/products/{}", product.id));
    let done = saved(StatusCode::CREATED, &ProductShape::from(product), &version)?;
    Ok(Reply::Done(done.header(LOCATION, call.app.address(&address))))
}

/// `GET /v1/products/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let product = call.session.partners().product(named(&call)?).await?;
    let version = version(&product);
    let bytes = serde_json::to_vec(&ProductShape::from(product)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).at_version(version)))
}

/// `PATCH /v1/products/{id}`
pub async fn update(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    let input: ProductInput = call.body.read()?;
    let product = met(call.session.partners().update_product(id, expected, input.into()).await)?;
    let version = version(&product);
    Ok(Reply::Done(saved(StatusCode::OK, &ProductShape::from(product), &version)?))
}
