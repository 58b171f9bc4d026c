//! What an answer lacks although it came.

use std::fmt;

use compact_str::CompactString;

use super::SourceError;
use crate::model::heap;

/// Parts of a list that were not had, counted, and why the first of them was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// How many.
    pub count: u32,
    /// Which the first of them is; empty where it has no name.
    pub name: CompactString,
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
        add(&mut self.items, Shortfall::new(1, "", why));
    }

    /// One more parent whose children could not be listed, and which.
    pub fn add_parent(&mut self, parent: &str, why: SourceError) {
        self.add_parents(1, parent, why);
    }

    /// So many more parents whose children could not be listed, and which the first of them is.
    pub fn add_parents(&mut self, count: u32, first: &str, why: SourceError) {
        if count > 0 {
            add(&mut self.parents, Shortfall::new(count, first, why));
        }
    }

    /// Adds what another page of the same list lacks. The first reason of each kind stays.
    pub fn extend(&mut self, other: Self) {
        let Self {
            items,
            parents,
            tags,
            regions,
        } = other;
        if let Some(items) = items {
            add(&mut self.items, items);
        }
        if let Some(parents) = parents {
            add(&mut self.parents, parents);
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
        let counted = [&self.items, &self.parents].into_iter().flatten();
        let names = counted.map(|part| heap::of_text(&part.name)).sum::<usize>();
        names + self.reasons().map(SourceError::heap_bytes).sum::<usize>()
    }
}

impl Shortfall {
    fn new(count: u32, name: &str, first: SourceError) -> Self {
        Self {
            count,
            name: name.into(),
            first,
        }
    }
}

fn add(part: &mut Option<Shortfall>, more: Shortfall) {
    match part {
        Some(part) => part.count = part.count.saturating_add(more.count),
        None => *part = Some(more),
    }
}

impl fmt::Display for Gaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sentences = Vec::new();
        if let Some(Shortfall { count, first, .. }) = &self.items {
            sentences.push(format!("{count} unreadable: {first}"));
        }
        match &self.parents {
            Some(Shortfall {
                count: 1,
                name,
                first,
            }) => sentences.push(format!("not whole under {name}: {first}")),
            Some(Shortfall { count, name, first }) => {
                sentences.push(format!(
                    "not whole under {count} parents, first {name}: {first}"
                ));
            }
            None => {}
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
        other.add_parent("cluster=main", cut("refused"));
        gaps.extend(other);
        assert!(gaps.costs_rows());
        assert_eq!(
            gaps.to_string(),
            "2 unreadable: unexpected answer from ecs:ListServices: no name; \
             not whole under cluster=main: unexpected answer from ecs:ListServices: refused; \
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
