//! Where images are stored: a folder, or a bucket of an S3-compatible service.

use std::fmt;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use url::Url;

use super::raw::Raw;
use super::{SettingError, without_secret};

/// Where images are stored.
#[derive(Debug, Clone)]
pub struct MediaSettings {
    /// The folder, without a bucket.
    pub folder: PathBuf,
    /// The bucket.
    pub bucket: Option<Bucket>,
}

/// A bucket of an S3-compatible service.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What all names of objects begin with there; empty for nothing.
    pub prefix: String,
    /// The address of the service; empty for that of Amazon in the region.
    pub endpoint: String,
    /// The region.
    pub region: String,
    /// The id of the access key.
    pub key: String,
    /// The access key.
    pub secret: BucketSecret,
    shown: String,
}

/// An access key, which doesn't show itself.
#[derive(Clone)]
pub struct BucketSecret(String);

impl BucketSecret {
    /// The key, for the service alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BucketSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BucketSecret(…)")
    }
}

impl Bucket {
    /// Its address without the access key.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

pub(super) fn check(raw: &Raw) -> Result<MediaSettings, SettingError> {
    let bucket = match raw.media_store.as_str() {
        "" => None,
        address => Some(bucket(address)?),
    };
    Ok(MediaSettings { folder: raw.media_dir.clone(), bucket })
}

/// `s3://KEY:SECRET@BUCKET/PREFIX?region=…&endpoint=…`
fn bucket(address: &str) -> Result<Bucket, SettingError> {
    let wrong = |why: &str| SettingError::new("MEDIA_STORE", why);
    let parsed = Url::parse(address).map_err(|_| wrong("is an address: s3://KEY:SECRET@BUCKET?region=REGION"))?;
    if parsed.scheme() != "s3" {
        return Err(wrong("begins with s3://"));
    }
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let name = parsed.host_str().filter(|name| !name.is_empty()).ok_or_else(|| wrong("names a bucket"))?;
    let secret = parsed.password().filter(|secret| !secret.is_empty() && !parsed.username().is_empty());
    let secret =
        secret.ok_or_else(|| wrong("has the id of an access key and the key, percent-encoded: KEY:SECRET@"))?;
    let (mut region, mut endpoint) = ("us-east-1".to_owned(), String::new());
    for (parameter, value) in parsed.query_pairs() {
        match &*parameter {
            "region" => region = value.into_owned(),
            "endpoint" => endpoint = value.into_owned(),
            other => return Err(wrong(&format!("has `region` and `endpoint`, and no `{other}`"))),
        }
    }
    if !endpoint.is_empty() {
        let service = Url::parse(&endpoint).map_err(|_| wrong("has an endpoint that is no address"))?;
        let is_near = matches!(service.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if service.scheme() != "https" && !(service.scheme() == "http" && is_near) {
            return Err(wrong("has an endpoint by https; http is for this machine alone"));
        }
    }
    Ok(Bucket {
        name: decoded(name),
        prefix: decoded(parsed.path()),
        endpoint,
        region,
        key: decoded(parsed.username()),
        secret: BucketSecret(decoded(secret)),
        shown: without_secret(address),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_read_and_its_key_is_not_shown() {
        let bucket = bucket("s3://AKIA:hush%2Fhush@images/world/review?region=eu-central-1").unwrap();
        assert_eq!(
            (bucket.name.as_str(), bucket.prefix.as_str(), bucket.region.as_str()),
            ("images", "/world/review", "eu-central-1")
        );
        assert_eq!((bucket.key.as_str(), bucket.secret.reveal()), ("AKIA", "hush/hush"));
        assert!(!format!("{bucket:?}").contains("hush"), "{bucket:?}");
        assert!(bucket.shown().contains("AKIA:***@images"), "{}", bucket.shown());
    }

    #[test]
    fn what_is_no_bucket_is_refused() {
        for wrong in [
            "images",
            "https://images",
            "s3://images",
            "s3://AKIA@images",
            "s3://AKIA:hush@images?endpoint=http://files.example",
            "s3://AKIA:hush@images?endpoint=nowhere",
            "s3://AKIA:hush@images?path_style=true",
        ] {
            assert!(bucket(wrong).is_err(), "{wrong}");
        }
        assert!(bucket("s3://AKIA:hush@images?endpoint=http://127.0.0.1:9000").is_ok());
    }
}
