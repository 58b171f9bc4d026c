//! The built-in simulated AWS.
//!
//! A [`Sandbox`] is the real SDK's HTTP client: it reads the requests that the SDK signed and serialised, and
//! answers with the bytes that AWS would send. The estate behind it is a pure function of a [`SandboxSpec`]:
//! nothing is stored, so that a million resources cost next to no memory, and the same spec shows the same
//! resources every time. No socket is opened.
//!
//! Knows the engine's vocabulary (`model`) and nothing else of the program. Because both sides were written here
//! it proves scale and behaviour under faults, not that we understand AWS.

mod client;
mod cloudcontrol;
mod ec2;
mod estate;
mod faults;
mod identity;
mod indexes;
mod native;
mod organizations;
mod quotas;
mod reply;
mod request;
mod s3;
mod service;
mod signing_in;
mod spec;
mod sts;
mod tagging;
mod token;
mod world;
mod xml;

pub use faults::{BadPattern, Network};
pub use identity::credentials;
pub use spec::{BadSpec, Explorer, SandboxSpec};
pub use world::Sandbox;

use world::HttpAnswer;
