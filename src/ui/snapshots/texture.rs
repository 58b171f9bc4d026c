//! The textures that egui has made: letters and white, for the most part.

use std::collections::HashMap;

use egui::{Color32, ImageData, TextureId, TexturesDelta};

/// The textures that egui has made so far.
#[derive(Default)]
pub(super) struct Textures(HashMap<TextureId, Texture>);

pub(super) struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

impl Textures {
    /// Takes over what changed in a frame.
    pub(super) fn apply(&mut self, delta: &TexturesDelta) {
        let changes = delta.set.iter();
        let changes =
            changes.flat_map(|(id, changes)| changes.iter().map(move |change| (id, change)));
        for (id, change) in changes {
            let ImageData::Color(image) = &change.image;
            let [width, height] = image.size;
            let Some([left, top]) = change.pos else {
                let pixels = image.pixels.clone();
                let texture = Texture {
                    width,
                    height,
                    pixels,
                };
                self.0.insert(*id, texture);
                continue;
            };
            let Some(texture) = self.0.get_mut(id) else {
                continue;
            };
            for (row, line) in image.pixels.chunks(width).enumerate() {
                let start = (top + row) * texture.width + left;
                texture.pixels[start..start + width].copy_from_slice(line);
            }
        }
    }

    pub(super) fn get(&self, id: TextureId) -> Option<&Texture> {
        self.0.get(&id)
    }
}

impl Texture {
    /// Between the four nearest pixels, as textures of text are drawn; 1.0 is the most of a channel.
    pub(super) fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let x = (u * self.width as f32 - 0.5).clamp(0.0, self.width as f32 - 1.0);
        let y = (v * self.height as f32 - 0.5).clamp(0.0, self.height as f32 - 1.0);
        let (left, top) = (x as usize, y as usize);
        let right = (left + 1).min(self.width - 1);
        let bottom = (top + 1).min(self.height - 1);
        let (along, down) = (x - left as f32, y - top as f32);
        let [one, two] = [self.pixel(left, top), self.pixel(right, top)];
        let [three, four] = [self.pixel(left, bottom), self.pixel(right, bottom)];
        let mut color = [0.0; 4];
        let mut channel = 0;
        while channel < 4 {
            let above = f32::from(one[channel]) * (1.0 - along) + f32::from(two[channel]) * along;
            let below =
                f32::from(three[channel]) * (1.0 - along) + f32::from(four[channel]) * along;
            color[channel] = (above * (1.0 - down) + below * down) / 255.0;
            channel += 1;
        }
        color
    }

    fn pixel(&self, x: usize, y: usize) -> [u8; 4] {
        self.pixels[y * self.width + x].to_array()
    }
}
