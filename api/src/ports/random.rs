//! The system's randomness.

use domain::ports::Random;

/// The system's randomness, good enough for secrets.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        // A system without randomness can't make secrets: nothing sensible could go on.
        if let Err(error) = getrandom::fill(buffer) {
            tracing::error!(%error, "the system has no randomness");
            std::process::abort();
        }
    }
}
