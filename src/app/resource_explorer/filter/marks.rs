//! Which part of a text that is shown a filter looks for.

use std::ops::Range;

use super::condition::Test;
use super::field::Field;
use super::{Filter, Node};

impl Filter {
    /// The parts of a text of this field that a term asks for, in order and apart from each other. Terms that must
    /// not hold mark nothing. Words without a field mark properties that they are the whole of: they are looked for
    /// there as identifiers.
    pub fn marks_in(&self, field: Field, text: &str) -> Vec<Range<usize>> {
        let mut marks = Vec::new();
        self.mark(&self.root, field, text, &mut marks);
        marks.sort_by_key(|mark| (mark.start, mark.end));
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(marks.len());
        for mark in marks {
            match apart.last_mut() {
                Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
                _ => apart.push(mark),
            }
        }
        apart
    }

    /// Whether it may mark anything in this field.
    pub fn marks_any(&self, field: Field) -> bool {
        self.terms.iter().any(|term| match &term.node.test {
            Test::Anywhere(_) => true,
            Test::In(of, _) => *of == field,
            _ => false,
        })
    }

    fn mark(&self, node: &Node, field: Field, text: &str, marks: &mut Vec<Range<usize>>) {
        match node {
            Node::All(parts) | Node::Any(parts) => {
                parts
                    .iter()
                    .for_each(|part| self.mark(part, field, text, marks));
            }
            Node::Not(_) => {}
            Node::Term(at) => {
                let (sought, least) = match &self.terms[*at].node.test {
                    Test::Anywhere(sought) if field == Field::Properties => (sought, text.len()),
                    Test::Anywhere(sought) => (sought, 1),
                    Test::In(of, sought) if *of == field => (sought, 1),
                    _ => return,
                };
                let found = sought.needles.iter().filter_map(|needle| needle.find(text));
                marks.extend(found.filter(|mark| !mark.is_empty() && mark.len() >= least));
            }
        }
    }
}
