//! The parts of the program that hold memory, and in which order they give it back.

use std::sync::{Arc, Weak};

/// What it takes to have it again after it was given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RebuildCost {
    /// Computed again from what is in memory: indexes, parsed rows.
    Computed,
    /// Asked of AWS again, for the one row that is looked at: details.
    OnDemand,
    /// Read again from a file: old log lines.
    Read,
    /// Asked of AWS again: cached lists that no pane shows.
    Fetched,
    /// A person looks at it: never given back without being asked.
    Shown,
}

/// A part of the program that holds more than a trifle of memory.
pub trait MemoryHolder: Send + Sync {
    /// As the memory panel calls it.
    fn name(&self) -> &str;
    /// Adds up what this line and others are told from, where that looks at many things. Called for all holders
    /// before the first line of a report.
    fn add_up(&self) {}
    /// Bytes held now. Called a few times a second at most, and not on the thread that draws.
    fn bytes(&self) -> u64;
    /// What it takes to rebuild what is given back.
    fn rebuild_cost(&self) -> RebuildCost;
    /// Gives back what can be given back; returns the bytes freed.
    fn reclaim(&self) -> u64;
}

/// One line of the memory panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderUse {
    /// The holder's name.
    pub name: String,
    /// Bytes held.
    pub bytes: u64,
    /// What it takes to rebuild what is given back.
    pub rebuild_cost: RebuildCost,
}

/// What a round of reclaiming gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reclaimed {
    /// Bytes freed.
    pub bytes: u64,
    /// Names of the holders that freed them.
    pub from: Vec<String>,
}

/// All holders with their bytes, largest first.
pub(super) fn usage_of(holders: &[Arc<dyn MemoryHolder>]) -> Vec<HolderUse> {
    holders.iter().for_each(|holder| holder.add_up());
    let mut usage: Vec<HolderUse> = holders
        .iter()
        .map(|holder| HolderUse {
            name: holder.name().to_owned(),
            bytes: holder.bytes(),
            rebuild_cost: holder.rebuild_cost(),
        })
        .collect();
    usage.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    usage
}

#[derive(Default)]
pub(super) struct Holders {
    known: Vec<Weak<dyn MemoryHolder>>,
    /// After a round that freed next to nothing: the use that must be passed before the next one.
    quiet_until_bytes: Option<u64>,
}

impl Holders {
    pub(super) fn register(&mut self, holder: &Arc<dyn MemoryHolder>) {
        let new = Arc::downgrade(holder);
        let others = |known: &Weak<_>| known.strong_count() > 0 && !known.ptr_eq(&new);
        self.known.retain(others);
        self.known.push(new);
    }

    pub(super) fn alive(&self) -> Vec<Arc<dyn MemoryHolder>> {
        self.known.iter().filter_map(Weak::upgrade).collect()
    }

    /// Asks the cheapest first, until `used_bytes` is expected to be below `target_bytes`.
    pub(super) fn reclaim(&mut self, used_bytes: u64, target_bytes: u64) -> Reclaimed {
        if self
            .quiet_until_bytes
            .is_some_and(|quiet| used_bytes < quiet)
        {
            return Reclaimed::default();
        }
        self.quiet_until_bytes = None;
        let mut holders = self.alive();
        holders.sort_by_key(|holder| holder.rebuild_cost());
        let mut reclaimed = Reclaimed::default();
        for holder in holders
            .iter()
            .filter(|holder| holder.rebuild_cost() != RebuildCost::Shown)
        {
            if used_bytes.saturating_sub(reclaimed.bytes) < target_bytes {
                break;
            }
            let freed = holder.reclaim();
            if freed > 0 {
                reclaimed.bytes += freed;
                reclaimed.from.push(holder.name().to_owned());
            }
        }
        if reclaimed.bytes < used_bytes / 100 {
            self.quiet_until_bytes = Some(used_bytes + used_bytes / 20);
        }
        reclaimed
    }
}
