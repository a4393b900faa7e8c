//! The one table of everything that can go wrong: code, HTTP status, title, whose fault. How an error is said
//! is no business of this file: `schema/src/error.rs` and `api/src/problem.rs` translate it.

use std::error::Error as StdError;
use std::fmt;

/// Whose fault an error is, which decides how it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// What was asked makes no sense as written; the client can mend it.
    Input,
    /// It made sense, but not in the present state of things.
    State,
    /// The viewer may not, or may not know.
    Access,
    /// Too much was asked.
    Limit,
    /// Ours: the chain is logged, the client is told the request id and nothing else.
    Ours,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The code, a public word: the same in GraphQL (`extensions.code`) and REST (`code`).
    pub code: &'static str,
    /// HTTP status of a REST answer.
    pub status: u16,
    /// One short sentence, always the same for a code (RFC 9457, section 3.1.3).
    pub title: &'static str,
    /// Whose fault.
    pub fault: Fault,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $fault:ident, $title:literal;)*) => {
        /// The code of an error. Each is a public word that changes only with a line in CHANGELOG.md.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The row of the table.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self {
                    $(Code::$name => Entry { code: $code, status: $status, title: $title, fault: Fault::$fault },)*
                }
            }
        }
    };
}

codes! {
    /// The request can't be read.
    BadRequest = "bad_request", 400, Input, "The request cannot be read";
    /// A query parameter that the operation doesn't have.
    ParameterUnknown = "parameter_unknown", 400, Input, "A parameter is unknown";
    /// A parameter or argument with a value that it can't have.
    ParameterInvalid = "parameter_invalid", 400, Input, "A parameter has an invalid value";
    /// A page size below 1 or past the cap, or `first` and `last` together.
    PageSizeInvalid = "page_size_invalid", 400, Input, "The page size is out of range";
    /// A cursor that was not given out, or for another order or filter.
    CursorInvalid = "cursor_invalid", 400, Input, "The cursor does not belong to this list";
    /// A cursor of a log whose entries at that place have been cleared away: a client begins anew.
    CursorExpired = "cursor_expired", 410, State, "The cursor is too old";
    /// Not a BCP 47 language tag, or a language that this publication doesn't have.
    LanguageInvalid = "language_invalid", 400, Input, "The language is invalid";
    /// Not an id, or an id of another kind.
    IdInvalid = "id_invalid", 400, Input, "The id is invalid";
    /// A slug that breaks the rule for slugs.
    SlugInvalid = "slug_invalid", 400, Input, "The slug is invalid";
    /// A body text that breaks the rules of its format.
    BodyInvalid = "body_invalid", 422, Input, "The body text is invalid";
    /// A record of an import that breaks the rules of its format.
    RecordInvalid = "record_invalid", 422, Input, "The record is invalid";
    /// A record refers to something that doesn't exist.
    ReferenceMissing = "reference_missing", 422, Input, "A reference leads nowhere";
    /// A slug that something else has already.
    SlugTaken = "slug_taken", 409, State, "The slug is taken";
    /// A reader follows as much as one may.
    FollowLimitReached = "follow_limit_reached", 409, State, "No more can be followed";
    /// What is read is to be remembered, and the reader hasn't asked for that.
    HistoryDisabled = "history_disabled", 409, State, "The reading history is off";
    /// A GraphQL document that can't be parsed.
    DocumentParseFailed = "document_parse_failed", 400, Input, "The GraphQL document cannot be parsed";
    /// A GraphQL document that doesn't fit the schema.
    DocumentInvalid = "document_invalid", 400, Input, "The GraphQL document is not valid against the schema";
    /// A GraphQL document past one of the limits.
    DocumentTooComplex = "document_too_complex", 400, Limit, "The GraphQL document asks for too much";
    /// An id of a GraphQL document that isn't known here: the client sends the text with it, once.
    PersistedQueryNotFound = "persisted_query_not_found", 400, State, "The GraphQL document is not known";
    /// A GraphQL document that has another SHA-256 than it is said to have.
    PersistedQueryMismatch = "persisted_query_mismatch", 400, Input, "The hash of the GraphQL document is another";
    /// A GraphQL document that isn't one of those that everybody may run.
    DocumentUntrusted = "document_untrusted", 403, Access, "The GraphQL document is not a trusted one";
    /// GraphQL variables that don't fit their declarations.
    VariablesInvalid = "variables_invalid", 400, Input, "The GraphQL variables are invalid";
    /// No operation of that name, or several and no name.
    OperationNotFound = "operation_not_found", 400, Input, "The GraphQL operation cannot be determined";
    /// A kind of operation that isn't served in this way: a subscription sent as a plain request.
    OperationNotSupported = "operation_not_supported", 400, Input, "The kind of operation is not served here";
    /// An array of GraphQL requests.
    BatchRefused = "batch_refused", 400, Limit, "Batched requests are not taken";
    /// A credential was sent, and it isn't valid.
    CredentialInvalid = "credential_invalid", 401, Access, "The credential is not valid";
    /// This is for whoever is logged in, and no credential was sent.
    AuthenticationRequired = "authentication_required", 401, Access, "Logging in is required";
    /// Address and password don't belong together; which of them is wrong isn't told.
    LoginFailed = "login_failed", 401, Input, "The login failed";
    /// A one-time code that is wrong, used, or past its time; which of these isn't told.
    CodeInvalid = "code_invalid", 422, Input, "The one-time code is not valid";
    /// What came back from a provider doesn't fit what was begun: another state, client or issuer, a token that isn't good.
    AuthorizationInvalid = "authorization_invalid", 422, Input, "The login with another provider is not valid";
    /// An identity that belongs to no account yet, and that can't be linked without a mailed code.
    IdentityUnclaimed = "identity_unclaimed", 409, State, "The identity has yet to be claimed";
    /// An identity that belongs to another account.
    IdentityTaken = "identity_taken", 409, State, "The identity belongs to another account";
    /// The only way into an account can't be taken away.
    IdentityLast = "identity_last", 409, State, "The identity is the only way in";
    /// The account has as many identities as one can have.
    IdentityLimit = "identity_limit", 409, State, "The account has too many identities";
    /// Another provider doesn't answer, or isn't configured: `loginProviders` says which can be used.
    ProviderUnavailable = "provider_unavailable", 409, State, "The login provider is unavailable";
    /// The address has an account already; told only to those who make accounts for others.
    AccountExists = "account_exists", 409, State, "The address has an account";
    /// The last admin can't be taken away: nobody could give the role again.
    LastAdmin = "last_admin", 409, State, "The last admin has to stay";
    /// The account was suspended.
    AccountSuspended = "account_suspended", 403, Access, "The account is suspended";
    /// Too many attempts, or too fast: `Retry-After` says when to come again.
    RateLimited = "rate_limited", 429, Limit, "Too many attempts";
    /// A partner's program asks for more articles than its product gives on a day: `Retry-After` says when the next one begins.
    QuotaExceeded = "quota_exceeded", 429, Limit, "The quota of the day is used up";
    /// A field with a value that it can't have: empty, too long, with control characters.
    ValueInvalid = "value_invalid", 422, Input, "A value is invalid";
    /// Not a key that a client may give to a write: 1 to 255 visible ASCII characters, once.
    IdempotencyKeyInvalid = "idempotency_key_invalid", 400, Input, "The idempotency key is invalid";
    /// The key came before with another write (draft-ietf-httpapi-idempotency-key-header, section 2.6).
    IdempotencyKeyReused = "idempotency_key_reused", 422, State, "The idempotency key was used for something else";
    /// A change was made against an older version of what it changes, and order matters.
    VersionConflict = "version_conflict", 409, State, "It has changed meanwhile";
    /// As `version_conflict`, for a condition that came as a header (`If-Match`).
    PreconditionFailed = "precondition_failed", 412, State, "A condition of the request does not hold";
    /// A change of something that others change as well, without the condition (`If-Match`) that says what it was made
    /// against (RFC 6585, section 3).
    PreconditionRequired = "precondition_required", 428, State, "The request must say what it was made against";
    /// A step that the present state doesn't have.
    TransitionRefused = "transition_refused", 409, State, "The state does not allow this step";
    /// It was public, and was withdrawn.
    Withdrawn = "withdrawn", 410, State, "It was withdrawn";
    /// One more than there may be.
    LimitReached = "limit_reached", 409, State, "A limit is reached";
    /// The article is on the list already.
    ArticleListed = "article_listed", 409, State, "The article is on the list already";
    /// A file that is no whole image, or one that is too large.
    ImageInvalid = "image_invalid", 422, Input, "The image cannot be taken";
    /// An image that something shows can't be deleted.
    ImageInUse = "image_in_use", 409, State, "The image is in use";
    /// A topic or region that something lies under, or is filed under, can't be deleted; it can be merged.
    TermInUse = "term_in_use", 409, State, "The term is in use";
    /// An expert who contributed to something can't be deleted; they can be merged.
    ExpertInUse = "expert_in_use", 409, State, "The expert is in use";
    /// An account that is another expert's.
    AccountLinked = "account_linked", 409, State, "The account is another expert's";
    /// Not a mail address.
    EmailInvalid = "email_invalid", 422, Input, "The mail address is invalid";
    /// A password that is too short, too long or too easily guessed.
    PasswordWeak = "password_weak", 422, Input, "The password is not good enough";
    /// The viewer may know of it, but may not do that.
    Forbidden = "forbidden", 403, Access, "This is not allowed";
    /// Absent, or not for this viewer; the two look the same.
    NotFound = "not_found", 404, Access, "Not found";
    /// The resource doesn't have that method.
    MethodNotAllowed = "method_not_allowed", 405, Input, "The method is not allowed here";
    /// No representation fits the `Accept` header.
    NotAcceptable = "not_acceptable", 406, Input, "No acceptable representation";
    /// The client was too slow with its request.
    RequestTimeout = "request_timeout", 408, Limit, "The request took too long to arrive";
    /// The request's body is larger than it may be.
    BodyTooLarge = "body_too_large", 413, Limit, "The request body is too large";
    /// The request's body has a type that isn't taken.
    UnsupportedMediaType = "unsupported_media_type", 415, Input, "The media type is not supported";
    /// Something broke that is ours to mend.
    Internal = "internal", 500, Ours, "Something went wrong on our side";
    /// The database is locked, gone or full: try again later.
    Unavailable = "unavailable", 503, Ours, "The service is unavailable for the moment";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().code)
    }
}

