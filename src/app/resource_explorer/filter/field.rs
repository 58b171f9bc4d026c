//! The fields that a term can name.

use std::fmt;

/// A field of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// What a person called it.
    Name,
    /// Its id.
    Id,
    /// Its ARN.
    Arn,
    /// Its CloudFormation type.
    Type,
    /// The number of its account.
    Account,
    /// Its region.
    Region,
    /// Its status.
    Status,
    /// Its tags: `Key`, or `Key=value`.
    Tag,
    /// Whether AWS manages it: `true` or `false`.
    Managed,
    /// Everything that the list call returned.
    Properties,
}

impl Field {
    /// All of them, in the order they are named to a person.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Id,
        Self::Arn,
        Self::Type,
        Self::Account,
        Self::Region,
        Self::Status,
        Self::Tag,
        Self::Managed,
        Self::Properties,
    ];

    /// As a person types it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Id => "id",
            Self::Arn => "arn",
            Self::Type => "type",
            Self::Account => "account",
            Self::Region => "region",
            Self::Status => "status",
            Self::Tag => "tag",
            Self::Managed => "managed",
            Self::Properties => "properties",
        }
    }

    /// The field of a name, in upper or lower case.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|field| field.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
