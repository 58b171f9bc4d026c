//! The images that pictures are compared with.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use super::canvas::Canvas;

/// How far a channel may be off: processors round how much of a pixel a letter covers differently, and the curve
/// that makes letters legible on dark colours doubles it.
const TOLERANCE: u8 = 4;

/// Set to update the images in place of comparing with them.
const UPDATE: &str = "AWSDASH_UPDATE_SNAPSHOTS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/snapshots/images")
}

/// Compares a picture with the image of this name, or writes the image. `Err` says what differs.
pub(super) fn compare(name: &str, canvas: &Canvas) -> Result<(), String> {
    let path = folder().join(format!("{name}.png"));
    if std::env::var_os(UPDATE).is_some() {
        std::fs::create_dir_all(folder()).map_err(|error| error.to_string())?;
        return write(&path, canvas);
    }
    let (width, height, pixels) = read(&path).map_err(|reason| format!("{name}: {reason}"))?;
    let is_same = (width, height) == (canvas.width, canvas.height)
        && is_near(&pixels, canvas.pixels.as_flattened());
    if is_same {
        return Ok(());
    }
    let new = std::env::temp_dir().join(format!("{name}.new.png"));
    write(&new, canvas)?;
    Err(format!("{name} differs, see {}", new.display()))
}

fn is_near(one: &[u8], other: &[u8]) -> bool {
    let mut pairs = one.iter().zip(other);
    one == other || pairs.all(|(one, other)| one.abs_diff(*other) <= TOLERANCE)
}

fn read(path: &Path) -> Result<(usize, usize, Vec<u8>), String> {
    let file = File::open(path).map_err(|error| format!("no image: {error}"))?;
    let mut reader = png::Decoder::new(BufReader::new(file))
        .read_info()
        .map_err(|error| error.to_string())?;
    let size = reader.output_buffer_size().ok_or("too large")?;
    let mut pixels = vec![0; size];
    let info = reader
        .next_frame(&mut pixels)
        .map_err(|error| error.to_string())?;
    Ok((info.width as usize, info.height as usize, pixels))
}

fn write(path: &Path, canvas: &Canvas) -> Result<(), String> {
    let file = File::create(path).map_err(|error| error.to_string())?;
    let (width, height) = (canvas.width as u32, canvas.height as u32);
    let mut encoder = png::Encoder::new(BufWriter::new(file), width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    // Letters on one colour: filters, which are for photographs, would make the file a fifth larger.
    encoder.set_filter(png::Filter::NoFilter);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(canvas.pixels.as_flattened()))
        .map_err(|error| error.to_string())
}
