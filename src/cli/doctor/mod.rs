//! `awsdash doctor`: what works on this machine, what does not, and what to do about it.

mod access;
mod check;
mod graphics;
mod machine;

use serde_json::{Value, json};

use super::args::{GlobalArgs, OutputArgs};
use super::exit::Exit;
use super::output::{Column, Shape, print_all};
use super::startup::Startup;

use check::{Check, Finding};

const SHAPE: Shape = Shape {
    columns: &[
        Column::new("", "state", 4, 4),
        Column::new("CHECK", "check", 11, 14),
        Column::new("FOUND", "found", 40, 110),
        Column::new("WHAT TO DO", "advice", 20, 110),
    ],
    fields: &["check", "state", "found", "advice"],
};

/// Checks everything and prints one line each. Exit code 1 when something does not work.
pub fn run(output: OutputArgs, global: &GlobalArgs, startup: &Startup) -> anyhow::Result<Exit> {
    let mut checks = machine::checks(startup);
    checks.extend(graphics::checks());
    checks.extend(access::checks(global)?);
    let works = checks.iter().all(|check| check.finding != Finding::Fail);
    print_all(output, SHAPE, checks.iter().map(row))?;
    Ok(if works { Exit::Complete } else { Exit::Nothing })
}

fn row(check: &Check) -> Value {
    let Check {
        name,
        finding,
        found,
        advice,
    } = check;
    json!({
        "check": name,
        "state": finding.as_str(),
        "found": found,
        "advice": advice,
    })
}
