//! A file becomes a picture: judged by its head before anything is decoded, then decoded to its end within limits. All
//! limits of uploads are here and in `object.rs`.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};
use imagesize::{Compression, ImageType};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::object::{FILE_BYTES_MAX, PIXELS_MAX};
use super::{Proposals, credit, strip};
use crate::error::{Code, Error, Result};

/// The most memory that decoding one file may take, in bytes.
const DECODE_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The quality of a JPEG that had to be written anew, since it lay on its side.
const QUALITY: u8 = 92;

/// What the head of a file says: enough to refuse it, and to know what it will take.
pub(super) struct Head {
    format: ImageFormat,
    /// The bytes of memory that it takes to decode it and to work on it.
    pub(super) weight: u64,
}

/// A file that was decoded, ready to be stored.
pub(super) struct Picture {
    /// What is stored: the file without what was said in it, or written anew.
    pub(super) file: Vec<u8>,
    /// The ending of its name.
    pub(super) ending: &'static str,
    /// Its pixels, upright, in sRGB, 8 bits a channel, with transparency only if there is any.
    pub(super) pixels: DynamicImage,
    /// What the file said of whom to credit.
    pub(super) proposals: Option<Proposals>,
}

fn invalid(why: impl Into<String>) -> Error {
    Error::new(Code::ImageInvalid, why).at("file")
}

fn broken() -> Error {
    invalid("The file is broken: it can't be decoded to its end.")
}

/// Judges a file by its first bytes.
///
/// # Errors
/// `unsupported_media_type` for what isn't an image of a type that is taken; `image_invalid`.
pub(super) fn head(file: &[u8]) -> Result<Head> {
    if file.len() > FILE_BYTES_MAX {
        let message = format!("The file has {} bytes; at most {FILE_BYTES_MAX} are taken.", file.len());
        return Err(invalid(message));
    }
    let refused = |why: &str| Error::new(Code::UnsupportedMediaType, why).at("file");
    let (format, factor) = match imagesize::image_type(file) {
        Ok(ImageType::Jpeg) => (ImageFormat::Jpeg, 1),
        Ok(ImageType::Png) => (ImageFormat::Png, 1),
        Ok(ImageType::Gif) => (ImageFormat::Gif, 2),
        Ok(ImageType::Webp) => (ImageFormat::WebP, 2),
        Ok(ImageType::Heif(Compression::Av1)) => {
            let why = "AVIF is not taken: what decodes it is not memory-safe. Send JPEG, PNG or WebP.";
            return Err(refused(why));
        }
        _ => return Err(refused("The file is not a JPEG, PNG, GIF or WebP image.")),
    };
    let size = imagesize::blob_size(file).map_err(|_| broken())?;
    if size.width == 0 || size.height == 0 || size.width.saturating_mul(size.height) > PIXELS_MAX {
        let message = format!("The image has {} × {} pixels; at most {PIXELS_MAX} are taken.", size.width, size.height);
        return Err(invalid(message));
    }
    // A progressive JPEG is held as coefficients besides its pixels.
    let factor = if format == ImageFormat::Jpeg && is_progressive(file) { 3 } else { factor };
    let decoded = decoder(file, format)?.total_bytes().saturating_mul(factor);
    if decoded > DECODE_BYTES_MAX {
        let mib = DECODE_BYTES_MAX / 1024 / 1024;
        return Err(invalid(format!("The image takes more than {mib} MiB of memory to decode.")));
    }
    Ok(Head { format, weight: decoded.saturating_mul(2) })
}

fn is_progressive(file: &[u8]) -> bool {
    strip::jpeg(file).is_some_and(|stripped| stripped.is_progressive)
}

fn decoder(file: &[u8], format: ImageFormat) -> Result<impl ImageDecoder + '_> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| broken().because(error))
}

/// Decodes a file to its end. It takes as much memory as its head has said, and may take seconds: not for the event loop.
///
/// # Errors
/// `image_invalid`.
pub(super) fn read(file: &[u8], head: &Head) -> Result<Picture> {
    let mut decoder = decoder(file, head.format)?;
    let profile = decoder.icc_profile().ok().flatten().and_then(|bytes| ColorProfile::new_from_slice(&bytes).ok());
    let orientation = decoder.orientation().map_err(|error| broken().because(error))?;
    let pixels = DynamicImage::from_decoder(decoder).map_err(|error| broken().because(error))?;
    let (ending, stripped) = match head.format {
        ImageFormat::Jpeg => ("jpg", strip::jpeg(file)),
        ImageFormat::Png => ("png", strip::png(file, profile.is_some())),
        ImageFormat::WebP => ("webp", strip::webp(file)),
        _ => ("png", None),
    };
    let stripped = match stripped {
        None if head.format != ImageFormat::Gif => return Err(broken()),
        stripped => stripped,
    };
    let mut pixels = in_srgb(pixels, profile.as_ref());
    let is_upright = orientation == image::metadata::Orientation::NoTransforms;
    pixels.apply_orientation(orientation);
    let (xmp, resources) = stripped.as_ref().map_or((None, None), |it| (it.xmp, it.resources));
    let proposals = credit::read(xmp, resources);
    let moves = head.format == ImageFormat::WebP && stripped.as_ref().is_some_and(|it| it.is_animated);
    let file = match stripped {
        Some(stripped) if is_upright && !moves => stripped.bytes,
        // Of what moves, the first picture is kept.
        _ => anew(&pixels, ending)?,
    };
    Ok(Picture { file, ending, pixels, proposals })
}

