//! Manuscripts: what authors and editors do with articles, from the first draft to the withdrawal.

mod audit;
mod conflict;
mod crash;
pub(crate) mod desk;
mod embargo;
mod filing;
mod input;
mod instances;
mod life;
pub(crate) mod press;
mod preview;
mod schedule;
mod translation;
mod withdrawal;
