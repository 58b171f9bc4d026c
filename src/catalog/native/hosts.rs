//! Hosts of single operations, from `operation_hosts.tsv`: some services answer for a resource's details or tags
//! elsewhere than for its list.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::catalog::table::{count_bytes, packed, rows, unpack};
use crate::model::Region;

type Hosts = HashMap<(&'static str, &'static str), Vec<OperationHost>>;

struct OperationHost {
    /// The only region that it is for; `None` for all others.
    region: Option<Region>,
    host: &'static str,
}

static HOSTS: LazyLock<Hosts> = LazyLock::new(|| {
    let mut hosts = Hosts::new();
    for [service, operation, region, host] in rows(unpack(packed!("operation_hosts"))) {
        let region = region.parse().ok();
        let of_operation = hosts.entry((service, operation)).or_default();
        of_operation.push(OperationHost { region, host });
    }
    let lists = hosts
        .values()
        .map(|hosts| hosts.capacity() * size_of::<OperationHost>());
    let entries = hosts.capacity() * (size_of::<((&str, &str), Vec<OperationHost>)>() + 1);
    count_bytes(entries + lists.sum::<usize>());
    hosts
});

/// The host of an operation that is not the host of its service's lists.
pub(super) fn of(service: &str, operation: &str, region: Region) -> Option<&'static str> {
    let hosts = HOSTS.get(&(service, operation))?;
    let own = hosts.iter().find(|host| host.region == Some(region));
    let general = || hosts.iter().find(|host| host.region.is_none());
    Some(own.or_else(general)?.host)
}
