//! Answers that are not what the catalog promises: an error that says so, never an empty list, with their shape
//! in the log; parts of answers that cannot be read are counted, and the rows of the others are kept.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::{BASE, job, page, sweep};
use crate::app::resource_explorer::source::{ListJob, Page, SourceError};
use crate::aws::testing::{Fixture, Seen, caller};
use crate::model::Provider;

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// The page that is answered with `body`.
async fn page_of(job: ListJob, body: &'static str) -> Result<Page, SourceError> {
    let fixture = Fixture::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        _ => (200, body.to_owned()),
    });
    page(&fixture.source(), job, None).await
}

/// The result of a list that is answered with `body`, and the log.
async fn answered_with(job: ListJob, body: &'static str) -> (Result<usize, SourceError>, String) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let page = page_of(job, body).await;
    (page.map(|page| page.entries.len()), log.text())
}

fn by(provider: Provider, ty: &str) -> ListJob {
    ListJob {
        provider,
        ..job("eu-west-1", ty)
    }
}

#[tokio::test]
async fn no_provider_takes_an_answer_of_another_shape_for_an_empty_list() {
    let derived = "AWS::AccessAnalyzer::Analyzer";
    let volumes = "<DescribeVolumesResponse><requestId>r</requestId></DescribeVolumesResponse>";
    let groups = "<DescribeDBSubnetGroupsResponse><x>1</x></DescribeDBSubnetGroupsResponse>";
    for (job, body) in [
        (job("eu-west-1", "AWS::EC2::Volume"), volumes),
        (by(Provider::Native, "AWS::RDS::DBSubnetGroup"), groups),
        (
            by(Provider::Native, "AWS::Lambda::Function"),
            r#"{"message":"maintenance"}"#,
        ),
        (by(Provider::Native, "AWS::Lambda::Function"), "{}"),
        (
            by(Provider::Native, "AWS::Lambda::Function"),
            r#"{"Functions":null}"#,
        ),
        (
            by(Provider::Native, "AWS::SQS::Queue"),
            r#"{"status":"maintenance"}"#,
        ),
        (by(Provider::Native, derived), r#"{"nextToken":null}"#),
        (
            by(Provider::Native, derived),
            r#"{"analyzers":[{"name":"no id"}]}"#,
        ),
        (
            by(Provider::CloudControl, "AWS::AppConfig::Application"),
            r#"{"TypeName":"AWS::AppConfig::Application"}"#,
        ),
        (sweep("eu-west-1"), r#"{"PaginationToken":""}"#),
    ] {
        let (ended, log) = answered_with(job, body).await;
        let error = ended.expect_err(body);
        assert!(matches!(error, SourceError::BadAnswer { .. }), "{error:?}");
        let error = error.to_string();
        assert!(error.starts_with("unexpected answer from "), "{error}");
        assert!(log.contains("an unexpected answer"), "{job:?}: {log}");
    }
}

#[tokio::test]
async fn lists_that_are_empty_are_empty() {
    for (job, body) in [
        (
            job("eu-west-1", "AWS::EC2::Volume"),
            "<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>",
        ),
        (by(Provider::Native, "AWS::SQS::Queue"), "{}"),
        (
            by(Provider::Native, "AWS::AccessAnalyzer::Analyzer"),
            r#"{"analyzers":[]}"#,
        ),
    ] {
        let (ended, log) = answered_with(job, body).await;
        assert_eq!((ended, log.as_str()), (Ok(0), ""), "{body}");
    }
}

#[tokio::test]
async fn a_control_character_in_a_tag_costs_no_list() {
    for (job, body) in [
        (
            job("eu-west-1", "AWS::EC2::Volume"),
            "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId><tagSet><item>\
             <key>Name</key><value>bell\u{7}</value></item></tagSet></item></volumeSet>\
             </DescribeVolumesResponse>",
        ),
        (
            by(Provider::Native, "AWS::RDS::DBSubnetGroup"),
            "<DescribeDBSubnetGroupsResponse><DescribeDBSubnetGroupsResult><DBSubnetGroups>\
             <DBSubnetGroup><DBSubnetGroupName>bell\u{7}</DBSubnetGroupName></DBSubnetGroup>\
             </DBSubnetGroups></DescribeDBSubnetGroupsResult></DescribeDBSubnetGroupsResponse>",
        ),
    ] {
        let page = page_of(job, body).await.expect(body);
        let [entry] = page.entries.as_slice() else {
            panic!("{} rows", page.entries.len());
        };
        assert_eq!(entry.display_name(), "bell\u{7}");
    }
}

#[tokio::test]
async fn the_log_holds_the_shape_of_the_answer_and_nothing_of_what_it_says() {
    const SECRET: &str = "hunter2-CANARY";
    let function = r#"{"Functions":[{"Environment":{"Variables":{"DB_PASS":"hunter2-CANARY"}}}]}"#;
    let no_list = r#"{"Environment":{"DB_PASS":"hunter2-CANARY"}}"#;
    let volume = "<DescribeVolumesResponse><volumeSet><item><tagSet><item><key>DB_PASS</key>\
                  <value>hunter2-CANARY</value></item></tagSet></item></volumeSet>\
                  </DescribeVolumesResponse>";
    let topic = "<ListTopicsResponse><ListTopicsResult><Topics>hunter2-CANARY</Topics>\
                 </ListTopicsResult></ListTopicsResponse>";
    let swept = r#"{"ResourceTagMappingList":[{"ResourceARN":"hunter2-CANARY","Tags":[]}]}"#;
    let application = r#"{"TypeName":"AWS::AppConfig::Application","ResourceDescriptions":
                          [{"Identifier":"a","Properties":"hunter2-CANARY"}]}"#;
    for (job, body, shape) in [
        (
            by(Provider::Native, "AWS::Lambda::Function"),
            function,
            "Environment",
        ),
        (
            by(Provider::Native, "AWS::Lambda::Function"),
            no_list,
            "Environment",
        ),
        (
            by(Provider::Native, "AWS::Lambda::Function"),
            "hunter2-CANARY",
            "plain text",
        ),
        (
            by(Provider::Native, "AWS::SNS::Topic"),
            topic,
            "ListTopicsResult",
        ),
        (job("eu-west-1", "AWS::EC2::Volume"), volume, "Tags"),
        (sweep("eu-west-1"), swept, "ResourceTagMappingList"),
        (
            by(Provider::CloudControl, "AWS::AppConfig::Application"),
            application,
            "ResourceDescriptions",
        ),
    ] {
        let (ended, log) = answered_with(job, body).await;
        assert!(log.contains(shape), "{body}: {log}");
        assert!(!log.contains(SECRET), "{log}");
        assert!(!format!("{ended:?}").contains(SECRET), "{ended:?}");
    }
}

#[tokio::test]
async fn an_item_that_cannot_be_read_costs_itself_and_is_counted() {
    let keys =
        r#"{"Keys":[{"KeyId":"a"},{"KeyId":null},"x",null,{"KeyId":"b"}],"Truncated":false}"#;
    let topics = "<ListTopicsResponse><ListTopicsResult><Topics><member><TopicArn>\
                  arn:aws:sns:eu-west-1:001234567890:a</TopicArn></member><member/></Topics>\
                  </ListTopicsResult></ListTopicsResponse>";
    let volumes = "<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId></item>\
                   <item><size>1</size></item><item/></volumeSet></DescribeVolumesResponse>";
    let sighted = r#"{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:sqs:eu-west-1:001234567890:a"},
                      {"ResourceARN":"a"},{}]}"#;
    let applications = r#"{"TypeName":"AWS::AppConfig::Application","ResourceDescriptions":
        [{"Identifier":"a","Properties":"{}"},{"Properties":"{}"},{"Identifier":"b","Properties":"{"}]}"#;
    for (job, body, good, odd) in [
        (by(Provider::Native, "AWS::KMS::Key"), keys, 2, 3),
        (by(Provider::Native, "AWS::SNS::Topic"), topics, 1, 1),
        (job("eu-west-1", "AWS::EC2::Volume"), volumes, 1, 2),
        (sweep("eu-west-1"), sighted, 1, 2),
        (
            by(Provider::CloudControl, "AWS::AppConfig::Application"),
            applications,
            1,
            2,
        ),
    ] {
        let page = page_of(job, body).await.expect(body);
        let counted = page.gaps.items.map_or(0, |items| items.count);
        assert_eq!((page.entries.len(), counted), (good, odd), "{body}");
    }
}

