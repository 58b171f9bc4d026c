//! Paints what egui tessellated, on the processor: the same pixels on every machine, without a driver.

use egui::epaint::{ClippedPrimitive, Mesh, Primitive, Vertex};
use egui::{Color32, Rect};

use super::texture::{Texture, Textures};

/// Places are counted in these parts of a pixel, so that neighbours agree on their common edge.
const PARTS: i64 = 256;

/// Red, green and blue.
pub(super) type Pixel = [u8; 3];

/// A picture in the making.
pub(super) struct Canvas {
    pub width: usize,
    pub height: usize,
    /// Row by row.
    pub pixels: Vec<Pixel>,
    view: View,
}

/// From points of the window to pixels of the picture.
#[derive(Clone, Copy)]
struct View {
    /// The pixel of the window that is the first of the picture.
    left: i64,
    top: i64,
    scale: f32,
}

/// A range of pixels, ends excluded.
#[derive(Clone, Copy)]
struct Clip {
    left: i64,
    top: i64,
    right: i64,
    bottom: i64,
}

/// In parts of a pixel.
type Place = (i64, i64);

/// A triangle that turns as egui's y axis does.
struct Triangle {
    corners: [Vertex; 3],
    edges: [(Place, Place); 3],
    /// Twice what it covers.
    area: i64,
    /// The pixels around it.
    around: Clip,
}

impl Canvas {
    /// A picture of this part of the window, with `scale` pixels for each point.
    pub(super) fn new(part: Rect, scale: f32) -> Self {
        let pixel = |points: f32| (points * scale).round() as i64;
        let (left, top) = (pixel(part.left()), pixel(part.top()));
        let width = (pixel(part.right()) - left).max(0) as usize;
        let height = (pixel(part.bottom()) - top).max(0) as usize;
        Self {
            width,
            height,
            pixels: vec![[0; 3]; width * height],
            view: View { left, top, scale },
        }
    }

    /// Paints one thing over the others.
    pub(super) fn paint(&mut self, primitive: &ClippedPrimitive, textures: &Textures) {
        let clip = self.clip(primitive.clip_rect);
        if let Primitive::Mesh(mesh) = &primitive.primitive
            && let Some(texture) = textures.get(mesh.texture_id)
        {
            self.mesh(mesh, clip, texture);
        }
    }

    fn clip(&self, rect: Rect) -> Clip {
        let View { left, top, scale } = self.view;
        let pixel = |points: f32, first: i64, most: usize| {
            ((points * scale).round() as i64 - first).clamp(0, most as i64)
        };
        Clip {
            left: pixel(rect.left(), left, self.width),
            top: pixel(rect.top(), top, self.height),
            right: pixel(rect.right(), left, self.width),
            bottom: pixel(rect.bottom(), top, self.height),
        }
    }

    fn mesh(&mut self, mesh: &Mesh, clip: Clip, texture: &Texture) {
        for corners in mesh.indices.chunks_exact(3) {
            let corners = [corners[0], corners[1], corners[2]];
            let corners = corners.map(|at| mesh.vertices[at as usize]);
            // egui surrounds what it draws with invisible edges, and the fill of a frame may be one.
            if corners
                .iter()
                .all(|corner| corner.color == Color32::TRANSPARENT)
            {
                continue;
            }
            if let Some(triangle) = Triangle::new(corners, self.view, clip) {
                self.triangle(&triangle, texture);
            }
        }
    }

    fn triangle(&mut self, triangle: &Triangle, texture: &Texture) {
        let flat = triangle.flat_color(texture);
        for y in triangle.around.top..triangle.around.bottom {
            let (left, right) = triangle.span(y);
            if left >= right {
                continue;
            }
            let start = y as usize * self.width;
            let row = &mut self.pixels[start + left as usize..start + right as usize];
            match flat {
                Some([_, _, _, 0.0]) => {}
                Some(color) if color[3] >= 1.0 => fill(row, color),
                Some(color) => {
                    for pixel in row {
                        blend(pixel, color);
                    }
                }
                None => {
                    for (x, pixel) in (left..).zip(row) {
                        blend(pixel, triangle.shade(triangle.shares(x, y), texture));
                    }
                }
            }
        }
    }
}

/// An opaque colour on every pixel. A copy of memory is quick in a build that is not optimized; a loop is not.
fn fill(row: &mut [Pixel], color: [f32; 4]) {
    blend(&mut row[0], color);
    let mut done = 1;
    while done < row.len() {
        let more = done.min(row.len() - done);
        row.copy_within(..more, done);
        done += more;
    }
}

