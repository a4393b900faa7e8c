//! The manifest of trusted documents: those that an operator has put in place, by their ids. Two forms are read: that of Apollo's tools
//! (`format` is `apollo-persisted-query-manifest`, with `operations`), and a map from ids to texts, as Relay's compiler and GraphQL Code
//! Generator write it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The documents of a manifest by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest(BTreeMap<String, String>);

/// A manifest that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It isn't JSON, or has neither form.
    #[error("it is no manifest of documents: {0}")]
    Form(#[from] serde_json::Error),
    /// An id that two documents have.
    #[error("the id {0} is there twice")]
    Twice(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Apollo { format: ApolloFormat, operations: Vec<Listed> },
    Map(BTreeMap<String, String>),
}

#[derive(Deserialize)]
enum ApolloFormat {
    #[serde(rename = "apollo-persisted-query-manifest")]
    Manifest,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    body: String,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// See [`ManifestError`].
    pub fn read(json: &str) -> Result<Self, ManifestError> {
        let operations = match serde_json::from_str(json)? {
            Form::Map(map) => return Ok(Self(map)),
            Form::Apollo { format: ApolloFormat::Manifest, operations } => operations,
        };
        let mut documents = BTreeMap::new();
        for Listed { id, body } in operations {
            if documents.insert(id.clone(), body).is_some() {
                return Err(ManifestError::Twice(id));
            }
        }
        Ok(Self(documents))
    }

    /// The documents with their ids.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(id, text)| (id.as_str(), text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let map = Manifest::read(r#"{"a": "{ n }", "b": "query B { n }"}"#).unwrap();
        let apollo = r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": "b", "name": "B", "type": "query", "body": "query B { n }"}, {"id": "a", "name": "", "type": "query", "body": "{ n }"}]}"#;
        assert_eq!(Manifest::read(apollo).unwrap(), map);
        assert_eq!(map.documents().collect::<Vec<_>>(), [("a", "{ n }"), ("b", "query B { n }")]);
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        for wrong in ["", "[]", r#"{"a": 1}"#, r#"{"format": "another", "version": 1, "operations": []}"#] {
            assert!(matches!(Manifest::read(wrong), Err(ManifestError::Form(_))), "{wrong}");
        }
        let twice = r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": "a", "body": "{ n }"}, {"id": "a", "body": "{ m }"}]}"#;
        assert!(matches!(Manifest::read(twice), Err(ManifestError::Twice(id)) if id == "a"));
    }
}
