//! What `awsdash list` makes of answers that are not as expected: each test is a small AWS on loopback
//! that gives one kind of answer, and what rows, ledger and exit code must say of it.

// Helpers of tests that come with the mends they prove.
#[allow(dead_code)]
mod run;
#[allow(dead_code)]
#[path = "../support/scripted_aws.rs"]
mod scripted_aws;

mod output;
