use super::*;
use crate::app::resource_explorer::source::{ListJob, ResourceSource as _};
use crate::aws::testing::{Fixture, Seen, caller};
use crate::model::Provider;
use crate::model::testing::{ACCOUNT, key};

#[test]
fn proven_types_are_listed_and_second_names_are_not() {
    let has = |name: &str| list_call(name.parse().unwrap()).is_some();
    for name in [
        "AWS::Lambda::Function",
        "AWS::RDS::DBInstance",
        "AWS::S3::Bucket",
        "AWS::IAM::Role",
    ] {
        assert!(has(name), "{name}");
    }
    for name in ["AWS::DynamoDB::GlobalTable", "AWS::IAM::Policy"] {
        assert!(!has(name), "{name}");
    }
    let proven = types::all()
        .iter()
        .filter(|info| list_call(info.id).is_some());
    assert!(proven.count() > 400);
    let both = types::all()
        .iter()
        .filter(|info| derived_call(info.id).is_some());
    assert_eq!(both.filter(|info| list_call(info.id).is_some()).count(), 0);
}

/// ECS: `ListServices` is refused with this code under a cluster, on this page.
fn refusing(code: &'static str) -> Fixture {
    Fixture::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(ACCOUNT),
        _ => (
            400,
            format!("{{\"__type\": \"{code}\", \"message\": \"no\"}}"),
        ),
    })
}

async fn services(code: &'static str, token: Option<&str>) -> Result<Page, SourceError> {
    let source = refusing(code).source();
    let job = ListJob {
        key: key("eu-west-1", "AWS::ECS::Service"),
        provider: Provider::Native,
    };
    let input = [ListParameter {
        name: "cluster",
        value: "main".into(),
    }];
    source.list_page(&job, &input, token.map(Into::into)).await
}

#[tokio::test]
async fn a_parent_that_is_gone_has_no_children() {
    let page = services("ClusterNotFoundException", None).await.unwrap();
    assert!(page.entries.is_empty() && page.next.is_none());
}

#[tokio::test]
async fn no_other_code_and_no_later_page_is_an_empty_list() {
    let second = Some("[[\"nextToken\",\"more\"]]");
    for (code, token) in [
        ("InvalidParameterException", None),
        ("ValidationException", None),
        ("ServiceNotFoundException", None),
        ("ClusterNotFoundException", second),
        ("InvalidParameterException", second),
    ] {
        let error = services(code, token).await.unwrap_err();
        assert!(error.to_string().contains(code), "{error}");
    }
}

/// The page that a service's list is read from this answer.
async fn page_of(ty: &str, region: &str, input: &[ListParameter], answer: String) -> Page {
    let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(ACCOUNT),
        _ => (200, answer.clone()),
    });
    let job = ListJob {
        key: key(region, ty),
        provider: Provider::Native,
    };
    fixture.source().list_page(&job, input, None).await.unwrap()
}

fn ids(page: &Page) -> Vec<&str> {
    page.entries.iter().map(|row| row.id.as_str()).collect()
}

/// Route 53 returns a set identifier only where several records share name and type.
#[tokio::test]
async fn records_of_one_name_are_as_many_resources() {
    let record = |kind: &str, set: &str| {
        format!(
            "<ResourceRecordSet><Name>a.example.com.</Name><Type>{kind}</Type>{set}</ResourceRecordSet>"
        )
    };
    let sets = [
        record("NS", ""),
        record("SOA", ""),
        record("A", "<SetIdentifier>blue</SetIdentifier>"),
        record("A", "<SetIdentifier>green</SetIdentifier>"),
    ];
    let answer = format!(
        "<ListResourceRecordSetsResponse><ResourceRecordSets>{}</ResourceRecordSets>\
         <IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>",
        sets.concat()
    );
    let input = [ListParameter {
        name: "HostedZoneId",
        value: "Z1".into(),
    }];
    let page = page_of("AWS::Route53::RecordSet", "global", &input, answer).await;
    assert_eq!(
        ids(&page),
        [
            "a.example.com.|Z1|NS|",
            "a.example.com.|Z1|SOA|",
            "a.example.com.|Z1|A|blue",
            "a.example.com.|Z1|A|green",
        ]
    );
    assert!(
        page.entries
            .iter()
            .all(|row| row.name() == "a.example.com.")
    );
}

/// An application of SageMaker belongs to a user profile or to a space, and both may be called `default`.
#[tokio::test]
async fn a_member_that_is_absent_gives_its_place_to_another() {
    let app = |owner: &str| {
        format!(
            "{{\"DomainId\": \"d-1\", \"AppType\": \"JupyterLab\", \"AppName\": \"default\", {owner}, \
             \"Status\": \"InService\"}}"
        )
    };
    let answer = format!(
        "{{\"Apps\": [{}, {}]}}",
        app("\"UserProfileName\": \"ann\""),
        app("\"SpaceName\": \"shared\"")
    );
    let page = page_of("AWS::SageMaker::App", "eu-west-1", &[], answer).await;
    assert_eq!(
        ids(&page),
        [
            "default|JupyterLab|d-1|ann",
            "default|JupyterLab|d-1|shared"
        ]
    );
}
