//! The rows of partners: organisations, keys, products, and what was taken.

pub(crate) mod key;
pub(crate) mod organisation;
pub(crate) mod product;
pub(crate) mod usage;
