//! EC2: lists by typed paging, rows from the whole answer, details.
//!
//! The SDK's typed call does signing and errors. The answer is read here, as AWS sent it, and turned into JSON by
//! the catalog, so that a field the SDK does not know yet is there all the same.

mod attributes;
mod bulk;
mod capture;
mod lists;
mod rows;

pub(in crate::aws) use attributes::attribute_calls;
pub(in crate::aws) use bulk::bulk_calls;
pub(in crate::aws) use capture::{Answer, Ask};
pub(in crate::aws) use lists::{ListCall, list_call, listable_types};
pub(in crate::aws) use rows::RowMaker;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::aws::transport::read_only::READ_OPERATIONS;

    #[test]
    fn the_read_only_list_has_exactly_the_operations_that_are_called() {
        let listed: BTreeSet<&str> = READ_OPERATIONS
            .iter()
            .filter(|known| known.service == "ec2")
            .map(|known| known.operation)
            .collect();
        let mut called: BTreeSet<&str> = BTreeSet::from(["DescribeRegions"]);
        called.extend(super::lists::LISTS.iter().map(|call| call.operation));
        called.extend(super::bulk::BULK.iter().map(|call| call.operation));
        let attribute = |call: &super::attributes::AttributeCall| call.operation.split(':').next();
        called.extend(super::attributes::ATTRIBUTES.iter().filter_map(attribute));
        assert_eq!(listed, called);
    }
}
