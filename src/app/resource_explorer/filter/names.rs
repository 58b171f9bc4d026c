//! What words of a filter mean beyond what rows say themselves: what accounts and types are called, and what is
//! shown of a type under which label.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use compact_str::CompactString;

use crate::model::{AccountId, TypeId};

/// What a number of a property counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeUnit {
    /// Bytes.
    Bytes,
    /// MiB.
    Mib,
    /// GiB.
    Gib,
}

impl SizeUnit {
    /// How many bytes it has.
    pub(super) fn bytes(self) -> f64 {
        match self {
            Self::Bytes => 1.0,
            Self::Mib => 1_048_576.0,
            Self::Gib => 1_073_741_824.0,
        }
    }
}

/// Where a value that is shown of a type stands in its properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownValue {
    /// The path, with dots.
    pub path: String,
    /// What it counts, if it is a size.
    pub unit: Option<SizeUnit>,
}

/// What types are called, and what is shown of them.
pub trait TypeWords: Sync {
    /// As the window shows a type.
    fn label(&self, ty: TypeId) -> CompactString;

    /// The types that have this short name.
    fn types_called(&self, short_name: &str) -> Vec<TypeId>;

    /// The values that are shown of a type under this label, without regard to case and spaces.
    fn shown_as(&self, ty: TypeId, label: &str) -> Vec<ShownValue>;

    /// The value that is the size of a resource of this type.
    fn size_of(&self, ty: TypeId) -> Option<ShownValue>;

    /// What the number at this path counts, if it is a size.
    fn unit_of(&self, ty: TypeId, path: &str) -> Option<SizeUnit>;
}

/// Types are called as CloudFormation calls them.
struct NoWords;

impl TypeWords for NoWords {
    fn label(&self, ty: TypeId) -> CompactString {
        ty.as_str().into()
    }

    fn types_called(&self, _: &str) -> Vec<TypeId> {
        Vec::new()
    }

    fn shown_as(&self, _: TypeId, _: &str) -> Vec<ShownValue> {
        Vec::new()
    }

    fn size_of(&self, _: TypeId) -> Option<ShownValue> {
        None
    }

    fn unit_of(&self, _: TypeId, _: &str) -> Option<SizeUnit> {
        None
    }
}

/// Names and aliases of accounts.
pub type AccountWords = HashMap<AccountId, Vec<CompactString>>;

/// What accounts and types are called. Cheap to clone.
#[derive(Clone)]
pub struct Names {
    /// Names and aliases of accounts.
    pub accounts: Arc<AccountWords>,
    /// What types are called.
    pub types: &'static dyn TypeWords,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            accounts: Arc::default(),
            types: &NoWords,
        }
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Names({} accounts)", self.accounts.len())
    }
}

/// Names of types do not change while the program runs.
impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.accounts == other.accounts
    }
}

impl Eq for Names {}

/// What several of a type are called: `EC2 Instances`.
pub(super) fn plural(label: &str) -> CompactString {
    let mut plural = CompactString::new(label);
    if let Some(stem) = label
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o']))
    {
        plural = stem.into();
        plural.push_str("ies");
    } else if label.ends_with(['s', 'x']) || label.ends_with("ch") {
        plural.push_str("es");
    } else {
        plural.push('s');
    }
    plural
}
