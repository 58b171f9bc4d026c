//! What phase 2 found out about one resource. Kept beside the batches, never inside them.

use compact_str::CompactString;

use super::Properties;

/// One answer about one resource: the operation that was asked and what it returned.
#[derive(Clone, Debug)]
pub struct DetailSection {
    /// The AWS operation, such as `DescribeInstanceStatus`, or `DescribeInstanceAttribute:userData`.
    pub operation: &'static str,
    /// The answer, or why there is none.
    pub answer: Result<Properties, CompactString>,
}

/// Everything phase 2 knows about one resource.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// One section per operation, in the order they arrived.
    pub sections: Vec<DetailSection>,
}

impl Details {
    /// Adds or replaces the answer of one operation.
    pub fn put(&mut self, section: DetailSection) {
        match self
            .sections
            .iter_mut()
            .find(|known| known.operation == section.operation)
        {
            Some(known) => *known = section,
            None => self.sections.push(section),
        }
    }

    /// What was answered, without what was not.
    pub fn answers(&self) -> impl Iterator<Item = &Properties> {
        let sections = self.sections.iter();
        sections.filter_map(|section| section.answer.as_ref().ok())
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let answers: usize = self
            .sections
            .iter()
            .map(|section| match &section.answer {
                Ok(properties) => properties.heap_bytes(),
                Err(reason) => reason.len(),
            })
            .sum();
        answers + self.sections.capacity() * size_of::<DetailSection>()
    }
}
