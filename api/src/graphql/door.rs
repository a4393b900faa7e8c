//! Where the session of a GraphQL request comes from: the same place as that of every other door.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use domain::{Code, Error, policy};
use schema::{Call, RequestLanguage};

use super::{Door, SessionRefused};
use crate::viewer;

/// The one door of the server.
#[derive(Debug, Clone, Copy)]
pub struct Front;

impl Door for Front {
    type Session = Call;

    async fn session(&self, request: &HttpRequest) -> Result<Call, SessionRefused> {
        let session = viewer::session_of(request).map_err(refused)?;
        Ok(Call { session, languages: RequestLanguage(viewer::accepted_languages(request.headers())) })
    }

    fn may_upload(&self, call: &Call) -> Result<(), SessionRefused> {
        policy::owner(call.session.viewer()).map(|_| ()).map_err(refused)
    }

    fn is_public(&self, call: &Call) -> bool {
        call.session.viewer().is_anonymous()
    }
}

fn refused(error: Error) -> SessionRefused {
    let entry = error.entry();
    SessionRefused {
        status: StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        code: entry.code,
        message: entry.title.to_owned(),
        challenge: (error.code == Code::CredentialInvalid).then(|| HeaderValue::from_static("Bearer")),
    }
}
