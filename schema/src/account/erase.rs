//! The end of one's account, and a copy of all that is held on oneself.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::account::ErasureProof;
use domain::data_export::{self, State};
use domain::{Code, Error};

use super::proof::ProofInput;
use super::register::MailedPayload;
use crate::context::{own, session};
use crate::error::{Result, Told};
use crate::mutation::{Hear, UserError, halves};
use crate::scalar::{DateTime, Url};

/// How far an export is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "State", name = "DataExportState")]
pub(crate) enum ExportState {
    /// It waits for its turn.
    Queued,
    /// It is being made.
    Running,
    /// It can be fetched.
    Ready,
    /// It could not be made. Another one can be asked for.
    Failed,
}

/// A copy of all that is held on a reader, as one JSON document.
#[derive(SimpleObject)]
pub(crate) struct DataExport {
    /// The id: `dxp_01jb…`.
    id: ID,
    /// How far it is.
    state: ExportState,
    /// How many of its parts are done.
    parts_done: u32,
    /// How many parts it has.
    parts: u32,
    /// When it was asked for.
    requested_at: DateTime,
    /// When it was ready, or had failed.
    settled_at: Option<DateTime>,
    /// Until when it can be fetched: a day after it was ready.
    expires_at: Option<DateTime>,
    /// Where it can be fetched, with the same access token, once it is ready: a path on this server.
    content_url: Option<Url>,
}

impl From<data_export::DataExport> for DataExport {
    fn from(export: data_export::DataExport) -> Self {
        let ready = export.state == State::Ready;
        Self {
            content_url: ready.then(|| Url(format!("/v1/me/exports/{}/content", export.id))),
            id: export.id.into(),
            state: export.state.into(),
            parts_done: export.parts_done,
            parts: export.parts,
            requested_at: DateTime(export.requested_at),
            settled_at: export.settled_at.map(DateTime),
            expires_at: export.expires_at.map(DateTime),
        }
    }
}

/// What came of asking for an export.
#[derive(SimpleObject)]
pub(crate) struct DataExportPayload {
    /// The export: a new one, or the one that is on its way already.
    data_export: DataExport,
}

/// How the owner of an account shows that it is them: by the password, or by a mailed code.
#[derive(InputObject)]
pub(crate) struct AccountEraseInput {
    /// The present password.
    current_password: Option<String>,
    /// The code that `accountEraseRequest` mailed.
    proof: Option<ProofInput>,
}

impl AccountEraseInput {
    fn read(self) -> domain::Result<ErasureProof> {
        match (self.current_password, self.proof) {
            (Some(password), None) => Ok(ErasureProof::Password(password)),
            (None, Some(proof)) => proof.read().map(ErasureProof::Code),
            _ => {
                let message = "Give either `currentPassword` or `proof`.";
                Err(Error::new(Code::ValueInvalid, message).at("currentPassword"))
            }
        }
    }
}

/// What came of erasing an account.
#[derive(SimpleObject)]
pub(crate) struct AccountErasePayload {
    /// The account is no more.
    is_erased: bool,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// Mutations at an account's end.
#[derive(Default)]
pub(crate) struct EraseMutations;

#[Object]
impl EraseMutations {
    /// Asks for a copy of all that is held on whoever is logged in. It is made after the answer: `viewer.dataExports` tells
    /// how far it is. While one is on its way, that one is the answer.
    async fn data_export_request(&self, ctx: &Context<'_>) -> Option<Result<DataExportPayload>> {
        let session = session(ctx);
        let export = session.data_exports().request().await.told(session);
        Some(export.map(|export| DataExportPayload { data_export: export.into() }))
    }

    /// Mails a one-time code that erases the account: for whoever has no password.
    async fn account_erase_request(&self, ctx: &Context<'_>) -> Option<Result<MailedPayload>> {
        let session = session(ctx);
        Some(session.accounts().request_erasure().await.heard(session).map(MailedPayload::of))
    }

    /// Erases the account of whoever is logged in and all that is theirs, at once and for good. All sessions end; a letter
    /// confirms it.
    ///
    /// Errors to mend: `login_failed` at `currentPassword`, `code_invalid`, `last_admin`.
    async fn account_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present password, or a mailed code.")] input: AccountEraseInput,
    ) -> Option<Result<AccountErasePayload>> {
        let session = session(ctx);
        let erased = async { own(ctx)?.accounts().erase(&input.read()?).await };
        Some(erased.await.heard(session).map(|heard| {
            let (erased, user_errors) = halves(heard);
            AccountErasePayload { is_erased: erased.is_some(), user_errors }
        }))
    }
}
