//! `awsdash list` with unexpected answers: each test is a small AWS on loopback that gives one kind of answer,
//! and what rows, ledger and exit code must show.

mod prelude;
mod run;
#[path = "../support/scripted_aws.rs"]
mod scripted_aws;

mod bodies;
mod body_sizes;
mod buckets;
mod children;
mod details;
mod faults;
mod identities;
mod output;
mod pages;
mod preparations;
mod tags;
mod times;
mod tokens;
