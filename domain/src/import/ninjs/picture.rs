//! Pictures become images, whether they come alone or with a text.

use super::File;
use super::item::{Item, Rendition};
use crate::import::prose;
use crate::import::record::{ImageRecord, ImageTextRecord, Record};
use crate::language::Language;
use crate::media::FocalPoint;

/// The longest caption or statement of rights, in characters.
const TEXT_MAX: usize = 2_000;
/// The longest name, in characters.
const NAME_MAX: usize = 200;
/// File names that end so are pictures that the publication takes.
const ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "gif", "webp", "avif"];

/// The record of the image, `None` when the file had it already.
///
/// # Errors
/// The reason why there is none.
pub(super) fn record(item: &Item, language: &Language, file: &mut File) -> Result<Option<Record>, String> {
    // An image has no status of its own: what isn't public now is not taken.
    if let Some(status) = item.pub_status.as_deref().filter(|status| *status != "usable") {
        return Err(format!("a picture whose pubStatus is `{status}`"));
    }
    if item.embargo().is_some_and(|until| until.is_none_or(|until| until > file.now)) {
        return Err("a picture under embargo".to_owned());
    }
    let id = item.key();
    if file.images.has(&id) {
        return Ok(None);
    }
    let (name, rendition) = rendition(item).ok_or("a picture without the address of a file")?;
    if !file.files.first(&name) {
        return Err(format!("another picture has the file name `{name}`"));
    }
    if !file.items.first(&id) {
        return Err("the file has this item twice".to_owned());
    }
    file.images.first(&id);
    let caption = item.description(&["caption", "text", "lead", "summary", ""]).or_else(|| item.headline());
    let text = ImageTextRecord {
        caption: caption.map(|caption| prose::cut(&caption, TEXT_MAX).0),
        alt: item.description(&["alttext", "alt", "accessibility"]).map(|alt| prose::cut(&alt, TEXT_MAX).0),
    };
    let short = |text: &Option<String>| said(text).map(|text| prose::cut(&text, NAME_MAX).0);
    let holder = short(&item.copyright_holder);
    let credit = item.description(&["creditline", "credit"]).map(|credit| prose::cut(&credit, NAME_MAX).0);
    let photographer = short(&item.by);
    Ok(Some(Record::Image(ImageRecord {
        id,
        file: name,
        width: rendition.width.unwrap_or(0),
        height: rendition.height.unwrap_or(0),
        media_type: String::new(),
        placeholder: None,
        credit: credit.clone().or_else(|| line_of(photographer.as_deref(), holder.as_deref())),
        agency: holder.or(credit),
        photographer,
        rights: rights(item),
        uses: None,
        rights_until: None,
        focal_point: focal_point(rendition),
        texts: [(language.clone(), text)].into(),
        variants: Vec::new(),
    })))
}

/// The largest rendition that has a file name of a picture, or else any file name.
fn rendition(item: &Item) -> Option<(String, &Rendition)> {
    let is_picture = |rendition: &&Rendition| {
        let media_type = rendition.content_type.as_deref().unwrap_or("image/");
        media_type.starts_with("image/") && !media_type.contains("svg")
    };
    let named = item.renditions.iter().filter(is_picture).filter_map(|rendition| {
        let name = prose::file_name(rendition.href.as_deref()?)?;
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        let pixels = u64::from(rendition.width.unwrap_or(0)) * u64::from(rendition.height.unwrap_or(0));
        Some((ENDINGS.contains(&ending.as_str()), pixels, name, rendition))
    });
    // Of equals the first one: agencies put the main rendition before the others.
    let best = named.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
    best.map(|(_, _, name, rendition)| (name, rendition))
}

fn line_of(photographer: Option<&str>, holder: Option<&str>) -> Option<String> {
    match (photographer, holder) {
        (Some(one), Some(other)) if !one.contains(other) => Some(format!("{one}/{other}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

fn rights(item: &Item) -> Option<String> {
    let linked = item.rights_info.as_ref().and_then(|rights| said(&rights.linked_rights));
    let all = [said(&item.copyright_notice), said(&item.usage_terms), linked];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| prose::cut(&all.join(" "), TEXT_MAX).0)
}

/// Between 0 and 1 on both axes, of a point in pixels.
fn focal_point(rendition: &Rendition) -> FocalPoint {
    let (Some(point), Some(width), Some(height)) = (&rendition.poi, rendition.width, rendition.height) else {
        return FocalPoint::default();
    };
    let share = |at: f64, of: u32| (at / f64::from(of.max(1))).clamp(0.0, 1.0);
    FocalPoint { x: share(point.x, width), y: share(point.y, height) }
}

fn said(text: &Option<String>) -> Option<String> {
    text.as_deref().map(prose::line).filter(|text| !text.is_empty())
}
