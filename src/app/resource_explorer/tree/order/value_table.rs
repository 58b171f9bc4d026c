//! Every value of a column once, by the order in which they came.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::key_value::KeyValue;
use crate::model::heap;

/// Values by their places. A value is not held twice to be found: its place is kept by its hash, or by a number
/// after that where another value has it.
#[derive(Default)]
pub(super) struct ValueTable {
    values: Vec<KeyValue>,
    places: FxHashMap<u64, u32>,
    text_bytes: usize,
}

impl ValueTable {
    /// The place of a value, which is new at the end if there is none.
    pub(super) fn place(&mut self, value: KeyValue) -> u32 {
        let mut hash = FxBuildHasher.hash_one(&value);
        loop {
            match self.places.get(&hash) {
                Some(&place) if self.values[place as usize] == value => return place,
                Some(_) => hash = hash.wrapping_add(1),
                None => break,
            }
        }
        let place = self.values.len() as u32;
        self.places.insert(hash, place);
        self.text_bytes += value.heap_bytes();
        self.values.push(value);
        place
    }

    /// By place.
    pub(super) fn values(&self) -> &[KeyValue] {
        &self.values
    }

    /// By place.
    pub(super) fn into_values(self) -> impl Iterator<Item = KeyValue> {
        self.values.into_iter()
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        heap::of_list(&self.values) + heap::of_map(&self.places) + self.text_bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_place_also_where_its_hash_is_taken() {
        let mut table = ValueTable::default();
        let value = |number: u32| KeyValue::text(&format!("value {number}"));
        for number in 0..1000 {
            // Another value where this one would be found.
            let hash = FxBuildHasher.hash_one(value(number));
            if number % 10 == 1 && !table.places.contains_key(&hash) {
                table.places.insert(hash, 0);
            }
            assert_eq!(table.place(value(number)), number);
        }
        for number in 0..1000 {
            assert_eq!(table.place(value(number)), number);
        }
        assert_eq!((table.len(), table.values().len()), (1000, 1000));
    }
}