#[tokio::test]
async fn a_page_that_has_a_successor_and_does_not_say_which_is_not_the_last() {
    let roles = "<ListRolesResponse><ListRolesResult><IsTruncated>true</IsTruncated><Roles><member>\
                 <RoleName>r</RoleName></member></Roles></ListRolesResult></ListRolesResponse>";
    let functions = r#"{"Functions":[{"FunctionName":"f"}],"NextMarker":{"a":1}}"#;
    let streams = r#"{"DeliveryStreamNames":["a",{}],"HasMoreDeliveryStreams":true}"#;
    for (job, body) in [
        (
            ListJob {
                provider: Provider::Native,
                ..job("global", "AWS::IAM::Role")
            },
            roles,
        ),
        (by(Provider::Native, "AWS::Lambda::Function"), functions),
        (
            by(Provider::Native, "AWS::KinesisFirehose::DeliveryStream"),
            streams,
        ),
    ] {
        let page = page_of(job, body).await.expect(body);
        assert_eq!(
            (page.entries.len(), page.next.as_ref()),
            (1, None),
            "{body}"
        );
        assert!(page.gaps.costs_rows(), "{body}");
    }
}

#[tokio::test]
async fn half_a_character_in_a_text_costs_nothing() {
    let secrets = r#"{"SecretList":[{"ARN":"arn:aws:secretsmanager:eu-west-1:001234567890:secret:a-AbCdEf",
                      "Name":"a","Description":"cut \ud83d","Tags":[]}]}"#;
    let sighted = r#"{"ResourceTagMappingList":[{"ResourceARN":"arn:aws:sqs:eu-west-1:001234567890:a",
                      "Tags":[{"Key":"Name","Value":"cut \ud83d"}]}]}"#;
    for (job, body) in [
        (by(Provider::Native, "AWS::SecretsManager::Secret"), secrets),
        (sweep("eu-west-1"), sighted),
    ] {
        let page = page_of(job, body).await.expect(body);
        assert_eq!((page.entries.len(), page.gaps.is_empty()), (1, true));
        let entry = &page.entries[0];
        let text = format!("{} {:?}", entry.properties.to_json(), entry.tags);
        assert!(text.contains("cut \u{fffd}"), "{text}");
    }
}
