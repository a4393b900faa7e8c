//! The one door to the engine: a document is admitted, its request prepared, and the request run.
//! HTTP doesn't belong here, nor do resolvers.
//!
//! The engine is behind one boxed function, so no other crate compiles a resolver again. Limits, caching of
//! documents and error codes are applied around the schema, not as its extensions, which cost a quarter of the
//! speed and more.

mod answer;
mod blame;
#[cfg(test)]
mod tests;

use std::{panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{Data, ObjectType, Request, Response, Schema, SubscriptionType, UploadValue, Variables};
use bytes::Bytes;
use futures::{FutureExt, future::BoxFuture};
use serde_json::{Map, Value as Json};

pub use answer::Answer;

use crate::document::{
    Asked, Cost, Document, DocumentError, Documents, Limits, Manifest, OperationKind, Shape, ShapeError,
};

type Run = Box<dyn Fn(Request) -> BoxFuture<'static, Response> + Send + Sync>;
type Furnish<T> = Box<dyn Fn(T, &mut Data) + Send + Sync>;

/// The schema, ready to answer. `T` is what one request brings for its resolvers: its session.
pub struct Executor<T> {
    run: Run,
    furnish: Furnish<T>,
    shape: Shape,
    documents: Documents,
    sdl: String,
}

/// A request that may run: its operation is chosen, its variables fit, its cost is allowed.
pub struct Prepared {
    document: Arc<Document>,
    operation_name: Option<String>,
    variables: Variables,
    files: Vec<File>,
    pub kind: OperationKind,
    pub cost: Cost,
}

/// How the engine names a file among the variables, before its number.
const PLACEHOLDER: &str = "#__graphql_file__:";

/// A file that came with a request.
#[derive(Debug, Clone)]
pub struct File {
    /// The name that the client gives it; nothing is decided by it.
    pub name: String,
    /// The media type that the client gives it; nothing is decided by it.
    pub media_type: Option<String>,
    /// What is in it.
    pub content: Bytes,
}

impl File {
    /// What stands among the variables where the file of this number goes: the engine's word for it.
    #[must_use]
    pub fn placeholder(number: usize) -> String {
        format!("{PLACEHOLDER}{number}")
    }

    /// The number of the file that goes where this stands.
    pub(crate) fn number(placeholder: &str) -> Option<usize> {
        placeholder.strip_prefix(PLACEHOLDER)?.parse().ok()
    }

    fn into_upload(self) -> UploadValue {
        UploadValue { filename: self.name, content_type: self.media_type, content: self.content }
    }
}

impl Prepared {
    /// The same with these files.
    #[must_use]
    pub fn with(mut self, files: Vec<File>) -> Self {
        self.files = files;
        self
    }
}

impl<T> Executor<T> {
    /// Wraps a schema. `furnish` puts what the resolvers need of a request (its session, its loaders) where they
    /// find it, and runs once for each request.
    ///
    /// The schema's own limits stay off, except `limit_recursive_depth`, which must be [`Limits::NESTING`] or more:
    /// its default of 32 would refuse documents that `limits` allow.
    ///
    /// # Errors
    /// When the schema's SDL can't be read back.
    pub fn new<Q, M, S>(
        schema: Schema<Q, M, S>,
        limits: Limits,
        furnish: impl Fn(T, &mut Data) + Send + Sync + 'static,
    ) -> Result<Self, ShapeError>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let sdl = schema.sdl();
        Ok(Self {
            shape: Shape::read(&sdl)?,
            documents: Documents::new(limits),
            furnish: Box::new(furnish),
            run: Box::new(move |request| {
                let schema = schema.clone();
                async move { schema.execute(request).await }.boxed()
            }),
            sdl,
        })
    }

    /// The SDL, as the engine exports it.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// The same with the documents of a manifest.
    ///
    /// # Errors
    /// The id of the first document that can't be run, and why.
    pub fn trusting(mut self, manifest: &Manifest) -> Result<Self, (String, DocumentError)> {
        self.documents.trust(manifest)?;
        Ok(self)
    }

    /// The document that is meant, within the structural limits. Kept, so the same text is parsed once.
    ///
    /// # Errors
    /// `persisted_query_not_found` and `persisted_query_mismatch` for one that is asked for by its id; and as [`Document::parse`].
    pub fn admit<'a>(&self, asked: impl Into<Asked<'a>>) -> Result<Arc<Document>, DocumentError> {
        self.documents.find(asked.into())
    }

    /// Whether a document is one of the manifest's.
    #[must_use]
    pub fn trusts(&self, document: &Document) -> bool {
        self.documents.are_trusted_with(document)
    }

    /// Judges one request: the operation is chosen, the variables coerced, the cost added up.
    ///
    /// # Errors
    /// `document_too_complex` past the limit on cost or input, `variables_invalid`, `operation_not_found`,
    /// `operation_not_supported` for a subscription.
    pub fn prepare(
        &self,
        document: &Arc<Document>,
        operation_name: Option<&str>,
        variables: Map<String, Json>,
    ) -> Result<Prepared, DocumentError> {
        let limits = self.documents.limits();
        let operation = document.operation(operation_name)?;
        if operation.kind == OperationKind::Subscription {
            return Err(DocumentError::Subscription);
        }
        let variables = operation.variables(variables, &self.shape)?;
        document.check_input(&variables, limits)?;
        let cost = document.cost(&operation, &variables, &self.shape, limits)?;
        if cost.requested > cost.limit {
            return Err(DocumentError::TooCostly(cost));
        }
        Ok(Prepared {
            document: document.clone(),
            operation_name: operation.name.map(str::to_owned),
            variables,
            files: Vec::new(),
            kind: operation.kind,
            cost,
        })
    }

    /// Runs a request for this session. A resolver that panics becomes an `internal` error, not a broken connection.
    /// With `report_cost` the answer's `extensions.cost` says what it cost.
    pub async fn execute(&self, prepared: Prepared, session: T, report_cost: bool) -> Answer {
        let mut request = Request::new("").variables(prepared.variables);
        request.operation_name = prepared.operation_name;
        request.uploads = prepared.files.into_iter().map(File::into_upload).collect();
        request.set_parsed_query(prepared.document.parsed().clone());
        (self.furnish)(session, &mut request.data);
        let cost = report_cost.then_some(prepared.cost);
        match AssertUnwindSafe((self.run)(request)).catch_unwind().await {
            Ok(response) => Answer::of(response, &prepared.document, cost),
            Err(_) => {
                tracing::error!("a resolver panicked");
                Answer::fault()
            }
        }
    }
}
