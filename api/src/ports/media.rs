//! The media store: a folder, or a bucket of an S3-compatible service, over the `object_store` crate. Objects lie at
//! `ab/ab12….jpg`. Whoever reads an object reads all of it or none: a file is written beside its place and then moved there,
//! and a bucket takes an object as a whole.

use std::path::Path as Folder;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::ports::{MediaStore, MediaStoreError};
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};

use crate::settings::Bucket;

/// How long a request to a bucket may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// How often a request to a bucket is tried again, and for how long in all: an upload waits for it.
const RETRIES: usize = 3;
const RETRY_TIMEOUT: Duration = Duration::from_secs(10);

/// Objects in a folder or a bucket.
#[derive(Debug, Clone)]
pub struct MediaObjects(Arc<dyn ObjectStore>);

impl MediaObjects {
    /// The store in this folder, which is made if it isn't there.
    ///
    /// # Errors
    /// When the folder can't be made or read.
    pub fn in_folder(folder: &Folder) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| error.to_string())?;
        Ok(Self(Arc::new(store)))
    }

    /// The store in this bucket. Nothing is asked of it here.
    ///
    /// # Errors
    /// When the settings of the bucket don't fit together.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self, String> {
        let options = ClientOptions::new().with_timeout(TIMEOUT).with_allow_http(bucket.endpoint.starts_with("http:"));
        let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRY_TIMEOUT, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.key)
            .with_secret_access_key(bucket.secret.reveal())
            .with_client_options(options)
            .with_retry(retry);
        if !bucket.endpoint.is_empty() {
            builder = builder.with_endpoint(&bucket.endpoint);
        }
        let store = builder.build().map_err(|error| error.to_string())?;
        let prefix = bucket.prefix.trim_matches('/');
        Ok(Self(if prefix.is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, prefix)) }))
    }
}

fn place(name: &str) -> Path {
    Path::from_iter([name.get(..2).unwrap_or_default(), name])
}

#[async_trait]
impl MediaStore for MediaObjects {
    async fn put(&self, name: &str, bytes: Bytes) -> Result<(), MediaStoreError> {
        self.0.put(&place(name), bytes.into()).await.map(|_| ()).map_err(|error| failed(name, &error))
    }

    async fn get(&self, name: &str) -> Result<Option<Bytes>, MediaStoreError> {
        let read = async { self.0.get(&place(name)).await?.bytes().await };
        found(name, read.await)
    }

    async fn delete(&self, name: &str) -> Result<(), MediaStoreError> {
        found(name, self.0.delete(&place(name)).await).map(|_| ())
    }

    async fn stored_at(&self, name: &str) -> Result<Option<Timestamp>, MediaStoreError> {
        let head = found(name, self.0.head(&place(name)).await)?;
        head.map(|head| instant(name, head.last_modified.timestamp_micros())).transpose()
    }

    fn list(&self) -> BoxStream<'_, Result<(String, Timestamp), MediaStoreError>> {
        let objects = self.0.list(None).map_err(|error| failed("", &error));
        let said = objects.and_then(|object| async move {
            let name = object.location.filename().unwrap_or_default().to_owned();
            let at = instant(&name, object.last_modified.timestamp_micros())?;
            Ok((name, at))
        });
        said.boxed()
    }
}

fn found<T>(name: &str, outcome: object_store::Result<T>) -> Result<Option<T>, MediaStoreError> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(failed(name, &error)),
    }
}

fn instant(name: &str, micros: i64) -> Result<Timestamp, MediaStoreError> {
    Timestamp::from_microsecond(micros).map_err(|error| failed(name, &error))
}

fn failed(name: &str, error: &dyn std::error::Error) -> MediaStoreError {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason.push_str(": ");
        reason.push_str(&error.to_string());
        cause = error.source();
    }
    MediaStoreError { name: name.to_owned(), reason }
}
