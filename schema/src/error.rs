//! The domain's errors as GraphQL says them: `extensions.code` from the one table, `extensions.field` where an
//! argument is meant. What went wrong on our side stays in the log; the client is told the request id.

use async_graphql::ErrorExtensionValues;
use domain::{Fault, Session};

/// An error that was translated. It deliberately can't be made from a [`domain::Error`] by `?`: the compiler then asks
/// for [`Told::told`], and no message of ours slips out untranslated.
#[derive(Debug, Clone)]
pub(crate) struct Failure(async_graphql::Error);

/// What resolvers answer that may fail.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl From<Failure> for async_graphql::Error {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

/// The translation of what the domain answers.
pub(crate) trait Told<T> {
    /// The same, with an error that may be told to the client of this session.
    fn told(self, session: &Session) -> Result<T>;
}

impl<T> Told<T> for domain::Result<T> {
    fn told(self, session: &Session) -> Result<T> {
        self.map_err(|error| translate(&error, session))
    }
}

fn translate(error: &domain::Error, session: &Session) -> Failure {
    let entry = error.entry();
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", entry.code);
    if let Some(field) = &error.field {
        extensions.set("field", field.as_str());
    }
    if let Some(seconds) = error.retry_after {
        extensions.set("retryAfter", seconds);
    }
    let message = if entry.fault == Fault::Ours {
        tracing::error!(request.id = session.request_id(), cause = error.chain(), "a resolver failed");
        extensions.set("requestId", session.request_id());
        format!("{}.", entry.title)
    } else {
        error.message.clone()
    };
    let mut told = async_graphql::Error::new(message);
    told.extensions = Some(extensions);
    Failure(told)
}
