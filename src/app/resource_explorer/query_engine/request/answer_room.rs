//! The memory of one answer, which grows while it arrives.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::app::resource_explorer::memory_budget::{Refusal, Reservation};
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::source::body_meter::BodyMeter;

/// Bytes that may arrive where nothing was set aside, as for `GetCallerIdentity`.
const SMALLEST_ANSWER: u64 = 1024 * 1024;

/// Memory set aside for one answer.
pub(super) struct AnswerRoom(Mutex<Room>);

struct Room {
    /// `None` once the answer is complete.
    reservation: Option<Reservation>,
    /// Bytes of the answer that have their room.
    has_bytes: u64,
    refused: Option<Refused>,
}

/// Why an answer was not read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Other answers take the room: there is room once they have been read.
    Crowded {
        /// What it needs at least.
        needed_bytes: u64,
    },
    /// It alone takes more than there is; the budget's message.
    OverLimit(String),
}

impl AnswerRoom {
    pub(super) fn new(reservation: Reservation) -> Self {
        let has_bytes = reservation.bytes().max(SMALLEST_ANSWER);
        Self(Mutex::new(Room {
            reservation: Some(reservation),
            has_bytes,
            refused: None,
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Room> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer is complete, or given up: what was set aside for it.
    pub(super) fn close(&self) -> Result<Reservation, Refused> {
        let mut room = self.lock();
        match (room.refused.take(), room.reservation.take()) {
            (None, Some(reservation)) => Ok(reservation),
            (Some(refused), _) => Err(refused),
            (None, None) => Err(Refused::Crowded { needed_bytes: 0 }),
        }
    }
}

impl BodyMeter for AnswerRoom {
    fn arrived(&self, bytes: u64) -> Result<(), SourceError> {
        let mut room = self.lock();
        if bytes <= room.has_bytes {
            return Ok(());
        }
        let Some(reservation) = &mut room.reservation else {
            return Err(SourceError::Internal("reading an answer"));
        };
        let refused = match reservation.grow_to(bytes) {
            Ok(()) => {
                room.has_bytes = bytes;
                return Ok(());
            }
            Err(Refusal::OverLimit(message)) => Refused::OverLimit(message),
            Err(Refusal::Crowded | Refusal::MachineLow(_)) => Refused::Crowded {
                needed_bytes: bytes,
            },
        };
        let message = match &refused {
            Refused::OverLimit(message) => message.as_str().into(),
            Refused::Crowded { .. } => "other answers take the memory that is left".into(),
        };
        room.refused = Some(refused);
        Err(SourceError::MemoryLimit(message))
    }
}
