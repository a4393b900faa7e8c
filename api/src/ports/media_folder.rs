//! The media store as a folder: `media/ab/ab12….jpg`. A file is written beside its place and then moved there, so that
//! a crash or a full disk never leaves half an image under its name.

use std::io::ErrorKind;
use std::path::PathBuf;

use async_trait::async_trait;
use bytes::Bytes;
use domain::ports::{MediaStore, MediaStoreError};
use tokio::fs;

/// A folder of images.
#[derive(Debug, Clone)]
pub struct MediaFolder(PathBuf);

impl MediaFolder {
    /// The store in this folder, which is made when the first image comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.0.join(name.get(..2).unwrap_or_default()).join(name)
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let place = self.place(name);
        if fs::try_exists(&place).await? {
            return Ok(());
        }
        let folder = place.parent().map_or_else(|| self.0.clone(), PathBuf::from);
        fs::create_dir_all(&folder).await?;
        let beside = folder.join(format!(".{name}.part"));
        let written = async {
            fs::write(&beside, bytes).await?;
            fs::rename(&beside, &place).await
        }
        .await;
        if written.is_err()
            && let Err(error) = fs::remove_file(&beside).await
            && error.kind() != ErrorKind::NotFound
        {
            tracing::warn!(%error, file = %beside.display(), "half a file could not be removed");
        }
        written
    }
}

#[async_trait]
impl MediaStore for MediaFolder {
    async fn put(&self, name: &str, bytes: Bytes) -> Result<(), MediaStoreError> {
        self.write(name, &bytes).await.map_err(|error| failed(name, &error))
    }

    async fn get(&self, name: &str) -> Result<Option<Bytes>, MediaStoreError> {
        match fs::read(self.place(name)).await {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(name, &error)),
        }
    }
}

fn failed(name: &str, error: &std::io::Error) -> MediaStoreError {
    MediaStoreError { name: name.to_owned(), reason: error.to_string() }
}
