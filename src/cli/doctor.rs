//! `awsdash doctor`: what works on this machine, what does not, and what to do about it.

mod access;
mod check;
mod config;
mod graphics;
mod machine;

use serde_json::{Value, json};

use super::args::{GlobalArgs, OutputArgs};
use super::exit::Exit;
use super::output::{Format, Shape, format_of, print_all, print_text};
use super::startup::Startup;
use crate::text::sanitize::escaped;

use check::{Check, Finding};

const SHAPE: Shape = Shape {
    columns: &[],
    fields: &["check", "state", "found", "advice"],
};

/// Checks everything and prints one line each. Exit code 1 when something does not work.
pub(super) fn run(
    output: OutputArgs,
    global: &GlobalArgs,
    startup: &Startup,
) -> anyhow::Result<Exit> {
    let mut checks = machine::checks(startup);
    checks.extend(graphics::checks());
    if global.sandbox.is_none() {
        checks.extend(config::checks());
    }
    checks.extend(access::checks(global, startup)?);
    if format_of(output) == Format::Table {
        let text: String = checks.iter().map(report).collect();
        print_text(&text)?;
    } else {
        print_all(output, SHAPE, checks.iter().map(row))?;
    }
    let works = checks.iter().all(|check| check.finding != Finding::Fail);
    Ok(if works { Exit::Complete } else { Exit::Nothing })
}

/// What was found, and below it what to do: nothing of either is cut.
fn report(check: &Check) -> String {
    let state = match check.finding {
        Finding::Fail => "FAIL",
        finding => finding.as_str(),
    };
    let mut text = format!(
        "{state:<4}  {:<11}  {}\n",
        check.name,
        escaped(&check.found)
    );
    if let Some(advice) = &check.advice {
        text += &format!("{:<4}  {:<11}  → {}\n", "", "", escaped(advice));
    }
    text
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
