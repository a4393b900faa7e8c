//! An item of an export as it stands there: nothing is judged yet.

use super::fields::{self, Field};

/// An item: a post, a page, an attachment …
#[derive(Default)]
pub(super) struct Item {
    pub(super) title: String,
    pub(super) published: String,
    pub(super) creator: String,
    pub(super) content: String,
    pub(super) excerpt: String,
    pub(super) id: String,
    pub(super) date: String,
    pub(super) date_gmt: String,
    pub(super) modified: String,
    pub(super) modified_gmt: String,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) kind: String,
    pub(super) password: String,
    pub(super) attachment_url: String,
    pub(super) alt: String,
    pub(super) thumbnail: String,
    pub(super) terms: Vec<Term>,
    pub(super) comments: u64,
    meta_key: String,
    meta_value: String,
}

/// Something that an item is filed under.
pub(super) struct Term {
    pub(super) domain: String,
    pub(super) nicename: String,
    pub(super) name: String,
}

impl Item {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut item = Self::default();
        fields::each(bytes, |field| item.take(field))?;
        Ok(item)
    }

    fn take(&mut self, field: Field<'_>) {
        match (field.parent, field.name) {
            (Some("wp:postmeta"), "wp:meta_key") => self.meta_key = field.text,
            (Some("wp:postmeta"), "wp:meta_value") => self.meta_value = field.text,
            (Some(_), _) => {}
            (None, "wp:postmeta") => self.take_meta(),
            (None, "wp:comment") => self.comments += 1,
            (None, "category") => self.terms.push(Term {
                domain: field.domain.to_owned(),
                nicename: field.nicename.trim().to_owned(),
                name: field.text,
            }),
            (None, "content:encoded") => self.content = field.text,
            (None, "excerpt:encoded") => self.excerpt = field.text,
            (None, "wp:post_password") => {
                // A file that was laid out by hand has white space here, which no password is.
                let is_layout = field.text.contains('\n');
                self.password = if is_layout { field.text.trim().to_owned() } else { field.text };
            }
            (None, name) => {
                if let Some(place) = self.place(name) {
                    *place = field.text.trim().to_owned();
                }
            }
        }
    }

    fn place(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "title" => &mut self.title,
            "pubDate" => &mut self.published,
            "dc:creator" => &mut self.creator,
            "wp:post_id" => &mut self.id,
            "wp:post_date" => &mut self.date,
            "wp:post_date_gmt" => &mut self.date_gmt,
            "wp:post_modified" => &mut self.modified,
            "wp:post_modified_gmt" => &mut self.modified_gmt,
            "wp:post_name" => &mut self.name,
            "wp:status" => &mut self.status,
            "wp:post_type" => &mut self.kind,
            "wp:attachment_url" => &mut self.attachment_url,
            _ => return None,
        })
    }

    fn take_meta(&mut self) {
        let value = std::mem::take(&mut self.meta_value);
        match std::mem::take(&mut self.meta_key).trim() {
            "_wp_attachment_image_alt" => self.alt = value,
            "_thumbnail_id" => self.thumbnail = value.trim().to_owned(),
            _ => {}
        }
    }
}
