//! Whoever looks after endpoints makes them, changes them, and has other secrets sign.

use std::fmt;

use super::rules::{self, Health, invalid};
use super::secret::SigningSecret;
use super::{DisabledReason, EndpointState, SignatureScheme, WebhookEndpoint, Webhooks, row};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::{OrganisationId, ProductId, WebhookEndpointId, generate};
use crate::policy::{self, Action, Permit};
use crate::{input, instant, partner, sync};

/// An endpoint that is to be made.
#[derive(Debug, Clone)]
pub struct NewEndpoint {
    /// The address: `https`, without credentials.
    pub url: String,
    /// The products that it listens to; all of its organisation's, if it names none.
    pub products: Vec<ProductId>,
    /// Ed25519 signs as well, so that whoever verifies needs no secret.
    pub asymmetric: bool,
}

/// What is to become of an endpoint; what isn't given stays as it is.
#[derive(Debug, Clone, Default)]
pub struct EndpointChange {
    /// The address.
    pub url: Option<String>,
    /// The products that it listens to, all of them.
    pub products: Option<Vec<ProductId>>,
    /// Whether it is told what happens.
    pub state: Option<EndpointState>,
}

/// An endpoint, with a secret that was made for it and is never told again.
#[derive(Clone)]
pub struct IssuedSecret {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// The secret, `whsec_…`; none where a public key is all that one needs.
    pub secret: Option<String>,
}

impl fmt::Debug for IssuedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssuedSecret").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Webhooks<'_> {
    /// Makes an endpoint. It is told what happens from now on.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `value_invalid`; `reference_missing` for a product that isn't the
    /// organisation's; `limit_reached`.
    pub async fn create(&self, organisation: Option<OrganisationId>, new: NewEndpoint) -> Result<IssuedSecret> {
        let session = self.0;
        let (organisation, permit) = policy::webhooks(session.viewer(), organisation)?;
        let ports = session.domain().ports();
        let now = instant::kept(session.now())?;
        let mut endpoint = WebhookEndpoint {
            id: WebhookEndpointId::new(generate(&*ports.clock, &*ports.random)),
            organisation,
            url: self.address(&new.url)?,
            products: once(new.products)?,
            state: EndpointState::Active,
            disabled_reason: None,
            failing_since: None,
            secrets: Vec::new(),
            revision: 1,
            created_at: now,
        };
        let tx = WriteTx::begin(session, &permit).await?;
        let connection = tx.connection();
        let held = partner::row::organisation::lock(connection, &permit, organisation).await?;
        held.ok_or_else(Error::not_found)?;
        if row::endpoint::count(connection, organisation).await? >= ENDPOINTS {
            let message = format!("An organisation has {ENDPOINTS} endpoints at the most.");
            return Err(Error::new(Code::LimitReached, message));
        }
        row::endpoint::insert(connection, &permit, &endpoint).await?;
        listen(&tx, &permit, &endpoint).await?;
        let symmetric = SigningSecret::draw(SignatureScheme::V1, &*ports.random);
        let asymmetric = new.asymmetric.then(|| SigningSecret::draw(SignatureScheme::V1a, &*ports.random));
        for (number, secret) in (1..).zip(std::iter::once(&symmetric).chain(&asymmetric)) {
            let kept = row::secret::Kept {
                endpoint: endpoint.id,
                number,
                secret: secret.clone(),
                created_at: now,
                ends_at: None,
            };
            row::secret::insert(connection, &permit, &kept).await?;
            endpoint.secrets.insert(0, kept.told());
        }
        tx.commit(Changes::Of(vec![saved(&endpoint)])).await?;
        Ok(IssuedSecret { endpoint, secret: Some(symmetric.say()) })
    }

    /// Changes an endpoint, against the revision that was looked at. One that is switched off isn't told what waits for it, nor
    /// what happens meanwhile; switched on again, it is told what happens from then on.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`; as [`Webhooks::create`].
    pub async fn update(
        &self,
        id: WebhookEndpointId,
        expected: i64,
        change: EndpointChange,
    ) -> Result<WebhookEndpoint> {
        let session = self.0;
        let permit = self.owned(id).await?.1;
        let url = change.url.as_deref().map(|url| self.address(url)).transpose()?;
        let products = change.products.map(once).transpose()?;
        let (tx, before) = self.open(&permit, id).await?;
        Versions { expected, present: before.revision }.agree()?;
        let mut endpoint = before.clone();
        endpoint.url = url.unwrap_or(endpoint.url);
        endpoint.products = products.unwrap_or(endpoint.products);
        endpoint.state = change.state.unwrap_or(endpoint.state);
        if endpoint == before {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(endpoint);
        }
        match (before.state, endpoint.state) {
            (EndpointState::Active, EndpointState::Disabled) => {
                endpoint.disabled_reason = Some(DisabledReason::Requested);
                row::delivery::skip(tx.connection(), &permit, id, session.now()).await?;
            }
            (EndpointState::Disabled, EndpointState::Active) => {
                endpoint.disabled_reason = None;
                row::position::keep(tx.connection(), &permit, id, &[]).await?;
            }
            _ => {}
        }
        if endpoint.url != before.url || endpoint.state != before.state {
            row::endpoint::set_health(tx.connection(), &permit, id, Health::default()).await?;
            endpoint.failing_since = None;
        }
        listen(&tx, &permit, &endpoint).await?;
        endpoint.revision += 1;
        row::endpoint::update(tx.connection(), &permit, &endpoint).await?;
        tx.commit(Changes::Of(vec![saved(&endpoint)])).await?;
        Ok(endpoint)
    }

    /// Deletes an endpoint with all that was sent to it, against the revision that was looked at.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`.
    pub async fn delete(&self, id: WebhookEndpointId, expected: i64) -> Result<()> {
        let permit = self.owned(id).await?.1;
        let (tx, endpoint) = self.open(&permit, id).await?;
        Versions { expected, present: endpoint.revision }.agree()?;
        row::endpoint::delete(tx.connection(), &permit, id).await?;
        let gone =
            Change { kind: ChangeKind::WebhookEndpointDeleted, revision: endpoint.revision + 1, ..saved(&endpoint) };
        tx.commit(Changes::Of(vec![gone])).await?;
        Ok(())
    }

    /// Has another secret of a scheme sign. The former one signs beside it for so many hours; one that was on its way out already
    /// signs no longer, so that there are two of a scheme at the most. The first key of a scheme takes nobody's place.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `value_invalid` at `formerHours`.
    pub async fn rotate_secret(
        &self,
        id: WebhookEndpointId,
        scheme: SignatureScheme,
        former_hours: Option<u32>,
    ) -> Result<IssuedSecret> {
        let session = self.0;
        let permit = self.owned(id).await?.1;
        let former = rules::former_hours(former_hours)?;
        let secret = SigningSecret::draw(scheme, &*session.domain().ports().random);
        let (tx, mut endpoint) = self.open(&permit, id).await?;
        let (connection, now) = (tx.connection(), instant::kept(session.now())?);
        let live = row::secret::live(connection, &[id], now).await?;
        for kept in live.iter().filter(|kept| kept.secret.scheme == scheme) {
            let end = if kept.ends_at.is_some() { now } else { now + former };
            row::secret::end(connection, &permit, kept, end).await?;
        }
        let number = live.iter().map(|kept| kept.number).max().unwrap_or(0) + 1;
        let said = (scheme == SignatureScheme::V1).then(|| secret.say());
        let kept = row::secret::Kept { endpoint: id, number, secret, created_at: now, ends_at: None };
        row::secret::insert(connection, &permit, &kept).await?;
        endpoint.secrets =
            row::secret::live(connection, &[id], now).await?.iter().map(row::secret::Kept::told).collect();
        endpoint.revision += 1;
        row::endpoint::update(connection, &permit, &endpoint).await?;
        tx.commit(Changes::Of(vec![saved(&endpoint)])).await?;
        Ok(IssuedSecret { endpoint, secret: said })
    }

    /// An endpoint that the viewer looks after, and the right to.
    pub(super) async fn owned(&self, id: WebhookEndpointId) -> Result<(WebhookEndpoint, Permit)> {
        let session = self.0;
        policy::require(session.viewer(), Action::WebhookManage)?;
        let found =
            row::endpoint::by_id(session.db().reader(), id, session.now()).await?.ok_or_else(Error::not_found)?;
        let (_, permit) = policy::webhooks(session.viewer(), Some(found.organisation))?;
        Ok((found, permit))
    }

    /// Begins a change of an endpoint, which is held until the end.
    pub(super) async fn open(&self, permit: &Permit, id: WebhookEndpointId) -> Result<(WriteTx<'_>, WebhookEndpoint)> {
        let tx = WriteTx::begin(self.0, permit).await?;
        let found = row::endpoint::lock(tx.connection(), permit, id, self.0.now()).await?;
        Ok((tx, found.ok_or_else(Error::not_found)?))
    }

    fn address(&self, url: &str) -> Result<String> {
        let url = input::line(url, "url", rules::URL_MAX)?;
        let admitted = self.0.domain().ports().webhooks.admit(&url);
        admitted.map(|()| url).map_err(|why| invalid("url", why))
    }
}

