//! Reading properties of a JSON object, each with its fault. Which properties there are is in `read.rs`.

use serde_json::{Map, Value};

use super::error::{BodyProblem, Fault, shortened};
use super::limits::MAX_KEY_CHARS;
use super::span::is_forbidden;

/// The properties of an object of a known type.
pub(super) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    /// The object, which may have these properties besides `_type` and `_key`, and no others.
    pub(super) fn of(map: &'a Map<String, Value>, allowed: &[&str]) -> Result<Self, Fault> {
        let is_known = |name: &str| matches!(name, "_type" | "_key") || allowed.contains(&name);
        match map.keys().find(|name| !is_known(name)) {
            Some(name) => Err(BodyProblem::UnknownProperty(shortened(name)).into()),
            None => Ok(Self(map)),
        }
    }

    pub(super) fn is_present(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&'a Value, Fault> {
        self.0.get(name).ok_or_else(|| BodyProblem::Missing(name).into())
    }

    /// A text of at most so many characters, if it is there.
    pub(super) fn text(&self, name: &'static str, limit: usize) -> Result<Option<String>, Fault> {
        self.0.get(name).map(|value| text(value, limit).map_err(|fault| fault.at(name))).transpose()
    }

    pub(super) fn required_text(&self, name: &'static str, limit: usize) -> Result<String, Fault> {
        text(self.required(name)?, limit).map_err(|fault| fault.at(name))
    }

    pub(super) fn boolean(&self, name: &'static str) -> Result<Option<bool>, Fault> {
        let read = |value: &Value| value.as_bool().ok_or_else(|| wrong_type("a boolean", value).at(name));
        self.0.get(name).map(read).transpose()
    }

    /// The elements of an array, each read by `read`; none if the array isn't there.
    pub(super) fn list<T>(
        &self,
        name: &'static str,
        limit: usize,
        read: impl FnMut(&Value) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        self.0
            .get(name)
            .map_or_else(|| Ok(Vec::new()), |value| list(value, name, limit, read).map_err(|fault| fault.at(name)))
    }

    pub(super) fn required_list<T>(
        &self,
        name: &'static str,
        limit: usize,
        read: impl FnMut(&Value) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        list(self.required(name)?, name, limit, read).map_err(|fault| fault.at(name))
    }
}

pub(super) fn list<T>(
    value: &Value,
    what: &'static str,
    limit: usize,
    mut read: impl FnMut(&Value) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let items = value.as_array().ok_or_else(|| wrong_type("an array", value))?;
    if items.len() > limit {
        return Err(BodyProblem::TooMany { what, found: items.len(), limit }.into());
    }
    items.iter().enumerate().map(|(index, item)| read(item).map_err(|fault| fault.at(index))).collect()
}

pub(super) fn object(value: &Value) -> Result<&Map<String, Value>, Fault> {
    value.as_object().ok_or_else(|| wrong_type("an object", value))
}

pub(super) fn text(value: &Value, limit: usize) -> Result<String, Fault> {
    let text = value.as_str().ok_or_else(|| wrong_type("a string", value))?;
    let found = text.chars().count();
    if found > limit {
        return Err(BodyProblem::TooLong { unit: "characters", found, limit }.into());
    }
    match text.contains(is_forbidden) {
        true => Err(invalid(&text.escape_debug().to_string(), "text without control characters")),
        false => Ok(text.to_owned()),
    }
}

/// The `_key` of an object: letters, digits and `_ - . :`.
pub(super) fn key(map: &Map<String, Value>) -> Result<String, Fault> {
    let value = map.get("_key").ok_or(BodyProblem::Missing("_key"))?;
    let key = text(value, MAX_KEY_CHARS).map_err(|fault| fault.at("_key"))?;
    let is_good = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:".contains(c));
    if is_good { Ok(key) } else { Err(invalid(&key, "a key of letters, digits and `_-.:`").at("_key")) }
}

/// The `_type` of an object: a letter, then letters, digits and `_ - .`.
pub(super) fn kind(map: &Map<String, Value>) -> Result<&str, Fault> {
    let value = map.get("_type").ok_or(BodyProblem::Missing("_type"))?;
    let kind = value.as_str().ok_or_else(|| wrong_type("a string", value).at("_type"))?;
    let is_good = kind.len() <= MAX_KEY_CHARS
        && kind.starts_with(|c: char| c.is_ascii_alphabetic())
        && kind.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    if is_good { Ok(kind) } else { Err(invalid(kind, "a name of letters, digits and `_-.`").at("_type")) }
}

pub(super) fn wrong_type(expected: &'static str, value: &Value) -> Fault {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    BodyProblem::WrongType { expected, found }.into()
}

pub(super) fn invalid(found: &str, rule: &'static str) -> Fault {
    BodyProblem::Invalid { found: shortened(found), rule }.into()
}
