//! What `awsdash list` makes of answers that are not as expected: each test is a small AWS on loopback
//! that gives one kind of answer, and what rows, ledger and exit code must say of it.

// What the helpers can do beyond these modules is for those that come with further mends.
#[allow(dead_code)]
mod prelude;
#[allow(dead_code)]
mod run;
#[allow(dead_code)]
#[path = "../support/scripted_aws.rs"]
mod scripted_aws;

mod bodies;
mod children;
mod output;
mod pages;
mod preparations;
