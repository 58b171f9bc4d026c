//! Keys and rows for tests.

use super::{ArnText, Properties, Provider, QueryKey, ResourceEntry, StatusClass, Tags};

/// The account that test rows belong to.
pub(crate) const ACCOUNT: &str = "001234567890";

/// A query key of [`ACCOUNT`].
pub(crate) fn key(region: &str, ty: &str) -> QueryKey {
    QueryKey {
        account: ACCOUNT.parse().expect("a valid account"),
        region: region.parse().expect("a valid region"),
        resource_type: ty.parse().expect("a valid type"),
    }
}

/// A row of [`ACCOUNT`].
pub(crate) fn entry(region: &str, ty: &str, id: &str, name: &str) -> ResourceEntry {
    let key = key(region, ty);
    ResourceEntry {
        account: key.account,
        region: key.region,
        resource_type: key.resource_type,
        provider: Provider::Ec2,
        status_class: StatusClass::Ok,
        managed: false,
        id: id.into(),
        status: "available".into(),
        arn: ArnText::of(
            &format!(
                "arn:aws:ec2:{region}:{ACCOUNT}:{}/{id}",
                key.resource_type.kind().to_lowercase()
            ),
            id,
        ),
        tags: Tags::NONE.or_called(name),
        properties: Properties::default(),
    }
}