/// Colours are multiplied by how opaque they are already.
fn blend(pixel: &mut Pixel, color: [f32; 4]) {
    let rest = 1.0 - color[3];
    let mut channel = 0;
    while channel < 3 {
        let under = f32::from(pixel[channel]);
        // A cast ends at 0 and at 255.
        pixel[channel] = (color[channel] * 255.0 + under * rest + 0.5) as u8;
        channel += 1;
    }
}

impl Triangle {
    /// `None` when it covers nothing.
    fn new(mut corners: [Vertex; 3], view: View, clip: Clip) -> Option<Self> {
        let place = |vertex: Vertex| {
            let part = |points: f32, first: i64| {
                (points * view.scale * PARTS as f32).round() as i64 - first * PARTS
            };
            (part(vertex.pos.x, view.left), part(vertex.pos.y, view.top))
        };
        let [mut a, mut b, mut c] = corners.map(place);
        let area = edge(a, b, c);
        if area < 0 {
            corners.swap(1, 2);
            [a, b, c] = corners.map(place);
        }
        let around = Clip {
            left: a.0.min(b.0).min(c.0).div_euclid(PARTS).max(clip.left),
            right: (a.0.max(b.0).max(c.0).div_euclid(PARTS) + 1).min(clip.right),
            top: a.1.min(b.1).min(c.1).div_euclid(PARTS).max(clip.top),
            bottom: (a.1.max(b.1).max(c.1).div_euclid(PARTS) + 1).min(clip.bottom),
        };
        let is_seen = area != 0 && around.left < around.right && around.top < around.bottom;
        is_seen.then_some(Self {
            corners,
            edges: [(b, c), (c, a), (a, b)],
            area: area.abs(),
            around,
        })
    }

    /// The pixels of a row whose centre it covers, the right end excluded. Of two neighbours, one has their common
    /// edge.
    fn span(&self, y: i64) -> (i64, i64) {
        let Clip {
            mut left,
            mut right,
            ..
        } = self.around;
        let first = centre(left, y);
        for (from, to) in self.edges {
            let least = i64::from(!is_top_left(from, to));
            let spare = edge(from, to, first) - least;
            let step = (from.1 - to.1) * PARTS;
            let begin = self.around.left;
            if step > 0 {
                left = left.max(begin - spare.div_euclid(step));
            } else if step < 0 {
                right = right.min(begin + spare.div_euclid(-step) + 1);
            } else if spare < 0 {
                return (left, left);
            }
        }
        (left, right)
    }

    /// How near a pixel is to each corner.
    fn shares(&self, x: i64, y: i64) -> [f32; 3] {
        let at = centre(x, y);
        let [one, two, three] = self.edges;
        let total = self.area as f32;
        [
            edge(one.0, one.1, at) as f32 / total,
            edge(two.0, two.1, at) as f32 / total,
            edge(three.0, three.1, at) as f32 / total,
        ]
    }

    /// The colour of a triangle that has but one: most of what is painted.
    fn flat_color(&self, texture: &Texture) -> Option<[f32; 4]> {
        let [one, two, three] = &self.corners;
        let is_flat = one.color == two.color
            && one.color == three.color
            && one.uv == two.uv
            && one.uv == three.uv;
        is_flat.then(|| self.shade([1.0, 0.0, 0.0], texture))
    }

    fn shade(&self, [one, two, three]: [f32; 3], texture: &Texture) -> [f32; 4] {
        let [a, b, c] = &self.corners;
        let texel = texture.at(
            a.uv.x * one + b.uv.x * two + c.uv.x * three,
            a.uv.y * one + b.uv.y * two + c.uv.y * three,
        );
        let [a, b, c] = [a.color.to_array(), b.color.to_array(), c.color.to_array()];
        let mut color = [0.0; 4];
        let mut channel = 0;
        while channel < 4 {
            let own = f32::from(a[channel]) * one
                + f32::from(b[channel]) * two
                + f32::from(c[channel]) * three;
            color[channel] = own / 255.0 * texel[channel];
            channel += 1;
        }
        color
    }
}

fn centre(x: i64, y: i64) -> Place {
    (x * PARTS + PARTS / 2, y * PARTS + PARTS / 2)
}

/// Twice the area of the triangle; positive when it turns as egui's y axis does.
fn edge(a: Place, b: Place, c: Place) -> i64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

fn is_top_left(from: Place, to: Place) -> bool {
    to.1 < from.1 || (to.1 == from.1 && to.0 > from.0)
}
