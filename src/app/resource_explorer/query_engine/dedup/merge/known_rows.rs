//! The rows of a list as sorted fingerprints, to compare other rows with.

use crate::app::resource_explorer::batch_store::Batch;
use crate::model::{Fingerprint, ResourceEntry};

/// Rows of one key, sorted by fingerprint. Two rows are one resource when their ARNs are the same; where one of
/// the two has no ARN, when their ids are.
#[derive(Debug, Default)]
pub(super) struct KnownRows {
    arns: Box<[Fingerprint]>,
    /// Of rows without an ARN.
    ids: Box<[Fingerprint]>,
    /// Of rows with an ARN; built when the first row without one is compared.
    ids_of_arns: Option<Box<[Fingerprint]>>,
}

fn sorted(prints: impl Iterator<Item = Fingerprint>) -> Box<[Fingerprint]> {
    let mut prints: Vec<Fingerprint> = prints.collect();
    prints.sort_unstable();
    prints.into_boxed_slice()
}

/// The ARNs of rows, sorted.
pub(super) fn arns_of<'a>(batches: impl Iterator<Item = &'a Batch>) -> Box<[Fingerprint]> {
    let rows = batches.flat_map(|batch| batch.iter());
    sorted(rows.filter_map(Fingerprint::of_arn))
}

fn has_arn(entry: &ResourceEntry) -> bool {
    entry.arn().is_some()
}

impl KnownRows {
    /// Takes in the rows of batches of one key.
    pub(super) fn of<'a>(batches: impl Iterator<Item = &'a Batch> + Clone) -> Self {
        let rows = batches.clone().flat_map(|batch| batch.iter());
        Self {
            arns: arns_of(batches),
            ids: sorted(rows.filter(|row| !has_arn(row)).map(Fingerprint::of_id)),
            ids_of_arns: None,
        }
    }

    /// Whether a row of the same key is among them. `batches` are those it was made of.
    pub(super) fn has<'a>(
        &mut self,
        entry: &ResourceEntry,
        batches: impl Iterator<Item = &'a Batch>,
    ) -> bool {
        let is_in = |prints: &[Fingerprint], print| prints.binary_search(&print).is_ok();
        if let Some(arn) = Fingerprint::of_arn(entry) {
            return is_in(&self.arns, arn)
                || !self.ids.is_empty() && is_in(&self.ids, Fingerprint::of_id(entry));
        }
        let id = Fingerprint::of_id(entry);
        let with_arn = self.ids_of_arns.get_or_insert_with(|| {
            let rows = batches.flat_map(|batch| batch.iter());
            sorted(rows.filter(|row| has_arn(row)).map(Fingerprint::of_id))
        });
        is_in(&self.ids, id) || is_in(with_arn, id)
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        let more = self.ids_of_arns.as_deref().map_or(0, size_of_val);
        size_of_val(&*self.arns) + size_of_val(&*self.ids) + more
    }
}