/// As many as [`rules::ENDPOINTS_MAX`], as the database counts.
const ENDPOINTS: u64 = rules::ENDPOINTS_MAX as u64;

/// Sorted, and each once.
fn once(mut products: Vec<ProductId>) -> Result<Vec<ProductId>> {
    if products.len() > partner::PRODUCTS_MAX {
        return Err(invalid("products", format!("This names {} at the most.", partner::PRODUCTS_MAX)));
    }
    products.sort();
    products.dedup();
    Ok(products)
}

/// Has an endpoint begin at the head of the log of each product that it listens to and hasn't listened to before.
async fn listen(tx: &WriteTx<'_>, permit: &Permit, endpoint: &WebhookEndpoint) -> Result<()> {
    let connection = tx.connection();
    let all = partner::row::product::of(connection, endpoint.organisation).await?;
    let all: Vec<ProductId> = all.into_iter().map(|product| product.id).collect();
    if let Some(place) = endpoint.products.iter().position(|id| !all.contains(id)) {
        return Err(Error::new(Code::ReferenceMissing, "There is no such product.").at(format!("products[{place}]")));
    }
    let heard = if endpoint.products.is_empty() { &all } else { &endpoint.products };
    row::position::keep(connection, permit, endpoint.id, heard).await?;
    let heads = sync::row::entry::heads(connection).await?;
    let position = |product: &ProductId| {
        let number = heads.get(product).map_or(0, |head| head.number);
        row::position::Position { endpoint: endpoint.id, product: *product, number }
    };
    let positions: Vec<_> = heard.iter().map(position).collect();
    row::position::begin(connection, permit, &positions).await
}

/// What is told of a change of an endpoint.
pub(super) fn saved(endpoint: &WebhookEndpoint) -> Change {
    Change::for_staff(ChangeKind::WebhookEndpointSaved, endpoint.id, endpoint.revision)
}
