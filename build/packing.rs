//! Writes the columns that the program embeds, in fewer bytes than the tables take.

use super::tables::{Check, Column, Use};

/// Means "the same as in the row above". No field of a table has this text itself.
pub(crate) const DITTO: &str = "^";

/// Values of the rows before.
#[derive(Default)]
pub(crate) struct Packing<'t> {
    /// The row above.
    above: Vec<&'t str>,
    /// Lists of regions, by number.
    regions: Vec<&'t str>,
}

impl<'t> Packing<'t> {
    /// Adds the embedded columns of a row. A field like the one in the row above is written as [`DITTO`], and a
    /// list of regions is written out once: `N:LIST`, then `N`.
    pub(crate) fn keep(&mut self, columns: &[Column], line: &'t str, kept: &mut String) {
        let fields = line.split('\t').zip(columns);
        let embedded = fields.filter(|(_, (_, _, usage))| *usage == Use::Embed);
        let mut row = Vec::with_capacity(columns.len());
        for (at, (field, (_, check, _))) in embedded.enumerate() {
            if at > 0 {
                kept.push('\t');
            }
            match check {
                Check::Regions => kept.push_str(&self.regions(field)),
                _ if field.len() > DITTO.len() && self.above.get(at) == Some(&field) => {
                    kept.push_str(DITTO);
                }
                _ => kept.push_str(field),
            }
            row.push(field);
        }
        self.above = row;
        kept.push('\n');
    }

    fn regions(&mut self, list: &'t str) -> String {
        match self.regions.iter().position(|known| *known == list) {
            Some(number) => number.to_string(),
            None => {
                self.regions.push(list);
                format!("{}:{list}", self.regions.len() - 1)
            }
        }
    }
}
