//! What an answer lacks although it came.

use std::fmt;

use super::SourceError;

/// Parts of a list that were not had, counted, and why the first of them was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// How many.
    pub count: u32,
    /// Why the first of them is missing.
    pub first: SourceError,
}

/// What a list lacks although its answers came.
///
/// Missing items and parents cost rows: the list is partial. Unknown tags and regions cost no row: the list is
/// complete without them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Items that could not be read.
    pub items: Option<Shortfall>,
    /// Parents whose children could not be listed.
    pub parents: Option<Shortfall>,
    /// Why tags of rows are not known.
    pub tags: Option<SourceError>,
    /// Why regions of rows are not known.
    pub regions: Option<SourceError>,
}

impl Gaps {
    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        let Self {
            items,
            parents,
            tags,
            regions,
        } = self;
        items.is_none() && parents.is_none() && tags.is_none() && regions.is_none()
    }

    /// Whether rows are missing, not only facts of rows.
    pub fn costs_rows(&self) -> bool {
        self.items.is_some() || self.parents.is_some()
    }

    /// One more item that could not be read.
    pub fn add_item(&mut self, why: SourceError) {
        count_one(&mut self.items, 1, why);
    }

    /// One more parent whose children could not be listed.
    pub fn add_parent(&mut self, why: SourceError) {
        count_one(&mut self.parents, 1, why);
    }

    /// Adds what another page of the same list lacks. The first reason of each kind stays.
    pub fn extend(&mut self, other: Self) {
        let Self {
            items,
            parents,
            tags,
            regions,
        } = other;
        if let Some(Shortfall { count, first }) = items {
            count_one(&mut self.items, count, first);
        }
        if let Some(Shortfall { count, first }) = parents {
            count_one(&mut self.parents, count, first);
        }
        self.tags = self.tags.take().or(tags);
        self.regions = self.regions.take().or(regions);
    }

    /// The reasons, those that cost rows first.
    pub fn reasons(&self) -> impl Iterator<Item = &SourceError> {
        let counted = [&self.items, &self.parents];
        let counted = counted.into_iter().flatten().map(|part| &part.first);
        counted.chain(&self.tags).chain(&self.regions)
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.reasons().map(SourceError::heap_bytes).sum()
    }
}

fn count_one(part: &mut Option<Shortfall>, count: u32, first: SourceError) {
    match part {
        Some(part) => part.count = part.count.saturating_add(count),
        None => *part = Some(Shortfall { count, first }),
    }
}

impl fmt::Display for Gaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sentences = Vec::new();
        if let Some(Shortfall { count, first }) = &self.items {
            sentences.push(format!("{count} unreadable: {first}"));
        }
        if let Some(Shortfall { count, first }) = &self.parents {
            sentences.push(format!("not listed under {count} parents: {first}"));
        }
        if let Some(why) = &self.tags {
            sentences.push(format!("without tags: {why}"));
        }
        if let Some(why) = &self.regions {
            sentences.push(format!("without regions: {why}"));
        }
        f.write_str(&sentences.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(reason: &str) -> SourceError {
        SourceError::BadAnswer {
            action: "ecs:ListServices".into(),
            reason: reason.into(),
        }
    }

    #[test]
    fn pages_of_one_list_add_up_and_keep_the_first_reason() {
        let mut gaps = Gaps::default();
        assert!(gaps.is_empty() && !gaps.costs_rows());
        gaps.add_item(cut("no name"));
        let mut other = Gaps {
            tags: Some(cut("no tags")),
            ..Gaps::default()
        };
        other.add_item(cut("no id"));
        other.add_parent(cut("refused"));
        gaps.extend(other);
        assert!(gaps.costs_rows());
        assert_eq!(
            gaps.to_string(),
            "2 unreadable: unexpected answer from ecs:ListServices: no name; \
             not listed under 1 parents: unexpected answer from ecs:ListServices: refused; \
             without tags: unexpected answer from ecs:ListServices: no tags"
        );
    }

    #[test]
    fn unknown_tags_cost_no_row() {
        let gaps = Gaps {
            tags: Some(cut("no tags")),
            ..Gaps::default()
        };
        assert!(!gaps.is_empty() && !gaps.costs_rows());
    }
}
