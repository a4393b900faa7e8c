//! What a session reads once: rows that several parts of an answer need, at the same time or one after the other, are one statement. What
//! the session itself writes makes it read them anew.

use std::future::Future;
use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::OnceCell;

use crate::error::Result;

/// What is read once. It belongs to one session, and is gone with it.
pub(crate) struct Once<T>(ArcSwap<OnceCell<Arc<T>>>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(ArcSwap::default())
    }
}

impl<T> Once<T> {
    /// What was read, or else what is read now; whoever comes meanwhile waits for it. A read that fails is none.
    pub(crate) async fn get<F>(&self, read: impl FnOnce() -> F) -> Result<Arc<T>>
    where
        F: Future<Output = Result<T>>,
    {
        let cell = self.0.load_full();
        let found = cell.get_or_try_init(|| async { read().await.map(Arc::new) }).await?;
        Ok(Arc::clone(found))
    }

    /// Forgets it. A read that has begun goes on for those who wait for it, and for nobody else.
    pub(crate) fn forget(&self) {
        self.0.store(Arc::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[tokio::test]
    async fn it_is_read_once_until_it_is_forgotten() {
        let (once, reads) = (Once::default(), AtomicU32::new(0));
        let read = || async { Ok(reads.fetch_add(1, Ordering::Relaxed)) };
        let (first, second) = futures::future::join(once.get(read), once.get(read)).await;
        assert_eq!((*first.unwrap(), *second.unwrap(), *once.get(read).await.unwrap()), (0, 0, 0));
        once.forget();
        assert_eq!(*once.get(read).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_read_that_fails_is_tried_again() {
        let once = Once::default();
        assert!(once.get(|| async { Err(Error::not_found()) }).await.is_err());
        assert_eq!(*once.get(|| async { Ok(1) }).await.unwrap(), 1);
    }
}
