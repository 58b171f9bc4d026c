use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::*;

/// Two panes side by side, the right one in front of another.
fn session() -> Session {
    let pane = |filter: &str, selected| {
        let spec = PaneSpec {
            filter: filter.into(),
            bookmark: "Everything".into(),
            ..PaneSpec::default()
        };
        SavedPane::new(spec, selected)
    };
    let keyed = ResourceIdentity::Keyed(
        QueryKey {
            account: "111122223333".parse().unwrap(),
            region: "eu-west-1".parse().unwrap(),
            resource_type: "AWS::EC2::Instance".parse().unwrap(),
        },
        "i-1".into(),
    );
    let arn = ResourceIdentity::Arn("arn:aws:s3:::logs".into());
    let part = |share, layout| Part { share, layout };
    let layout = Layout::Row(vec![
        part(
            1.0,
            Layout::Tabs {
                front: 0,
                panes: vec![pane("web", Some((&keyed).into()))],
            },
        ),
        part(
            2.5,
            Layout::Tabs {
                front: 1,
                panes: vec![pane("", None), pane("status:stopped", Some((&arn).into()))],
            },
        ),
    ]);
    Session::new(vec![SavedWindow::new(layout)], Some(2), &Session::default())
}

fn open(folder: &Path) -> (SessionFile, Option<Session>, Vec<String>) {
    let (file, notices) = SessionFile::open(folder, SessionOf::Aws);
    let mut file = file.expect("a file is free");
    let found = file.take_found();
    (file, found, notices)
}

/// Changes the file as another version of the program would have written it.
fn alter(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    change(&mut value);
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn what_was_open_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let (file, found, notices) = open(folder.path());
    assert_eq!((found, notices), (None, Vec::new()));
    session().save(file.path()).unwrap();
    drop(file);
    let (_file, found, notices) = open(folder.path());
    // What is skipped in a pane's own words is kept beside them.
    let found = found.unwrap();
    assert_eq!(found.focused, Some(2));
    let panes = found.windows[0].layout.panes();
    let specs: Vec<PaneSpec> = panes
        .iter()
        .map(|pane| (*pane).clone().into_spec(false))
        .collect();
    let wanted = session();
    let wanted = wanted.windows[0].layout.panes();
    let wanted: Vec<PaneSpec> = wanted.iter().map(|pane| pane.spec.clone()).collect();
    assert_eq!(specs, wanted);
    let rows: Vec<_> = panes.iter().map(|pane| pane.selected.clone()).collect();
    assert_eq!(
        ResourceIdentity::from(rows[2].clone().unwrap()),
        ResourceIdentity::Arn("arn:aws:s3:::logs".into())
    );
    assert!(matches!(&rows[0], Some(SavedRow::Keyed { id, .. }) if id == "i-1"));
    assert!(matches!(&found.windows[0].layout, Layout::Row(parts) if parts[1].share == 2.5));
    assert!(notices.is_empty());
}

#[test]
fn two_programs_at_once_have_a_session_each() {
    let folder = tempfile::tempdir().unwrap();
    let (first, ..) = open(folder.path());
    let (second, ..) = open(folder.path());
    assert_ne!(first.path(), second.path());
    session().save(first.path()).unwrap();
    Session::default().save(second.path()).unwrap();
    drop((first, second));
    let (_first, found, _) = open(folder.path());
    assert_eq!(found.unwrap().windows.len(), 1);
    let (sandbox, _) = SessionFile::open(folder.path(), SessionOf::Sandbox);
    assert!(sandbox.unwrap().take_found().is_none());
}

#[test]
fn fields_of_another_version_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (file, ..) = open(folder.path());
    session().save(file.path()).unwrap();
    alter(file.path(), |value| value["size"] = json!([800, 600]));
    let path = file.path().to_owned();
    drop(file);
    let (_file, found, _) = open(folder.path());
    let found = found.unwrap();
    let next = Session::new(found.windows.clone(), None, &found);
    next.save(&path).unwrap();
    alter(&path, |value| assert_eq!(value["size"], json!([800, 600])));
}

#[test]
fn a_pane_that_cannot_be_read_costs_no_other_and_the_file_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (file, ..) = open(folder.path());
    session().save(file.path()).unwrap();
    alter(file.path(), |value| {
        let panes = &mut value["windows"][0]["layout"]["row"][1]["layout"]["tabs"]["panes"];
        panes[0]["grouping"] = json!(["planet"]);
    });
    drop(file);
    let (_file, found, notices) = open(folder.path());
    assert_eq!(found.unwrap().windows[0].layout.panes().len(), 2);
    assert!(
        notices[0].contains("pane 2") && notices[0].contains("planet"),
        "{notices:?}"
    );
    let kept = fs::read_dir(folder.path()).unwrap();
    let kept = kept.filter(|file| {
        file.as_ref()
            .unwrap()
            .path()
            .to_string_lossy()
            .contains("broken")
    });
    assert_eq!(kept.count(), 1);
}

#[test]
fn a_file_that_is_no_session_is_kept_aside_and_told() {
    for text in ["half a fi", "[]", "{\"windows\": 3}", ""] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("session.json"), text).unwrap();
        let (_file, found, notices) = open(folder.path());
        assert_eq!(found, None);
        assert!(notices[0].contains("it is kept as "), "{notices:?}");
        let files = fs::read_dir(folder.path()).unwrap();
        let texts = files.filter_map(|file| fs::read_to_string(file.unwrap().path()).ok());
        assert!(texts.into_iter().any(|kept| kept == text));
    }
}
