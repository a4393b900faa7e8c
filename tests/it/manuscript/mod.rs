//! Manuscripts: what authors and editors do with articles, from the first draft to the withdrawal.

pub(crate) mod desk;
mod life;
