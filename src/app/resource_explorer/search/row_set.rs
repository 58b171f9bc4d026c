//! A set of rows, one bit each.

use crate::app::resource_explorer::tree::RowIndex;

/// Rows by number. A million take 125 kB.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSet {
    words: Vec<u64>,
}

impl RowSet {
    /// Rows in a word.
    pub const WORD_ROWS: usize = u64::BITS as usize;

    /// Makes room for rows below `end`.
    pub fn cover(&mut self, end: u32) {
        let words = (end as usize).div_ceil(Self::WORD_ROWS);
        if words > self.words.len() {
            self.words.resize(words, 0);
        }
    }

    /// Adds a row.
    pub fn insert(&mut self, RowIndex(row): RowIndex) {
        self.cover(row + 1);
        let row = row as usize;
        self.words[row / Self::WORD_ROWS] |= 1 << (row % Self::WORD_ROWS);
    }

    /// Takes a row out.
    pub fn remove(&mut self, RowIndex(row): RowIndex) {
        let row = row as usize;
        if let Some(word) = self.words.get_mut(row / Self::WORD_ROWS) {
            *word &= !(1 << (row % Self::WORD_ROWS));
        }
    }

    /// Whether a row is in it.
    pub fn contains(&self, RowIndex(row): RowIndex) -> bool {
        let row = row as usize;
        let word = self.words.get(row / Self::WORD_ROWS);
        word.is_some_and(|word| word >> (row % Self::WORD_ROWS) & 1 == 1)
    }

    /// How many rows are in it.
    pub fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// The rows in it, the lowest first.
    pub fn iter(&self) -> impl Iterator<Item = RowIndex> + '_ {
        let words = (0_u32..).step_by(Self::WORD_ROWS).zip(&self.words);
        words.flat_map(|(first, word)| {
            let bits = (0..u64::BITS).filter(move |bit| word >> bit & 1 == 1);
            let bits = (*word != 0).then_some(bits);
            bits.into_iter()
                .flatten()
                .map(move |bit| RowIndex(first + bit))
        })
    }

    /// The bits, lowest row first.
    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_it_once_they_were_added() {
        let mut set = RowSet::default();
        for row in [0, 63, 64, 1000] {
            assert!(!set.contains(RowIndex(row)));
            set.insert(RowIndex(row));
            assert!(set.contains(RowIndex(row)));
        }
        assert!(!set.contains(RowIndex(65)) && !set.contains(RowIndex(5000)));
        assert_eq!((set.words_mut().len(), set.count()), (16, 4));
        let rows: Vec<u32> = set.iter().map(|row| row.0).collect();
        assert_eq!(rows, [0, 63, 64, 1000]);
        for row in [63, 5000] {
            set.remove(RowIndex(row));
            assert!(!set.contains(RowIndex(row)));
        }
        assert!(set.contains(RowIndex(0)) && set.contains(RowIndex(64)));
    }
}
