//! Facts about AWS as tables, embedded by the build: types, columns, statuses, ARNs, EC2's model, permissions,
//! partitions, relations, pages of the console.
//!
//! Everything here is a pure function of the tables in `assets/catalog` (its README has their sources). A table
//! is unpacked at its first use and stays for the life of the process. Knows nothing of the window, of the
//! network or of the AWS SDK.

pub mod absent;
pub mod arn;
pub mod columns;
pub mod console;
pub mod detail_pages;
pub mod ec2;
pub mod ec2_id;
pub mod endpoint_variants;
pub mod managed;
pub mod native;
pub mod outside;
pub mod partitions;
mod path;
pub mod permissions;
pub mod relations;
pub mod shared;
pub mod status;
mod table;
pub mod types;
pub mod xml;
pub mod xml_lists;

pub use path::Path;
pub use table::loaded_bytes;
