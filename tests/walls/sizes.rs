//! That files and functions stay small enough to be read in one go.

use std::fs;
use std::path::Path;

use super::sources_below;

const MOST_LINES_OF_A_FILE: usize = 400;
const MOST_LINES_OF_THE_MEDIAN_FILE: usize = 180;

/// As `too-many-lines-threshold` in `clippy.toml`, which does not see code for other systems.
const MOST_LINES_OF_A_FUNCTION: usize = 60;

#[test]
fn no_file_is_longer_than_can_be_read_in_one_go() {
    let lengths = sources().map(|(file, text)| (text.lines().count(), file));
    let mut lengths: Vec<(usize, String)> = lengths.collect();
    lengths.sort();
    let (median, _) = lengths[lengths.len() / 2];
    assert!(
        median <= MOST_LINES_OF_THE_MEDIAN_FILE,
        "half of the files have more than {median} lines"
    );
    let too_long = lengths.iter();
    let too_long = too_long.filter(|(lines, _)| *lines > MOST_LINES_OF_A_FILE);
    let too_long: Vec<String> = too_long
        .map(|(lines, file)| format!("{file}: {lines} lines"))
        .collect();
    assert!(too_long.is_empty(), "split:\n{}", too_long.join("\n"));
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut too_long = Vec::new();
    for (file, text) in sources() {
        let functions = functions_of(&text).into_iter();
        let long = functions.filter(|(_, lines)| *lines > MOST_LINES_OF_A_FUNCTION);
        too_long.extend(long.map(|(line, lines)| format!("{file}:{line}: {lines} lines")));
    }
    assert!(too_long.is_empty(), "split:\n{}", too_long.join("\n"));
}

/// Every source of the crate and its tests, by its path.
fn sources() -> impl Iterator<Item = (String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        sources_below(&root.join(folder), &mut files);
    }
    files.into_iter().map(move |file| {
        let text = fs::read_to_string(&file).expect("a source is UTF-8");
        let below = file.strip_prefix(root).expect("it was found below it");
        (below.display().to_string(), text)
    })
}

/// The first line of each function, and how many lines of code its body has. rustfmt ends a function as far from
/// the margin as it begins.
fn functions_of(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, usize, Option<usize>)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let code = line.trim_start();
        let margin = line.len() - code.len();
        if code.is_empty() || code.starts_with("//") {
            continue;
        }
        let is_end = code.starts_with('}');
        if is_end && open.last().is_some_and(|(_, begun, _)| *begun == margin) {
            let (line, _, lines) = open.pop().expect("it is open");
            found.push((line, lines.unwrap_or_default()));
        }
        for (_, _, lines) in &mut open {
            *lines = lines.map(|lines| lines + 1);
        }
        if begins_function(code) {
            open.push((at + 1, margin, None));
        }
        if code.ends_with(';')
            && open
                .last()
                .is_some_and(|open| open.2.is_none() && open.1 == margin)
        {
            // A function of a trait, without a body.
            open.pop();
        }
        if let Some((_, begun, lines @ None)) = open.last_mut()
            && code.ends_with('{')
            && (*begun == margin)
        {
            *lines = Some(0);
        }
        if code.ends_with('}') && begins_function(code) {
            open.pop();
        }
    }
    found
}

fn begins_function(code: &str) -> bool {
    let mut words = code.split([' ', '(', '<']);
    let modifiers = [
        "pub", "crate)", "super)", "in", "const", "async", "unsafe", "extern",
    ];
    let first = words.find(|word| {
        !modifiers.contains(word) && !word.starts_with("crate::") && !word.starts_with('"')
    });
    first == Some("fn")
}

#[test]
fn lines_of_code_are_counted_without_comments() {
    let text = "\
pub(crate) fn one(
    a: u8,
) -> u8 {
    // Why.
    let b = a;

    b
}

trait Two {
    fn none(&self);

    fn two(&self) {
        fn inner() {}
        inner();
    }
}
";
    assert_eq!(functions_of(text), [(1, 2), (13, 2)]);
}
