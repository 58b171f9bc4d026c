//! Answers that are not what the catalog promises: an error that says so, never an empty list, and their
//! beginning in the log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::{BASE, job, page, sweep};
use crate::app::resource_explorer::source::{ListJob, SourceError};
use crate::aws::testing::{Seen, Stage, caller};
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

/// What a list that is answered with `body` ends in, and what the log says then.
async fn answered_with(job: ListJob, body: &'static str) -> (Result<usize, SourceError>, String) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);
    let stage = Stage::new(move |seen: &Seen| match seen.operation() {
        "GetCallerIdentity" => caller(BASE),
        _ => (200, body.to_owned()),
    });
    let page = page(&stage.source(), job, None).await;
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
        let beginning: String = body.chars().take(20).collect();
        let escaped = beginning.replace('"', "\\\"");
        let is_told = log.contains(&beginning) || log.contains(&escaped);
        assert!(
            is_told && log.contains("an unexpected answer"),
            "{job:?}: {log}"
        );
    }
}

#[tokio::test]
async fn lists_that_are_empty_are_empty() {
    for (job, body) in [
        (
            job("eu-west-1", "AWS::EC2::Volume"),
            "<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>",
        ),
        (by(Provider::Native, "AWS::Lambda::Function"), "{}"),
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
        let stage = Stage::new(move |seen: &Seen| match seen.operation() {
            "GetCallerIdentity" => caller(BASE),
            _ => (200, body.to_owned()),
        });
        let page = page(&stage.source(), job, None).await.expect(body);
        let [entry] = page.entries.as_slice() else {
            panic!("{} rows", page.entries.len());
        };
        assert_eq!(entry.display_name(), "bell\u{7}");
    }
}

#[tokio::test]
async fn the_log_holds_the_beginning_of_the_answer_and_no_credential() {
    let body = concat!(
        r#"{"other":{"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","k":"#,
        r#""FwoGZXIvYXdzEBYaDHqa0AP1YourTokenIsVeryLong4b2Q="},"rest":"#,
        r#""word word word word word word word word word word word word word word word word word word "#,
        r#"word word word word word word word word word word word word word word word word the end"}"#
    );
    let (ended, log) = answered_with(by(Provider::Native, "AWS::Lambda::Function"), body).await;
    assert!(ended.is_err());
    assert!(log.contains("other") && log.contains("[hidden]"), "{log}");
    assert!(!log.contains("ASIA") && !log.contains("FwoG"), "{log}");
    assert!(!log.contains("the end"), "{log}");
}
