//! Entries of a byline as JSON: the name as it is now, title and affiliation as they were at publication.

use std::sync::Arc;

use domain::article::Contribution;
use domain::expert::Expert;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::Saying;
use super::expert::{ExpertShape, ExpertWanted};

/// An entry of the byline.
pub(super) struct ContributionShape<'a> {
    saying: &'a Saying<'a>,
    expert: Arc<Expert>,
    role: &'static str,
    title: Option<&'a str>,
    affiliation: Option<&'a str>,
    in_full: bool,
}

impl<'a> ContributionShape<'a> {
    pub(super) fn new(saying: &'a Saying<'a>, entry: &'a Contribution, in_full: bool) -> Option<Self> {
        let expert = saying.session.experts().by_id(entry.expert)?;
        let text = saying.mention.best(&entry.texts).map(|served| served.text);
        Some(Self {
            saying,
            expert,
            role: entry.role.as_str(),
            title: text.and_then(|text| text.title.as_deref()),
            affiliation: text.and_then(|text| text.affiliation.as_deref()),
            in_full,
        })
    }
}

impl Serialize for ContributionShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let expert = &*self.expert;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &expert.id)?;
        map.serialize_entry("slug", &expert.slug)?;
        map.serialize_entry("name", &expert.name)?;
        map.serialize_entry("honorific", &expert.honorific)?;
        map.serialize_entry("role", self.role)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("affiliation", &self.affiliation)?;
        if self.in_full {
            let expert = ExpertShape { saying: self.saying, expert, wanted: ExpertWanted::ALL };
            map.serialize_entry("expert", &expert)?;
        }
        map.end()
    }
}
