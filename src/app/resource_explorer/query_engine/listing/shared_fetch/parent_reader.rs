//! Reads parents one by one whose list does not tell what the list of their children is asked with: a list may
//! tell identifiers and nothing else. Sends nothing itself.

use std::sync::Arc;

use compact_str::CompactString;

use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::source::{BoxFuture, DetailOp, Rows, SourceError};
use crate::model::{Properties, ResourceEntry};

/// How many parents in a row may be refused. One refusal may be about one parent; this many in a row have a
/// common cause.
const MOST_REFUSED: u32 = 20;

/// Why a parent has no answer.
pub(super) enum Unread {
    /// The budget's message.
    OverLimit(String),
    Refused(SourceError),
}

/// A request for single parents.
pub(super) trait ReadParents: Sync {
    /// The operation that tells what this row does not tell; `None` where the row tells it.
    fn detail(&self, parent: &ResourceEntry) -> Option<DetailOp>;

    /// Asks for one parent.
    fn read<'a>(
        &'a self,
        parent: &'a ResourceEntry,
        op: DetailOp,
    ) -> BoxFuture<'a, Result<Properties, Unread>>;
}

/// Rows as their children's list needs them.
pub(super) struct CompleteParents {
    pub rows: Vec<Rows>,
    /// Those that could not be read, by identifier, and why.
    pub lost: Vec<(CompactString, SourceError)>,
}

/// Reads the parents of one list.
#[derive(Default)]
pub(super) struct ParentReader {
    refused_in_a_row: u32,
    last: Option<SourceError>,
}

impl ParentReader {
    /// The rows with what they tell of themselves. Parents that are gone have no children and are left out.
    ///
    /// # Errors
    /// The budget's message.
    pub(super) async fn complete(
        &mut self,
        by: &dyn ReadParents,
        batches: Vec<Batch>,
    ) -> Result<CompleteParents, String> {
        let mut complete = CompleteParents {
            rows: Vec::with_capacity(batches.len()),
            lost: Vec::new(),
        };
        for batch in batches {
            if batch.iter().all(|row| by.detail(row).is_none()) {
                complete.rows.push(Arc::clone(batch.rows()));
                continue;
            }
            let mut rows = Vec::with_capacity(batch.len());
            for row in batch.iter() {
                match by.detail(row) {
                    None => rows.push(row.clone()),
                    Some(op) => match self.read(by, row, op).await? {
                        Ok(row) => rows.extend(row),
                        Err(why) => complete.lost.push((row.id.clone(), why)),
                    },
                }
            }
            complete.rows.push(Arc::new(rows));
        }
        Ok(complete)
    }

    /// One parent with what it tells of itself; `None` where it is gone.
    async fn read(
        &mut self,
        by: &dyn ReadParents,
        row: &ResourceEntry,
        op: DetailOp,
    ) -> Result<Result<Option<ResourceEntry>, SourceError>, String> {
        if let Some(last) = &self.last
            && self.refused_in_a_row >= MOST_REFUSED
        {
            return Ok(Err(last.clone()));
        }
        match by.read(row, op).await {
            Ok(properties) => {
                self.refused_in_a_row = 0;
                let mut row = row.clone();
                row.properties = properties;
                Ok(Ok(Some(row)))
            }
            Err(Unread::OverLimit(message)) => Err(message),
            Err(Unread::Refused(SourceError::Gone { .. })) => Ok(Ok(None)),
            Err(Unread::Refused(error)) => {
                self.refused_in_a_row += 1;
                self.last = Some(error.clone());
                Ok(Err(error))
            }
        }
    }
}
