//! What is wrong with a body: which block, where in the JSON, and why. Nothing here decides; `read.rs` does.

use std::fmt;

/// Why a body is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}", place = Place(self))]
pub struct BodyError {
    /// The `_key` of the block, if it has one that can be read.
    pub block_key: Option<String>,
    /// The position of the block, counted from 0; absent when the body as a whole is meant.
    pub block_index: Option<usize>,
    /// Where, as a JSON Pointer (RFC 6901) into the body: `/3/children/0/text`.
    pub path: String,
    /// What is wrong there.
    pub problem: BodyProblem,
}

impl BodyError {
    pub(crate) fn whole(problem: BodyProblem) -> Self {
        Self { block_key: None, block_index: None, path: String::new(), problem }
    }
}

struct Place<'a>(&'a BodyError);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0.block_key, self.0.block_index) {
            (Some(key), _) => write!(f, "block `{key}`, at {}", self.0.path),
            (None, Some(index)) => write!(f, "block {index}, at {}", self.0.path),
            (None, None) => f.write_str("the body"),
        }
    }
}

/// What is wrong with a value of a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyProblem {
    /// Another JSON type is needed.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// The type that is needed, with its article.
        expected: &'static str,
        /// The type that is there, with its article.
        found: &'static str,
    },
    /// A property that must be there isn't.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A property that this type of block doesn't have.
    #[error("has no property `{0}`")]
    UnknownProperty(String),
    /// The value breaks a rule.
    #[error("`{found}` is not {rule}")]
    Invalid {
        /// The value, shortened.
        found: String,
        /// What it should be.
        rule: &'static str,
    },
    /// Two things that must be told apart have one key.
    #[error("the key `{0}` is used twice")]
    DuplicateKey(String),
    /// A mark names no decorator and no definition in `markDefs`.
    #[error("the mark `{0}` is neither a known decorator nor the key of a link in `markDefs`")]
    UnknownMark(String),
    /// A span has a mark twice, or two links.
    #[error("the mark `{0}` can't be added: a span has each mark once and at most one link")]
    SurplusMark(String),
    /// Too many elements.
    #[error("has {found} {what}; at most {limit} are allowed")]
    TooMany {
        /// What is counted.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Text that is too long.
    #[error("has {found} {unit}; at most {limit} are allowed")]
    TooLong {
        /// What is counted: characters or bytes.
        unit: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Arrays and objects are nested too deeply.
    #[error("is nested deeper than {0} levels")]
    TooDeep(usize),
    /// HTML that takes more work than an article's text can need.
    #[error("the HTML {0}")]
    Html(&'static str),
}

/// A problem and the way to it, innermost step last; becomes a [`BodyError`] at the body's border.
#[derive(Debug)]
pub(super) struct Fault {
    steps: Vec<String>,
    pub(super) problem: BodyProblem,
}

impl Fault {
    /// The same fault, seen from one step further out.
    pub(super) fn at(mut self, step: impl ToString) -> Self {
        self.steps.push(step.to_string());
        self
    }

    pub(super) fn pointer(&self) -> String {
        let escaped = self.steps.iter().rev().map(|step| step.replace('~', "~0").replace('/', "~1"));
        escaped.fold(String::new(), |path, step| path + "/" + &step)
    }
}

impl From<BodyProblem> for Fault {
    fn from(problem: BodyProblem) -> Self {
        Self { steps: Vec::new(), problem }
    }
}

/// The beginning of a value, for a message.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
