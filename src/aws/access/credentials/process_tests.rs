use super::*;
use crate::aws::access::config::Place;

fn plan(script: &str) -> ProcessPlan {
    ProcessPlan {
        profile: "c".into(),
        command: ["sh", "-c", script].map(str::to_owned).to_vec(),
        place: Place {
            file: "~/.aws/config".into(),
            line: 7,
        },
    }
}

fn runs(path: &std::path::Path) -> usize {
    std::fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

#[tokio::test]
async fn a_helper_that_failed_is_not_run_again_until_a_person_asks() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("runs");
    let script = format!(
        "echo run >> {}; echo 'bad login' >&2; exit 3",
        log.display()
    );
    let (helpers, plan) = (Helpers::default(), plan(&script));
    for _ in 0..5 {
        let error = helpers.credentials(&plan).await.unwrap_err().to_string();
        assert!(
            error.contains("bad login") && error.contains("line 7"),
            "{error}"
        );
    }
    assert_eq!(runs(&log), 1);
    helpers.ask_again();
    let _ = helpers.credentials(&plan).await;
    assert_eq!(runs(&log), 2);
}

#[tokio::test]
async fn a_helper_runs_once_for_all_who_ask_and_once_per_expiry() {
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("runs");
    let script = format!(
        "echo run >> {}; sleep 0.2; echo '{{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\",\
         \"Expiration\":\"2099-01-01T00:00:00Z\"}}'",
        log.display()
    );
    let (helpers, plan) = (Helpers::default(), plan(&script));
    let (first, second) = tokio::join!(helpers.credentials(&plan), helpers.credentials(&plan));
    assert!(first.is_ok() && second.is_ok(), "{first:?} {second:?}");
    helpers.ask_again();
    assert!(helpers.credentials(&plan).await.is_ok());
    assert_eq!(runs(&log), 1);
}

#[tokio::test]
async fn a_helper_that_takes_too_long_is_ended_with_its_children() {
    let dir = tempfile::tempdir().unwrap();
    let pid = dir.path().join("pid");
    let script = format!("sleep 30 & echo $! > {}; wait", pid.display());
    let helpers = Helpers::within(Duration::from_millis(500));
    let error = helpers
        .credentials(&plan(&script))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("credential_process") && error.contains("did not answer"),
        "{error}"
    );
    let pid = std::fs::read_to_string(pid).unwrap();
    let state = format!("/proc/{}/stat", pid.trim());
    for _ in 0..50 {
        // A process that was ended may wait for its parent to notice.
        let text = std::fs::read_to_string(&state).unwrap_or_else(|_| ") Z".into());
        if text.contains(") Z") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the child still runs");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named_with_its_place() {
    let mut missing = plan("");
    missing.command = vec!["/nonexistent/helper".into()];
    let error = Helpers::default()
        .credentials(&missing)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("cannot be started") && error.contains("~/.aws/config, line 7"),
        "{error}"
    );
}
