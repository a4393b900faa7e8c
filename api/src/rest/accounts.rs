//! `/v1/accounts`: the accounts of others, for admins.

use actix_web::http::StatusCode;
use domain::account::{Account, State};
use domain::id::AccountId;
use domain::policy::{self, Action};
use domain::{Error, Language, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::page::own;
use super::query::Query;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

/// An account, as admins see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountShape<'a> {
    id: AccountId,
    email: &'a str,
    display_name: &'a str,
    language: &'a Language,
    roles: &'a [Role],
    state: State,
    created_at: Timestamp,
}

impl<'a> AccountShape<'a> {
    fn of(account: &'a Account) -> Self {
        Self {
            id: account.id,
            email: account.email.as_str(),
            display_name: &account.display_name,
            language: &account.language,
            roles: &account.roles,
            state: account.state,
            created_at: account.created_at,
        }
    }
}

#[derive(Serialize)]
struct AccountList<'a> {
    data: Vec<AccountShape<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RolesInput {
    roles: Vec<Role>,
}

/// `GET /v1/accounts`: the account of an address, in a list of one or none.
pub async fn find(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["email"]])?;
    let email = query.value("email").map(str::to_owned);
    if email.is_none() {
        query.fault("email", "`email` is needed: the address of the account.");
    }
    query.finish()?;
    let found = match call.session.accounts().find(&email.unwrap_or_default()).await {
        Err(error) if error.code == domain::Code::NotFound => None,
        found => Some(found?),
    };
    let list = AccountList { data: found.iter().map(AccountShape::of).collect() };
    let bytes = serde_json::to_vec(&list).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `PUT /v1/accounts/{id}/roles`
pub async fn set_roles(call: Call) -> Outcome {
    let id = id(&call)?;
    let input: RolesInput = call.body.read()?;
    changed(call.session.accounts().set_roles(id, &input.roles).await?)
}

/// `PUT /v1/accounts/{id}/suspension`
pub async fn suspend(call: Call) -> Outcome {
    changed(call.session.accounts().suspend(id(&call)?).await?)
}

/// `DELETE /v1/accounts/{id}/suspension`
pub async fn reinstate(call: Call) -> Outcome {
    changed(call.session.accounts().reinstate(id(&call)?).await?)
}

/// What is no id of an account is one that doesn't exist; nobody but who may manage accounts is told.
fn id(call: &Call) -> Result<AccountId, Error> {
    policy::require(call.session.viewer(), Action::AccountManage)?;
    AccountId::parse(call.part("id")).map_err(|_| Error::not_found())
}

fn changed(account: Account) -> Outcome {
    Ok(Reply::Done(Done::with(StatusCode::OK, &AccountShape::of(&account))?))
}
