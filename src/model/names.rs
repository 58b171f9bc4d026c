//! Interned names: regions and resource types.
//!
//! A name is stored once for the life of the process and handed out as a two-byte handle. There are
//! some forty regions and two thousand types, so the table never needs to shrink; it is bounded by
//! the handle's width, and names past that share one overflow entry rather than being lost silently.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// How many distinct names the table can hold; fixed by the width of the handle.
const MAX_NAMES: usize = u16::MAX as usize;

/// What names past [`MAX_NAMES`] are called. An account cannot get there: it would need more
/// types than AWS has, thirty times over.
const OVERFLOW: &str = "awsdash:TooManyNames";

/// Handle → text. Read without a lock on every row that is drawn.
static NAMES: [OnceLock<&'static str>; MAX_NAMES + 1] = [const { OnceLock::new() }; MAX_NAMES + 1];

/// Text → handle.
static HANDLES: LazyLock<RwLock<HashMap<&'static str, u16>>> = LazyLock::new(Default::default);

fn intern(text: &str) -> u16 {
    let known = HANDLES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(&handle) = known.get(text) {
        return handle;
    }
    drop(known);
    // A thread that ended while it held the table left it whole: a name is inserted last, in one step.
    let mut handles = HANDLES.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(&handle) = handles.get(text) {
        return handle;
    }
    let next = handles.len().min(MAX_NAMES);
    let stored: &'static str = if next == MAX_NAMES {
        OVERFLOW
    } else {
        Box::leak(text.into())
    };
    NAMES[next].get_or_init(|| stored);
    handles.insert(stored, next as u16);
    next as u16
}

fn text_of(handle: u16) -> &'static str {
    NAMES[usize::from(handle)]
        .get()
        .copied()
        .unwrap_or(OVERFLOW)
}

/// A region code such as `eu-west-1`, or [`Region::global`] for types that have no region.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region(u16);

/// Why a text is not a region.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a region code; regions look like eu-west-1")]
pub struct BadRegion(pub String);

impl Region {
    /// The pseudo region of global types (IAM, Route 53, CloudFront, ...).
    pub fn global() -> Self {
        static GLOBAL: LazyLock<u16> = LazyLock::new(|| intern("global"));
        Self(*GLOBAL)
    }

    /// Whether this is the pseudo region of global types.
    pub fn is_global(self) -> bool {
        self == Self::global()
    }

    /// The region code.
    pub fn as_str(self) -> &'static str {
        text_of(self.0)
    }
}

impl FromStr for Region {
    type Err = BadRegion;

    fn from_str(text: &str) -> Result<Self, BadRegion> {
        let shape_ok = text.len() <= 32
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.split('-').count() >= 3
            && text.split('-').all(|part| !part.is_empty())
            && text.ends_with(|c: char| c.is_ascii_digit());
        if shape_ok || text == "global" {
            Ok(Self(intern(text)))
        } else {
            Err(BadRegion(text.chars().take(64).collect()))
        }
    }
}

/// A resource type by its CloudFormation name, such as `AWS::EC2::Instance`. What CloudFormation
/// has no name for is `awsdash:SERVICE:KIND`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeId(u16);

/// What a list asks for: resources of one type, or of all types that a service has gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListTarget {
    /// The resources of one type.
    Type(TypeId),
    /// What the tagging service knows in an account and region.
    Sweep,
    /// What an index of Resource Explorer knows.
    Index,
    /// What an aggregator of AWS Config knows.
    Aggregator,
}

/// Why a text is not a resource type.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not a resource type; types look like AWS::EC2::Instance (see `awsdash types`)")]
pub struct BadType(pub String);

impl TypeId {
    /// The sweep that asks the tagging service for every tagged resource of an account and region.
    /// It is not a type of its own: its rows carry their own types.
    pub fn tagged() -> Self {
        static TAGGED: LazyLock<u16> = LazyLock::new(|| intern("awsdash:Tagging:Sweep"));
        Self(*TAGGED)
    }

    /// An index of Resource Explorer. As the sweep, it is not a type of its own.
    pub fn explorer_index() -> Self {
        static INDEX: LazyLock<u16> = LazyLock::new(|| intern("awsdash:ResourceExplorer:Index"));
        Self(*INDEX)
    }

