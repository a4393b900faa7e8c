//! Attachments that are pictures become images.

use super::channel::Channel;
use super::item::Item;
use crate::import::prose;
use crate::import::record::{ImageRecord, ImageTextRecord, Record};
use crate::language::Language;

/// The longest caption or alternative text, in characters.
const TEXT_MAX: usize = 2_000;
/// File names that end so are pictures that the publication takes.
const ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "gif", "webp", "avif"];

/// The record of the image.
///
/// # Errors
/// The reason why there is none.
pub(super) fn record(
    item: &Item,
    language: &Language,
    channel: &mut Channel,
    notes: &mut Vec<String>,
) -> Result<Record, String> {
    if matches!(item.status.as_str(), "private" | "trash" | "auto-draft") {
        return Err(format!("an attachment of status `{}`", item.status));
    }
    let name = prose::file_name(&item.attachment_url).ok_or("an attachment without a file name in its address")?;
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if !ENDINGS.contains(&ending.as_str()) {
        return Err(format!("the attachment `{name}` is not a picture"));
    }
    if item.id.is_empty() {
        return Err("an attachment without `wp:post_id`".to_owned());
    }
    let id = channel.key("attachment", &item.id);
    if !channel.items.first(&id) {
        return Err("the file has this attachment twice".to_owned());
    }
    let file = file(name, &item.attachment_url, channel, notes)?;
    let caption = [&item.excerpt, &item.title].into_iter().map(|text| prose::plain(text)).find(|text| !text.is_empty());
    let alt = prose::plain(&item.alt);
    let text = ImageTextRecord {
        caption: caption.map(|caption| prose::cut(&caption, TEXT_MAX).0),
        alt: (!alt.is_empty()).then(|| prose::cut(&alt, TEXT_MAX).0),
    };
    let texts = [(language.clone(), text)].into();
    Ok(Record::Image(ImageRecord { id, file, texts, ..ImageRecord::default() }))
}

/// Where the file is looked for: by its name. Of two of one name the second is looked for by its path below the folder of
/// uploads, as a copy of that folder has it: a picture must not get another one's file.
fn file(name: String, address: &str, channel: &mut Channel, notes: &mut Vec<String>) -> Result<String, String> {
    if channel.files.first(&name) {
        return Ok(name);
    }
    let path = prose::path_of(address);
    let below = path.split_once("wp-content/uploads/").map_or(path.as_str(), |(_, below)| below);
    if below.contains('/') && channel.files.first(below) {
        notes.push(format!("another attachment has the file name `{name}`: this one is looked for as `{below}`"));
        Ok(below.to_owned())
    } else {
        Err(format!("another attachment has the file name `{name}`"))
    }
}
