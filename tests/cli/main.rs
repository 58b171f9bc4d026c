//! The command line on the simulated AWS: what it prints, what it says, how it ends.

mod answers;
mod bad_input;
mod endings;
mod listing;
mod policy;
#[path = "../support/program.rs"]
mod program;

/// A small estate that answers at once.
const SMALL: &str = "accounts=2,regions=2,resources=600,latency=0ms,disabled_regions=1";

fn small(command: &str) -> String {
    format!("{command} --sandbox={SMALL}")
}
