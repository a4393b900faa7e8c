//! The variants of an image: a closed list of presets, each in WebP, AVIF and JPEG. There is no resizer that anybody could
//! ask for other sizes.

use fast_image_resize::{ResizeOptions, Resizer};
use image::DynamicImage;
use ravif::{BitDepth, Img, RGB8, RGBA8};

use super::FocalPoint;
use crate::error::{Error, Result};

/// Presets that keep the whole picture, by their width in pixels. A picture is never enlarged, and a preset that would be the
/// same as the one before isn't made.
const WIDTHS: [(&str, u32); 4] = [("thumb", 240), ("card", 480), ("wide", 960), ("full", 1_920)];
/// Presets that are cut out around the focal point, with their width and height.
const CROPS: [(&str, u32, u32); 2] = [("square", 480, 480), (SOCIAL, 1_200, 630)];
/// The preset for cards of social networks.
pub(super) const SOCIAL: &str = "og";
/// The names of all presets.
pub const PRESETS: [&str; 6] = ["thumb", "card", "wide", "full", "square", SOCIAL];
/// Nothing is taller than so many times its preset's width.
const TALLEST: u32 = 2;

const JPEG_QUALITY: u8 = 82;
const WEBP_QUALITY: f32 = 80.0;
const AVIF_QUALITY: f32 = 65.0;
/// How fast AVIF is encoded, from 1 (small files) to 10.
const AVIF_SPEED: u8 = 9;
/// The side of what a placeholder is made of, in pixels.
const PLACEHOLDER_SIDE: u32 = 32;

/// A rectangle of an image, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A variant that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) name: &'static str,
    pub(super) cut: Cut,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A variant in one type, as it is stored.
pub(super) struct Made {
    pub(super) plan: Plan,
    pub(super) ending: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// Whether this preset is cut out around the focal point.
pub(super) fn is_cropped(name: &str) -> bool {
    CROPS.iter().any(|(crop, _, _)| *crop == name)
}

/// Which variants an image of this size has.
pub(super) fn plans(width: u32, height: u32, focal: FocalPoint) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::with_capacity(PRESETS.len());
    for (name, preset) in WIDTHS {
        let whole = Cut { left: 0, top: 0, width, height };
        let plan = fitted(name, whole, preset, preset * TALLEST);
        if plans.last().is_none_or(|last| (last.width, last.height) != (plan.width, plan.height)) {
            plans.push(plan);
        }
    }
    plans.extend(CROPS.iter().map(|(name, w, h)| fitted(name, around(width, height, (*w, *h), focal), *w, *h)));
    plans
}

/// The cut as large as it can be within a width and a height, without being enlarged.
fn fitted(name: &'static str, cut: Cut, width: u32, height: u32) -> Plan {
    let scale = f64::min(f64::from(width) / f64::from(cut.width), f64::from(height) / f64::from(cut.height)).min(1.0);
    let scaled = |side: u32, most: u32| ((f64::from(side) * scale).round() as u32).clamp(1, most);
    Plan { name, cut, width: scaled(cut.width, width), height: scaled(cut.height, height) }
}

/// The largest cut of this shape, as near to having the focal point in its middle as the edges allow.
fn around(width: u32, height: u32, shape: (u32, u32), focal: FocalPoint) -> Cut {
    let ratio = f64::from(shape.0) / f64::from(shape.1);
    let (full_width, full_height) = (f64::from(width), f64::from(height));
    let cut_width = ((full_height * ratio).min(full_width).round() as u32).clamp(1, width);
    let cut_height = ((full_width / ratio).min(full_height).round() as u32).clamp(1, height);
    let from = |at: f64, cut: u32, whole: u32| {
        let from = at.clamp(0.0, 1.0) * f64::from(whole) - f64::from(cut) / 2.0;
        (from.round().max(0.0) as u32).min(whole - cut)
    };
    let (left, top) = (from(focal.x, cut_width, width), from(focal.y, cut_height, height));
    Cut { left, top, width: cut_width, height: cut_height }
}

fn resized(pixels: &DynamicImage, plan: &Plan) -> Result<DynamicImage> {
    let mut into = DynamicImage::new(plan.width, plan.height, pixels.color());
    let Cut { left, top, width, height } = plan.cut;
    let cut = ResizeOptions::new().crop(f64::from(left), f64::from(top), f64::from(width), f64::from(height));
    Resizer::new().resize(pixels, &mut into, Some(&cut)).map_err(Error::internal)?;
    Ok(into)
}

