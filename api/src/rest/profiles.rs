//! Experts' own profiles: whose account is which expert's, what they propose, and what editors decide of it.

use actix_web::http::StatusCode;
use actix_web::http::header::{LINK, LOCATION};
use domain::Error;
use domain::expert::ExpertText;
use domain::id::{AccountId, ExpertId, ProfileProposalId};
use domain::language::Language;
use domain::profile::{Proposal, ProposalFilter, ProposalState};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::condition::{met, required};
use super::experts::version;
use super::experts_desk::TextInput;
use super::found::{self, Found};
use super::page::{List, PageInfo, any_language, own, personal, written};
use super::query::{LANGUAGES, PAGE, Query};
use super::shape::{ExpertShape, ExpertWanted, Saying};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProposalShape {
    id: ProfileProposalId,
    expert_id: ExpertId,
    base_revision: i64,
    texts: Vec<TextShape>,
    state: ProposalState,
    proposed_at: Timestamp,
    decided_at: Option<Timestamp>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct TextShape {
    language: Language,
    title: Option<String>,
    affiliation: Option<String>,
    bio: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AccountShape {
    account_id: AccountId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProposalInput {
    texts: Vec<TextInput>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclineInput {
    reason: String,
}

impl From<Proposal> for ProposalShape {
    fn from(proposal: Proposal) -> Self {
        let text = |ExpertText { language, title, affiliation, bio }| TextShape { language, title, affiliation, bio };
        Self {
            id: proposal.id,
            expert_id: proposal.expert,
            base_revision: proposal.base_revision,
            texts: proposal.texts.into_iter().map(text).collect(),
            state: proposal.state,
            proposed_at: proposal.proposed_at,
            decided_at: proposal.decided_at,
            reason: proposal.reason,
        }
    }
}

fn said(proposal: Proposal) -> Result<Reply, Error> {
    Ok(Reply::Done(Done::with(StatusCode::OK, &ProposalShape::from(proposal))?))
}

/// The proposal that the path names.
fn named(call: &Call) -> Result<ProfileProposalId, Error> {
    ProfileProposalId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The expert that the path names; or where they are now.
fn expert(call: &Call) -> Result<Result<ExpertId, Reply>, Error> {
    Ok(match found::expert(&call.session, call.part("slug"))? {
        Found::Here(expert, _) => Ok(expert.id),
        Found::Moved(slug) => Err(found::moved(call, &slug)),
    })
}

/// `GET /v1/experts/{slug}/account`
pub async fn account(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let expert = match expert(&call)? {
        Ok(expert) => expert,
        Err(moved) => return Ok(moved),
    };
    let account_id = call.session.profiles().account_of(expert).await?.ok_or_else(Error::not_found)?;
    let bytes = serde_json::to_vec(&AccountShape { account_id }).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `PUT /v1/experts/{slug}/account`
pub async fn link(call: Call) -> Outcome {
    let expert = match expert(&call)? {
        Ok(expert) => expert,
        Err(moved) => return Ok(moved),
    };
    let input: AccountShape = call.body.read()?;
    call.session.profiles().link(expert, Some(input.account_id)).await?;
    Ok(Reply::Done(Done::with(StatusCode::OK, &input)?))
}

/// `DELETE /v1/experts/{slug}/account`
pub async fn unlink(call: Call) -> Outcome {
    let expert = match expert(&call)? {
        Ok(expert) => expert,
        Err(moved) => return Ok(moved),
    };
    call.session.profiles().link(expert, None).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `GET /v1/profile-proposals`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["state"]])?;
    let states: Vec<(&str, ProposalState)> = ProposalState::ALL.iter().map(|state| (state.as_str(), *state)).collect();
    let states = query.words("state", "a state of proposals", &states).unwrap_or_default();
    if states.len() > 1 {
        query.fault("state", "`state` is one state.");
    }
    let filter = ProposalFilter { state: states.first().copied(), own: false };
    listed(&call, query, filter, "/v1/profile-proposals").await
}

/// `GET /v1/me/profile-proposals`
pub async fn own_list(call: Call) -> Outcome {
    let query = Query::read(call.http.query_string(), &[PAGE])?;
    listed(&call, query, ProposalFilter { state: None, own: true }, "/v1/me/profile-proposals").await
}

async fn listed(call: &Call, mut query: Query<'_>, filter: ProposalFilter, path: &str) -> Outcome {
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let profiles = call.session.profiles();
    let page = profiles.proposals(filter, &request).await?;
    let count = if total { Some(profiles.proposals_count(filter).await?) } else { None };
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, path, &query, &request);
    let data: Vec<ProposalShape> = page.items.into_iter().map(|(_, proposal)| proposal.into()).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(call, bytes).with(LINK, links)))
}

/// `GET /v1/profile-proposals/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let proposal = call.session.profiles().proposal(named(&call)?).await?.ok_or_else(Error::not_found)?;
    let bytes = serde_json::to_vec(&ProposalShape::from(proposal)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/profile-proposals/{id}/accept`
pub async fn accept(call: Call) -> Outcome {
    let profiles = call.session.profiles();
    let id = named(&call)?;
    let proposal = profiles.proposal(id).await?.ok_or_else(Error::not_found)?;
    let expected = required(call.http.headers(), &proposal.expert.to_string())?;
    let (proposal, _) = met(profiles.accept(id, expected).await)?;
    Ok(said(proposal)?)
}

/// `POST /v1/profile-proposals/{id}/decline`
pub async fn decline(call: Call) -> Outcome {
    let id = named(&call)?;
    let DeclineInput { reason } = call.body.read()?;
    Ok(said(call.session.profiles().decline(id, &reason).await?)?)
}

/// `GET /v1/me/expert`
pub async fn own_expert(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[LANGUAGES])?;
    let wish = query.wish(&call).preference;
    query.finish()?;
    let expert = call.session.profiles().own_expert().await?.ok_or_else(Error::not_found)?;
    let wish = if wish.allows_fallback() { wish } else { any_language(&call)? };
    let saying = Saying::new(&call.session, &call.app, wish);
    let shape = ExpertShape { saying: &saying, expert: &expert, wanted: ExpertWanted::ALL };
    let (bytes, languages) = written(&saying, &shape)?;
    Ok(Reply::Content(personal(&call, bytes, &languages).at_version(version(&expert))))
}

/// `POST /v1/me/profile-proposals`
pub async fn propose(call: Call) -> Outcome {
    let ProposalInput { texts } = call.body.read()?;
    let proposal = call.session.profiles().propose(texts.into_iter().map(Into::into).collect()).await?;
    let address = call.app.address(&format!("/v1/profile-proposals/{}", proposal.id));
    Ok(Reply::Done(Done::with(StatusCode::CREATED, &ProposalShape::from(proposal))?.header(LOCATION, address)))
}
