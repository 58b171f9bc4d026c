//! The program against a server that answers every AWS operation from AWS's own models: no row is missing,
//! twice or another resource's, and no request is one that a model refuses.
//!
//! Every type has its one page and its details here, and `docs/coverage.md` must say what came of it; the rest is a
//! cross-section. `tests/model_stub/README.md` has the commands for the whole.

#[path = "support/python_driver.rs"]
mod python_driver;

/// Runs the driver and fails with what it says falls short.
fn drive(arguments: &[&str]) {
    python_driver::drive("tests/model_stub/drive.py", &[&["-q"], arguments].concat());
}

#[test]
fn a_page_of_every_type_with_its_details_is_whole() {
    drive(&["--details", "all", "--coverage", "docs/coverage.md"]);
}

#[test]
fn two_pages_of_an_eighth_of_all_types_are_whole() {
    drive(&["--sample", "8", "--pages", "2"]);
}

#[test]
fn lists_of_the_services_own_are_whole_where_cloud_control_refuses() {
    drive(&["--sample", "8", "--cloudcontrol", "off"]);
}

#[test]
fn equal_names_below_every_parent_are_as_many_rows() {
    drive(&["--sample", "8", "--same"]);
}

#[test]
fn every_taggable_arn_is_what_it_is() {
    drive(&["--tagged"]);
}
