//! openapi.yaml as a judge: an answer must be one that the description foresees, with its header fields and its schema.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use jsonschema::{Draft, Registry, Validator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::repository;
use crate::client::Answer;

/// The description of the REST voice.
pub struct Openapi {
    document: Value,
    validators: Mutex<HashMap<String, &'static Validator>>,
}

impl Openapi {
    /// The one description.
    pub fn get() -> &'static Self {
        static OPENAPI: OnceLock<Openapi> = OnceLock::new();
        OPENAPI.get_or_init(|| {
            let text = std::fs::read_to_string(repository().join("openapi.yaml")).unwrap();
            Openapi { document: serde_norway::from_str(&text).unwrap(), validators: Mutex::new(HashMap::new()) }
        })
    }

    /// Method and path template of every operation.
    #[must_use]
    pub fn operations(&self) -> Vec<(String, String)> {
        let paths = self.document["paths"].as_object().unwrap();
        let each = paths.iter().flat_map(|(path, item)| {
            let methods = item
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()));
            methods.map(move |method| (method.to_uppercase(), path.clone()))
        });
        each.collect()
    }

    /// The whole document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Panics unless the answer is one that the description foresees.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let status = answer.status.as_u16().to_string();
        let told = format!("{method} {path} → {status}");
        let Some((template, operation)) = self.operation(method, path) else {
            // What isn't described (an unknown path, another method) can only be refused, as a problem.
            let refused = [204, 400, 401, 404, 405, 414].contains(&answer.status.as_u16());
            assert!(refused, "{told} is not described in openapi.yaml");
            if answer.status.as_u16() != 204 && !answer.body.is_empty() {
                self.matches("#/components/schemas/Problem", &answer.json(), &told);
            }
            return;
        };
        let response = self.resolved(&operation["responses"][&status]);
        assert!(response.is_object(), "{told}: this status is not described for {template}");
        self.check_headers(response, answer, &told);
        if *method == Method::HEAD || answer.status.as_u16() == 304 || response.get("content").is_none() {
            assert!(answer.body.is_empty(), "{told} has a body");
            return;
        }
        let media_type = answer.header("content-type").split(';').next().unwrap_or_default().trim().to_owned();
        let content = &response["content"][&media_type];
        assert!(content.is_object(), "{told}: the content type `{media_type}` is not described");
        if media_type.ends_with("json") && content.get("schema").is_some() {
            let escaped = template.replace('~', "~0").replace('/', "~1");
            let lower = if *method == Method::HEAD { "get".to_owned() } else { method.as_str().to_lowercase() };
            let pointer = match operation["responses"][&status].get("$ref").and_then(Value::as_str) {
                Some(reference) => reference.to_owned(),
                None => format!("#/paths/{escaped}/{lower}/responses/{status}"),
            };
            let pointer = format!("{pointer}/content/{}/schema", media_type.replace('/', "~1"));
            if media_type == "application/x-ndjson" {
                // What is described is a line.
                for line in answer.text().lines() {
                    self.matches(&pointer, &serde_json::from_str(line).unwrap(), &told);
                }
            } else {
                self.matches(&pointer, &answer.json(), &told);
            }
        }
    }

    fn check_headers(&self, response: &Value, answer: &Answer, told: &str) {
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let required = self.resolved(header)["required"].as_bool().unwrap_or(false);
            assert!(!required || answer.headers.contains_key(name.as_str()), "{told}: the header {name} is missing");
        }
    }

    fn operation(&self, method: &Method, path: &str) -> Option<(String, &Value)> {
        let path = path.split('?').next().unwrap_or_default();
        let lower = if *method == Method::HEAD { "get".to_owned() } else { method.as_str().to_lowercase() };
        let paths = self.document["paths"].as_object().unwrap();
        let exact = paths.get(path).and_then(|item| item.get(&lower)).map(|operation| (path.to_owned(), operation));
        exact.or_else(|| {
            let fitting = paths.iter().find(|(template, item)| fits(template, path) && item.get(&lower).is_some());
            fitting.map(|(template, item)| (template.clone(), &item[&lower]))
        })
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    fn matches(&self, pointer: &str, value: &Value, told: &str) {
        let validator = self.validator(pointer);
        let errors: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{told} does not fit openapi.yaml at {pointer}:\n{}\n{value}", errors.join("\n"));
    }

    fn validator(&self, pointer: &str) -> &'static Validator {
        let mut validators = self.validators.lock().unwrap();
        validators.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = json!({"$ref": format!("openapi:/api{pointer}")});
            let registry = Registry::new().add("openapi:/api", &self.document).unwrap().prepare().unwrap();
            let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&registry);
            let validator = options.build(&schema);
            // A handful for the whole run: they live as long as it does.
            Box::leak(Box::new(validator.unwrap()))
        })
    }
}

/// A path that a template stands for, segment by segment.
#[must_use]
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(wanted, given)| (wanted.starts_with('{') && !given.is_empty()) || wanted == given)
}
