//! What an address or an id led to formerly: slugs that something had before, of every noun, and the ids of what was merged
//! into something else. Whoever comes with one of them is led on.

mod row;

pub(crate) use row::{
    FormerSlug, absorb, all_former_slugs, forget, former_slug_owner, former_slugs_of, merged, put_former_slugs,
};