/// Makes a variant in all its types. It takes seconds: not for the event loop.
///
/// # Errors
/// `internal` when an encoder fails.
pub(super) fn make(pixels: &DynamicImage, plan: Plan) -> Result<[Made; 3]> {
    let small = resized(pixels, &plan)?;
    let made = |ending, bytes| Made { plan, ending, bytes };
    Ok([made("webp", webp(&small)?), made("avif", avif(&small)?), made("jpg", jpeg(&small)?)])
}

fn webp(pixels: &DynamicImage) -> Result<Vec<u8>> {
    let (width, height) = (pixels.width(), pixels.height());
    let encoder = match pixels {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        pixels => webp::Encoder::from_rgb(pixels.as_bytes(), width, height),
    };
    let encoded = encoder.encode_simple(false, WEBP_QUALITY);
    encoded.map(|bytes| bytes.to_vec()).map_err(|error| Error::internal(format!("WebP: {error:?}")))
}

fn avif(pixels: &DynamicImage) -> Result<Vec<u8>> {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let encoder = ravif::Encoder::new().with_quality(AVIF_QUALITY).with_alpha_quality(AVIF_QUALITY);
    let encoder = encoder.with_speed(AVIF_SPEED).with_bit_depth(BitDepth::Eight);
    let encoded = match pixels {
        DynamicImage::ImageRgba8(pixels) => {
            let pixels: Vec<RGBA8> = pixels.pixels().map(|it| RGBA8::new(it[0], it[1], it[2], it[3])).collect();
            encoder.encode_rgba(Img::new(&pixels, width, height))
        }
        pixels => {
            let pixels: Vec<RGB8> =
                pixels.as_bytes().chunks_exact(3).map(|it| RGB8::new(it[0], it[1], it[2])).collect();
            encoder.encode_rgb(Img::new(&pixels, width, height))
        }
    };
    Ok(encoded.map_err(Error::internal)?.avif_file)
}

fn jpeg(pixels: &DynamicImage) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    encoder.encode_image(&on_white(pixels)).map_err(Error::internal)?;
    Ok(bytes)
}

/// A JPEG has no transparency: what shows through is white.
fn on_white(pixels: &DynamicImage) -> image::RgbImage {
    let DynamicImage::ImageRgba8(pixels) = pixels else { return pixels.to_rgb8() };
    image::RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        let over = |channel: u8| {
            let (channel, alpha) = (u32::from(channel), u32::from(alpha));
            ((channel * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// The BlurHash of a picture (<https://blurha.sh>).
pub(super) fn placeholder(pixels: &DynamicImage) -> Result<String> {
    let (width, height) = (pixels.width(), pixels.height());
    let whole = Cut { left: 0, top: 0, width, height };
    let plan = fitted("placeholder", whole, PLACEHOLDER_SIDE, PLACEHOLDER_SIDE);
    let small = DynamicImage::from(on_white(&resized(pixels, &plan)?)).into_rgba8();
    let (across, down) = if width >= height { (4, 3) } else { (3, 4) };
    blurhash::encode(across, down, plan.width, plan.height, &small).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn presets_are_never_enlarged_and_never_made_twice() {
        let names = |width, height| {
            let plans = plans(width, height, FocalPoint::default());
            plans
                .iter()
                .map(|plan| format!("{} {}x{}", plan.name, plan.width, plan.height))
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(
            names(3_000, 2_000),
            "thumb 240x160, card 480x320, wide 960x640, full 1920x1280, square 480x480, og 1200x630"
        );
        assert_eq!(names(600, 400), "thumb 240x160, card 480x320, wide 600x400, square 400x400, og 600x315");
        assert_eq!(names(1, 1), "thumb 1x1, square 1x1, og 1x1");
        assert_eq!(names(100, 60_000), "thumb 1x480, card 2x960, wide 3x1920, full 6x3840, square 100x100, og 100x53");
    }

    proptest! {
        #[test]
        fn a_cut_keeps_the_focal_point(width in 1u32..20_000, height in 1u32..20_000, x in 0.0..=1.0, y in 0.0..=1.0) {
            for plan in plans(width, height, FocalPoint { x, y }) {
                let Cut { left, top, width: w, height: h } = plan.cut;
                prop_assert!(w >= 1 && h >= 1 && left + w <= width && top + h <= height);
                let (at_x, at_y) = (x * f64::from(width), y * f64::from(height));
                prop_assert!(f64::from(left) - 1.0 <= at_x && at_x <= f64::from(left + w) + 1.0);
                prop_assert!(f64::from(top) - 1.0 <= at_y && at_y <= f64::from(top + h) + 1.0);
                prop_assert!(plan.width <= w && plan.height <= h);
            }
        }
    }
}
