//! Stand-in until the room is merged.
use serde::{Deserialize, Serialize};
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slug(String);
#[derive(Debug, thiserror::Error)]
#[error("bad slug")]
pub struct SlugError;
impl Slug {
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        Ok(Self(text.to_owned()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
#[derive(Debug, Clone, PartialEq)]
pub struct Body(serde_json::Value);
#[derive(Debug, thiserror::Error)]
#[error("bad body")]
pub struct BodyError;
impl Body {
    pub fn from_json(v: &serde_json::Value) -> Result<Self, BodyError> {
        Ok(Self(v.clone()))
    }
    pub fn to_json(&self) -> serde_json::Value {
        self.0.clone()
    }
}
pub enum HtmlFlavour {
    Plain,
    WordPress,
}
impl Body {
    pub fn from_html(h: &str, _f: HtmlFlavour) -> Result<Self, BodyError> {
        Ok(Self(serde_json::json!([h])))
    }
    pub fn word_count(&self) -> usize {
        1
    }
    pub fn reading_minutes(&self, _l: &str) -> u32 {
        1
    }
}
