//! The real ports of the domain: the system's clock and randomness, and the media folder.

mod clock;
mod media_folder;
mod random;

pub use clock::SystemClock;
pub use media_folder::MediaFolder;
pub use random::SystemRandom;