/// Decodes what was stored, for its variants.
///
/// # Errors
/// `image_invalid` for what isn't taken for upload.
pub(super) fn pixels(file: &[u8], head: &Head) -> Result<DynamicImage> {
    read(file, head).map(|picture| picture.pixels)
}

/// Eight bits a channel, colour, in sRGB.
fn in_srgb(pixels: DynamicImage, profile: Option<&ColorProfile>) -> DynamicImage {
    let pixels = match pixels {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => pixels,
        pixels if pixels.color().has_alpha() => pixels.into_rgba8().into(),
        pixels => pixels.into_rgb8().into(),
    };
    let pixels = match pixels {
        DynamicImage::ImageRgba8(pixels) if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) => {
            DynamicImage::ImageRgba8(pixels).into_rgb8().into()
        }
        pixels => pixels,
    };
    let Some(profile) = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb) else { return pixels };
    let layout = if pixels.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default()) else {
        return pixels;
    };
    let mut changed = pixels.clone();
    let into = match &mut changed {
        DynamicImage::ImageRgb8(into) => &mut **into,
        DynamicImage::ImageRgba8(into) => &mut **into,
        _ => return pixels,
    };
    if transform.transform(pixels.as_bytes(), into).is_ok() { changed } else { pixels }
}

/// Writes a picture anew, without anything but its pixels.
fn anew(pixels: &DynamicImage, ending: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let (width, height, color) = (pixels.width(), pixels.height(), pixels.color().into());
    let written = match ending {
        "jpg" => image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(pixels),
        "webp" => image::codecs::webp::WebPEncoder::new_lossless(&mut bytes).write_image(
            pixels.as_bytes(),
            width,
            height,
            color,
        ),
        _ => image::codecs::png::PngEncoder::new(&mut bytes).write_image(pixels.as_bytes(), width, height, color),
    };
    written.map_err(Error::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG of one colour in the colours of wide screens.
    fn wide(colour: [u8; 3]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut file);
        encoder.set_icc_profile(ColorProfile::new_display_p3().encode().unwrap()).unwrap();
        let pixels = image::RgbImage::from_pixel(8, 8, image::Rgb(colour));
        encoder.write_image(&pixels, 8, 8, image::ExtendedColorType::Rgb8).unwrap();
        file
    }

    #[test]
    fn colours_of_a_profile_become_those_of_srgb_and_the_file_keeps_its_profile() {
        let file = wide([200, 100, 100]);
        let picture = read(&file, &head(&file).unwrap()).unwrap();
        let [red, green, blue] = picture.pixels.to_rgb8().get_pixel(4, 4).0;
        assert!(red > 205 && green < 98 && blue < 100, "{red} {green} {blue}");
        assert!(picture.file.windows(4).any(|window| window == b"iCCP"));
        assert_eq!(image::load_from_memory(&picture.file).unwrap().to_rgb8().get_pixel(4, 4).0, [200, 100, 100]);
    }

    #[test]
    fn a_progressive_file_is_reckoned_with_what_it_takes() {
        // Heads alone: a frame of 8000 × 8000 pixels, baseline and progressive, and a scan of nothing.
        let file = |frame: u8| {
            let mut file = vec![0xFF, 0xD8, 0xFF, frame, 0, 17, 8, 0x1F, 0x40, 0x1F, 0x40, 3];
            file.extend_from_slice(&[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
            file.extend_from_slice(&[0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0xFF, 0xD9]);
            file
        };
        assert_eq!(head(&file(0xC0)).unwrap().weight, 8_000 * 8_000 * 3 * 2);
        let refused = head(&file(0xC2)).err().unwrap();
        assert_eq!(refused.code, Code::ImageInvalid, "{}", refused.message);
        assert!(read(&file(0xC0), &head(&file(0xC0)).unwrap()).is_err(), "and there is nothing to decode");
    }
}