/// An error of the domain: a code from the table, a sentence for people, and for a fault of ours the cause.
#[derive(Debug)]
pub struct Error {
    /// Which row of the table.
    pub code: Code,
    /// What is wrong, in a sentence that may be shown to the client, unless the fault is ours.
    pub message: String,
    /// The argument or parameter that is meant, as the client spelled it.
    pub field: Option<String>,
    /// After how many seconds it is worth another try.
    pub retry_after: Option<u32>,
    /// Of a change that came too late: the version that it was made against, and the present one.
    pub versions: Option<Box<Versions>>,
    /// What else is wrong with the same input, under the same code; most errors have nothing here.
    pub also: Box<[Complaint]>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// One of several things that are wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The member of the input that is meant.
    pub field: String,
    /// What is wrong with it, in a sentence that may be shown to the client.
    pub message: String,
}

/// Two versions of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// The one that a change was made against.
    pub expected: i64,
    /// The one that there is.
    pub present: i64,
}

impl Versions {
    /// The change was made against what there is.
    ///
    /// # Errors
    /// `version_conflict`.
    pub(crate) fn agree(self) -> Result<()> {
        if self.expected == self.present { Ok(()) } else { Err(Error::conflict(self)) }
    }
}

/// A result with the domain's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with a sentence.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            field: None,
            retry_after: None,
            versions: None,
            also: Box::default(),
            source: None,
        }
    }

    /// Absent, or hidden from this viewer: always the same words.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is no such thing, or it is not public.")
    }

    /// The same error, pointing at an argument or parameter.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same error, worth another try after so many seconds.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// A change that was made against another version than the present one.
    #[must_use]
    pub fn conflict(versions: Versions) -> Self {
        let Versions { expected, present } = versions;
        let message = format!("This was made against version {expected}; the present version is {present}.");
        Self { versions: Some(Box::new(versions)), ..Self::new(Code::VersionConflict, message) }
    }

    /// The same error with its cause, which only the log sees.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// A fault of ours.
    #[must_use]
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Code::Internal, "Something went wrong on our side.").because(source)
    }

    /// The row of the table.
    #[must_use]
    pub fn entry(&self) -> Entry {
        self.code.entry()
    }

    /// The database refused a second one of what there can be one of.
    pub(crate) fn is_taken(&self) -> bool {
        matches!(self.refusal(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
    }

    /// The database refused a reference to what isn't there, or the end of what is referred to.
    pub(crate) fn is_reference(&self) -> bool {
        matches!(self.refusal(), Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)))
    }

    fn refusal(&self) -> Option<sea_orm::SqlErr> {
        let cause = self.source.as_deref().and_then(|source| source.downcast_ref::<sea_orm::DbErr>());
        cause.and_then(sea_orm::DbErr::sql_err)
    }

    /// The error and all its causes in one line, for the log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut line = format!("{}: {}", self.code, self.message);
        let mut cause = self.source();
        while let Some(error) = cause {
            line.push_str(": ");
            line.push_str(&error.to_string());
            cause = error.source();
        }
        line
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<sea_orm::DbErr> for Error {
    /// What the database says stays in the log. A database that is locked, unreachable or full is `unavailable`,
    /// so that the client knows to come again; all else is `internal`.
    fn from(error: sea_orm::DbErr) -> Self {
        if crate::db::is_passing(&error) {
            Self::new(Code::Unavailable, "The database does not answer at the moment; try again shortly.")
                .because(error)
        } else {
            Self::internal(error)
        }
    }
}
