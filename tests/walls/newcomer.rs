//! That the five changes of `docs/contributing.md` touch the files that it names, three at most.

use std::fs;
use std::path::Path;

#[test]
fn each_change_of_the_guide_for_contributors_names_three_files_at_most_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/contributing.md")).expect("the page");
    let changes: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert_eq!(changes.len(), 5);
    for change in changes {
        let title = change.lines().next().unwrap_or_default();
        let steps: Vec<&str> = change.lines().filter_map(step).collect();
        assert!((1..=3).contains(&steps.len()), "{title}: {steps:?}");
        for file in steps {
            assert!(root.join(file).is_file(), "{title}: {file} has moved");
        }
    }
}

/// The file that a numbered line begins with.
fn step(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(". `")?;
    number.parse::<u8>().ok()?;
    rest.split_once('`').map(|(file, _)| file)
}