    /// An aggregator of AWS Config. As the sweep, it is not a type of its own.
    pub fn config_aggregator() -> Self {
        static AGGREGATOR: LazyLock<u16> = LazyLock::new(|| intern("awsdash:Config:Aggregator"));
        Self(*AGGREGATOR)
    }

    /// What a list of this name asks for.
    pub fn list_target(self) -> ListTarget {
        match self {
            sweep if sweep == Self::tagged() => ListTarget::Sweep,
            index if index == Self::explorer_index() => ListTarget::Index,
            aggregator if aggregator == Self::config_aggregator() => ListTarget::Aggregator,
            ty => ListTarget::Type(ty),
        }
    }

    /// Whether rows of this type's question have many types.
    pub fn is_of_many(self) -> bool {
        !matches!(self.list_target(), ListTarget::Type(_))
    }

    /// Whether this is the tagging sweep.
    pub fn is_tagged_sweep(self) -> bool {
        self.list_target() == ListTarget::Sweep
    }

    /// Whether `CloudFormation` has no name for it.
    pub fn is_named_by_us(self) -> bool {
        self.as_str().starts_with("awsdash:")
    }

    /// The full name.
    pub fn as_str(self) -> &'static str {
        text_of(self.0)
    }

    /// The service part: `EC2` of `AWS::EC2::Instance`.
    pub fn service(self) -> &'static str {
        self.as_str()
            .split(':')
            .filter(|part| !part.is_empty())
            .nth(1)
            .unwrap_or_default()
    }

    /// The last part: `Instance` of `AWS::EC2::Instance`.
    pub fn kind(self) -> &'static str {
        self.as_str().rsplit(':').next().unwrap_or_default()
    }
}

impl FromStr for TypeId {
    type Err = BadType;

    fn from_str(text: &str) -> Result<Self, BadType> {
        let shape_ok = (3..=160).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b":-_.".contains(&b))
            && text.split(':').filter(|part| !part.is_empty()).count() >= 3;
        if shape_ok {
            Ok(Self(intern(text)))
        } else {
            Err(BadType(text.chars().take(64).collect()))
        }
    }
}

macro_rules! name_traits {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        // By text, so that lists and reports come out in an order a person can follow.
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                if self.0 == other.0 {
                    Ordering::Equal
                } else {
                    self.as_str().cmp(other.as_str())
                }
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

name_traits!(Region);
name_traits!(TypeId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a thread that ends early")]
    fn a_thread_that_ends_while_it_names_something_costs_no_other_thread_a_name() {
        let broken = std::thread::spawn(|| {
            let _held = HANDLES.write();
            panic!("on purpose");
        });
        assert!(broken.join().is_err());
        let region: Region = "eu-west-1".parse().unwrap();
        assert_eq!(region.as_str(), "eu-west-1");
    }

    #[test]
    fn equal_names_share_a_handle_and_order_by_text() {
        let a: Region = "eu-west-1".parse().unwrap();
        let b: Region = "eu-west-1".parse().unwrap();
        let c: Region = "ap-southeast-2".parse().unwrap();
        assert_eq!(a, b);
        assert!(c < a);
        assert_eq!(a.as_str(), "eu-west-1");
    }

    #[test]
    fn what_is_not_a_region_is_refused_with_an_example() {
        for bad in [
            "",
            "Ireland",
            "eu west 1",
            "eu--1",
            "us-east",
            "eu-west-1; rm",
        ] {
            let error = bad.parse::<Region>().unwrap_err().to_string();
            assert!(error.contains("eu-west-1"), "{error}");
        }
        assert!("us-gov-west-1".parse::<Region>().is_ok());
        assert!("global".parse::<Region>().unwrap().is_global());
    }

    #[test]
    fn a_type_knows_its_service_and_kind() {
        let ty: TypeId = "AWS::EC2::Instance".parse().unwrap();
        assert_eq!((ty.service(), ty.kind()), ("EC2", "Instance"));
        let odd: TypeId = "awsdash:EC2::LocalGateway".parse().unwrap();
        assert_eq!((odd.service(), odd.kind()), ("EC2", "LocalGateway"));
        assert!("EC2 Instance".parse::<TypeId>().is_err());
    }
}
