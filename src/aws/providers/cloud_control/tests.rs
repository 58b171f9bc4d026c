//! Cloud Control through the source as a whole: on a network in memory, and against the sandbox.

mod faults;
mod pages;
mod sandbox;

use serde_json::{Value, json};

use crate::app::resource_explorer::source::{ListJob, Page, ResourceSource, SourceError};
use crate::aws::AwsSource;
use crate::aws::testing::{Fixture, Seen, caller, regions};
use crate::model::{Provider, QueryKey};

const ACCOUNT: &str = "001234567890";

fn job(region: &str, ty: &str) -> ListJob {
    ListJob {
        key: QueryKey {
            account: ACCOUNT.parse().unwrap(),
            region: region.parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        },
        provider: Provider::CloudControl,
    }
}

async fn page(source: &AwsSource, job: ListJob, token: Option<&str>) -> Result<Page, SourceError> {
    source.list_page(&job, &[], token.map(Into::into)).await
}

/// A network where the account is fine and Cloud Control answers like this.
fn network(answer: impl Fn(&Seen) -> (u16, String) + Send + Sync + 'static) -> Fixture {
    Fixture::new(move |seen| match seen.operation() {
        "GetCallerIdentity" => caller(ACCOUNT),
        "DescribeRegions" => regions(&[
            ("us-east-1", "opt-in-not-required"),
            ("eu-west-1", "opt-in-not-required"),
            ("ap-east-1", "not-opted-in"),
        ]),
        _ => answer(seen),
    })
}

/// What a request holds.
fn asked(seen: &Seen) -> Value {
    serde_json::from_str(&seen.body).unwrap()
}

/// An answer of `ListResources`.
fn listed(ty: &str, items: &[(&str, Value)], next: Option<&str>) -> (u16, String) {
    let items: Vec<Value> = items
        .iter()
        .map(|(id, properties)| json!({"Identifier": id, "Properties": properties.to_string()}))
        .collect();
    let mut answer = json!({"TypeName": ty, "ResourceDescriptions": items});
    if let Some(next) = next {
        answer["NextToken"] = next.into();
    }
    (200, answer.to_string())
}
