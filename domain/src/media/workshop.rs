//! Where pictures are worked on: apart from the event loop, and only as many at once as there is memory for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::picture::{self, Head};
use crate::error::{Error, Result};

/// The memory that all pictures together may take, in MiB.
pub const WORKSHOP_MIB: u32 = 1_024;
/// What the smallest picture counts for, in MiB: four are worked on at once at the most.
const LEAST_MIB: u32 = WORKSHOP_MIB / 4;

/// The room that there is for work on pictures, one in a process.
#[derive(Clone)]
pub(crate) struct Workshop {
    room: Arc<Semaphore>,
    taken: Arc<AtomicU64>,
    most: Arc<AtomicU64>,
}

impl Default for Workshop {
    fn default() -> Self {
        let room = Arc::new(Semaphore::new(WORKSHOP_MIB as usize));
        Self { room, taken: Arc::default(), most: Arc::default() }
    }
}

impl Workshop {
    /// Does a piece of work that takes so many bytes of memory, as soon as there is room for it.
    ///
    /// # Errors
    /// Those of the work; `internal` when it breaks.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        bytes: u64,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mib = u32::try_from(bytes / 1_024 / 1_024).unwrap_or(u32::MAX).clamp(LEAST_MIB, WORKSHOP_MIB);
        let room = Arc::clone(&self.room).acquire_many_owned(mib).await.map_err(Error::internal)?;
        let taken = self.taken.fetch_add(u64::from(mib), Ordering::Relaxed) + u64::from(mib);
        self.most.fetch_max(taken, Ordering::Relaxed);
        let taken = Taken { count: Arc::clone(&self.taken), mib: u64::from(mib), _room: room };
        // The room is given back when the work ends, also when nobody waits for it any more.
        let work = tokio::task::spawn_blocking(move || {
            let _taken = taken;
            work()
        });
        work.await.map_err(Error::internal)?
    }

    /// Judges a file by its head: what that says, not what it would become, takes memory.
    ///
    /// # Errors
    /// As [`picture::head`].
    pub(super) async fn judge(&self, file: &Bytes) -> Result<Head> {
        let (weight, file) = (file.len() as u64, file.clone());
        self.work(weight, move || picture::head(&file)).await
    }

    /// The most MiB that were taken at once since the start.
    pub(crate) fn most_taken(&self) -> u64 {
        self.most.load(Ordering::Relaxed)
    }
}

/// Room that is taken, until it is dropped.
struct Taken {
    count: Arc<AtomicU64>,
    mib: u64,
    _room: OwnedSemaphorePermit,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.count.fetch_sub(self.mib, Ordering::Relaxed);
    }
}
