pub mod document;
pub mod executor;
