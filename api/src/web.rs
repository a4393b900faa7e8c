//! The pages for people: the playground and the reference, with all that they need. They were built beforehand
//! (`api/web`) and are part of the program; `manifest.json` says under which addresses and with which headers.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderName, LINK};
use domain::Error;
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::http::{Class, Content, Reply, Representation, Stored};
use crate::rest::syndication::feeds;
use crate::routes::{Call, Outcome};

static DIST: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/web/dist");

/// Keeps a page apart from the windows that it opens, and that have opened it.
const OPENER_POLICY: (HeaderName, &str) = (HeaderName::from_static("cross-origin-opener-policy"), "same-origin");

/// What the build says of its files.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    content_security_policy: String,
    files: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    paths: Vec<String>,
    file: String,
    content_type: String,
    encoding: Option<String>,
    immutable: bool,
    sha256: String,
    bytes: usize,
}

struct File {
    content_type: String,
    class: Class,
    policy: Option<String>,
    stored: Stored,
}

/// The files by their addresses.
static FILES: LazyLock<Result<HashMap<String, File>, String>> = LazyLock::new(read);

fn read() -> Result<HashMap<String, File>, String> {
    let bytes =
        |name: &str| DIST.get_file(name).map(include_dir::File::contents).ok_or_else(|| format!("{name} is missing"));
    let manifest: Manifest = serde_json::from_slice(bytes("manifest.json")?).map_err(|error| error.to_string())?;
    let mut files = HashMap::new();
    for entry in &manifest.files {
        let is_page = entry.content_type.starts_with("text/html");
        let is_brotli = match entry.encoding.as_deref() {
            None => false,
            Some("br") => true,
            Some(other) => return Err(format!("{} is stored as {other}", entry.file)),
        };
        for path in &entry.paths {
            let file = File {
                content_type: entry.content_type.clone(),
                class: if entry.immutable { Class::Immutable } else { Class::Page },
                policy: is_page.then(|| manifest.content_security_policy.clone()),
                stored: Stored::new(&entry.sha256, bytes(&entry.file)?, is_brotli, entry.bytes),
            };
            files.insert(path.clone(), file);
        }
    }
    Ok(files)
}

/// `GET /`, `GET /playground`, `GET /reference`, `GET /web/{file}`
pub async fn file(call: Call) -> Outcome {
    let files = FILES.as_ref().map_err(|reason| Error::internal(reason.clone()))?;
    let file = files.get(call.http.path()).ok_or_else(Error::not_found)?;
    let mut representation = Representation {
        content_type: &file.content_type,
        content: Content::Stored(&file.stored),
        last_modified: Some(call.app.started()),
        version: None,
        class: Some(file.class),
        headers: Vec::new(),
    };
    if let Some(policy) = &file.policy {
        let (name, value) = OPENER_POLICY;
        representation = representation.with(CONTENT_SECURITY_POLICY, policy.clone()).with(name, value.to_owned());
        representation = representation.with(LINK, feeds(&call.app, "articles", None));
    }
    Ok(Reply::Content(representation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_manifest_tells_the_truth_about_every_file() {
        let files = FILES.as_ref().unwrap();
        for page in ["/", "/playground", "/reference"] {
            assert!(files[page].policy.as_ref().unwrap().contains("default-src 'none'"), "{page}");
        }
        let manifest: Manifest = serde_json::from_slice(DIST.get_file("manifest.json").unwrap().contents()).unwrap();
        for entry in &manifest.files {
            let plain = files[&entry.paths[0]].stored.plain().unwrap();
            let digest: String = Sha256::digest(&plain).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!((digest.as_str(), plain.len()), (entry.sha256.as_str(), entry.bytes), "{}", entry.file);
        }
    }
}
