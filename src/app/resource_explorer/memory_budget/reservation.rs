//! Memory set aside before it is used: for pages on their way, and for the trees over rows that are there.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::{MACHINE_FLOOR_BYTES, MemoryBudget};
use crate::text::bytes::MIB;

/// Why a page may not be asked for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The program is at its limit: stop, and show this message.
    OverLimit(String),
    /// Pages on their way take the room that is left: wait until some of them have arrived.
    Crowded,
    /// The machine is nearly out of memory because of others: wait, and show this reason.
    MachineLow(String),
}

/// What is set aside in all.
#[derive(Default)]
pub(super) struct SetAside {
    /// For pages on their way.
    pages: AtomicU64,
    /// For work on what is there: see [`WorkRoom`].
    work: AtomicU64,
    /// Work that is being done now, and takes what was set aside for it.
    busy: AtomicU64,
}

impl SetAside {
    pub(super) fn bytes(&self) -> u64 {
        self.pages.load(Relaxed) + self.work.load(Relaxed)
    }
}

impl MemoryBudget {
    /// Sets memory aside for a page that is about to be asked for.
    ///
    /// # Errors
    /// [`Refusal`] when the page must not be asked for now.
    pub fn reserve(&'static self, bytes: u64) -> Result<Reservation, Refusal> {
        self.check_room().map_err(Refusal::OverLimit)?;
        if let Some(free) = self
            .meter
            .available_bytes()
            .filter(|&free| free < MACHINE_FLOOR_BYTES.min(self.total_bytes / 16))
        {
            return Err(Refusal::MachineLow(format!(
                "Waiting: only {} MB of memory are free on this machine; close other programs to go on",
                free / MIB
            )));
        }
        match self.try_reserve(bytes) {
            Err(Refusal::OverLimit(_) | Refusal::Crowded) if self.return_idle() => {
                self.try_reserve(bytes)
            }
            tried => tried,
        }
    }

    fn try_reserve(&'static self, bytes: u64) -> Result<Reservation, Refusal> {
        self.try_reserve_beside(0, bytes)
    }

    /// Sets `bytes` aside for a page that has `own` set aside already. Refuses with [`Refusal::Crowded`] when
    /// other pages on their way, or work, take the room for now.
    fn try_reserve_beside(&'static self, own: u64, bytes: u64) -> Result<Reservation, Refusal> {
        let before = self.set_aside.pages.fetch_add(bytes, Relaxed);
        let reservation = Reservation {
            budget: self,
            bytes,
        };
        let limit = self.limit();
        let held = self.charged_bytes().unwrap_or(u64::MAX);
        // Work under way allocates its room little by little, so part of it is counted twice, and none is
        // missed.
        let committed = held.saturating_add(self.set_aside.work.load(Relaxed));
        // One page may always be on its way, or a low limit would refuse before anything is loaded.
        let is_only_one = before == 0 && committed < limit;
        let beside = before.saturating_sub(own);
        if is_only_one || committed.saturating_add(before + bytes) <= limit {
            return Ok(reservation);
        }
        let will_pass = beside > 0 || self.set_aside.busy.load(Relaxed) > 0;
        if will_pass && held < limit && own + bytes <= limit {
            return Err(Refusal::Crowded);
        }
        let grown = if own > 0 { bytes } else { 0 };
        let wanted = committed.saturating_add(before).saturating_add(grown);
        Err(Refusal::OverLimit(self.over_limit_message(wanted)))
    }

    /// Sets nothing aside as yet: for an answer that others wait for, and that is small as a rule.
    pub fn reserve_nothing(&'static self) -> Reservation {
        Reservation {
            budget: self,
            bytes: 0,
        }
    }

    /// Room for work on rows that are loaded. It is never refused: pages get what it leaves.
    pub fn work_room(&'static self) -> WorkRoom {
        WorkRoom {
            budget: self,
            bytes: 0,
        }
    }
}

/// Memory set aside for a page on its way; given back on drop.
pub struct Reservation {
    budget: &'static MemoryBudget,
    bytes: u64,
}

impl Reservation {
    /// What is set aside.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Keeps only `bytes`, once the page has arrived and is counted by the allocator.
    pub fn shrink_to(&mut self, bytes: u64) {
        let given_back = self.bytes.saturating_sub(bytes);
        self.bytes -= given_back;
        self.budget.set_aside.pages.fetch_sub(given_back, Relaxed);
    }
}

impl Reservation {
    /// Sets aside `bytes` in all, when the page turns out larger than was thought.
    ///
    /// # Errors
    /// [`Refusal`] when there is no room: [`Refusal::Crowded`] while other pages on their way take it. What
    /// was set aside before stays so.
    pub fn grow_to(&mut self, bytes: u64) -> Result<(), Refusal> {
        let more = bytes.saturating_sub(self.bytes);
        if more == 0 {
            return Ok(());
        }
        let mut part = match self.budget.try_reserve_beside(self.bytes, more) {
            Err(Refusal::OverLimit(_) | Refusal::Crowded) if self.budget.return_idle() => {
                self.budget.try_reserve_beside(self.bytes, more)
            }
            tried => tried,
        }?;
        self.bytes += std::mem::take(&mut part.bytes);
        Ok(())
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.shrink_to(0);
    }
}

impl std::fmt::Debug for Reservation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reservation({} bytes)", self.bytes)
    }
}

/// Room for work that is done over and over on what is there, such as building trees over a pane's rows:
/// set aside before it is needed, so that queries stop while the last of their rows can still be shown.
pub struct WorkRoom {
    budget: &'static MemoryBudget,
    bytes: u64,
}

impl WorkRoom {
    /// Sets aside `bytes` from now on, more or less than before.
    pub fn set(&mut self, bytes: u64) {
        let work = &self.budget.set_aside.work;
        work.fetch_add(bytes, Relaxed);
        work.fetch_sub(std::mem::replace(&mut self.bytes, bytes), Relaxed);
    }

    /// Marks the work as under way while the returned guard lives. Pages that find no room wait for its end.
    pub fn at_work(&self) -> AtWork {
        self.budget.set_aside.busy.fetch_add(1, Relaxed);
        AtWork(self.budget)
    }
}

impl Drop for WorkRoom {
    fn drop(&mut self) {
        self.set(0);
    }
}

/// Work under way: see [`WorkRoom::at_work`].
pub struct AtWork(&'static MemoryBudget);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.set_aside.busy.fetch_sub(1, Relaxed);
    }
}
