//! The source as a whole, on a network in memory.

mod access;
mod buckets;
mod every_type;
mod faults;
mod lists;
mod organizations;
mod partitions;
mod preparatory;
mod sessions;
mod switched;
mod tags;
mod unexpected;
mod units;

use crate::app::resource_explorer::source::{ListJob, Page, ResourceSource, SourceError};
use crate::aws::AwsSource;
use crate::model::{AccountId, Provider, QueryKey, TypeId};

/// The account of the fixed credentials.
const BASE: &str = "001234567890";

fn account(digits: &str) -> AccountId {
    digits.parse().unwrap()
}

fn job(region: &str, ty: &str) -> ListJob {
    ListJob {
        key: QueryKey {
            account: account(BASE),
            region: region.parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        },
        provider: Provider::Ec2,
    }
}

fn sweep(region: &str) -> ListJob {
    let mut job = job(region, "AWS::EC2::VPC");
    job.key.resource_type = TypeId::tagged();
    job.provider = Provider::Tagging;
    job
}

async fn page(source: &AwsSource, job: ListJob, token: Option<&str>) -> Result<Page, SourceError> {
    source.list_page(&job, &[], token.map(Into::into)).await
}
