//! Sets of types that people ask for together.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::check_list::{CheckList, Mode};
use crate::catalog::types;
use crate::model::TypeId;

/// A set of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// What a new pane asks for.
    Default,
    /// Instances, functions, containers.
    Compute,
    /// Networks, load balancers, names.
    Network,
    /// Storage, databases, analytics.
    Data,
}

impl Preset {
    /// All of them, the usual one first.
    pub const ALL: [Self; 4] = [Self::Default, Self::Compute, Self::Network, Self::Data];

    /// As the window spells it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Default => "Default",
            Self::Compute => "Compute",
            Self::Network => "Network",
            Self::Data => "Data",
        }
    }

    /// What is in it.
    pub fn hover(self) -> &'static str {
        match self {
            Self::Default => "The types that most people look for",
            Self::Compute => "Instances, functions, containers, and what belongs to them",
            Self::Network => "Networks, load balancers, names, and what belongs to them",
            Self::Data => "Storage, databases, analytics, and what belongs to them",
        }
    }

    /// The groups of the catalog whose usual types it has; `None` for those of all groups.
    fn groups(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Default => None,
            Self::Compute => Some(&["Compute", "Containers"]),
            Self::Network => Some(&["Networking"]),
            Self::Data => Some(&["Storage", "Database", "Analytics"]),
        }
    }

    /// Its types: made once, for the window compares them with what is ticked.
    fn types(self) -> &'static BTreeSet<TypeId> {
        static TYPES: LazyLock<[BTreeSet<TypeId>; Preset::ALL.len()]> =
            LazyLock::new(|| Preset::ALL.map(Preset::found_types));
        &TYPES[self as usize]
    }

    fn found_types(self) -> BTreeSet<TypeId> {
        let Some(groups) = self.groups() else {
            return types::default_set().collect();
        };
        let usual = types::all().iter().filter(|info| info.tier == Some(1));
        let within = usual.filter(|info| groups.contains(&info.group));
        within.map(|info| info.id).collect()
    }

    /// Ticks what is in it, and nothing else.
    pub fn apply(self, list: &mut CheckList<TypeId>) {
        list.select(self.types().clone());
    }

    /// Whether it is what is ticked.
    pub fn is_applied(self, list: &CheckList<TypeId>) -> bool {
        list.mode == Mode::Selected && list.selected() == self.types()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Selection;

    #[test]
    fn each_set_has_types_of_its_own_kind_and_is_told_once_applied() {
        let mut list = CheckList::new(&Selection::All);
        for preset in Preset::ALL {
            preset.apply(&mut list);
            let applied = Preset::ALL.into_iter().filter(|one| one.is_applied(&list));
            assert_eq!(applied.collect::<Vec<_>>(), [preset]);
        }
        Preset::Compute.apply(&mut list);
        for (name, is_in) in [
            ("AWS::EC2::Instance", true),
            ("AWS::EKS::Cluster", true),
            ("AWS::S3::Bucket", false),
        ] {
            assert_eq!(list.is_selected(name.parse().unwrap()), is_in, "{name}");
        }
    }
}
