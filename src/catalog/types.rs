//! Resource types: names, the regions that have them, their group in the picker.

mod cloud_control;
mod find;
mod order;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use compact_str::{CompactString, format_compact};

use super::partitions;
use super::table::{count_bytes, packed, rows, unpack};
use crate::model::{ListTarget, Region, TypeId};

pub use cloud_control::CloudControl;
pub use find::{Alias, UnknownType, aliases, find, find_all};
pub use order::{early_place, weight_of};

/// What is known about one resource type.
#[derive(Clone, Debug)]
pub struct TypeInfo {
    /// Full name.
    pub id: TypeId,
    /// Service part of the name, `EC2`.
    pub service: &'static str,
    /// What people call it, `Load Balancer (ALB/NLB/GWLB)`.
    pub name: &'static str,
    /// Members that make up CloudFormation's identifier, `|` between them.
    pub primary_id: &'static str,
    /// Whether it can have tags.
    pub is_taggable: bool,
    /// Whether it is listed once per account.
    pub is_global: bool,
    /// The region to ask for a global type.
    pub home_region: Option<Region>,
    /// Where in the partition `aws` it exists.
    pub regions: TypeRegions,
    /// The other partitions that have it, commas between them.
    other_partitions: &'static str,
    /// What Cloud Control can do with it.
    pub cloud_control: CloudControl,
    /// Its group in the picker, `Networking`.
    pub group: &'static str,
    /// 1 = in the default scope, 2 = offered next.
    pub tier: Option<u8>,
}

impl TypeInfo {
    /// Short name for the window, such as `EC2 Instance`: without what is in parentheses.
    pub fn label(&self) -> &'static str {
        self.name.split(" (").next().unwrap_or(self.name)
    }

    /// Whether the type exists in a region. A region or partition that the table does not know counts as having
    /// it, so that it is asked.
    pub fn exists_in(&self, region: Region) -> bool {
        let partition = partitions::of_region(region).map_or("", |partition| partition.name);
        match (partition, self.regions) {
            ("aws", regions) => regions.contains(region) || !TYPES.regions.contains(&region),
            (known @ ("aws-cn" | "aws-us-gov"), TypeRegions::Only(_)) => {
                self.other_partitions.split(',').any(|one| one == known)
            }
            _ => true,
        }
    }
}

/// The regions that have a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeRegions {
    /// All.
    All,
    /// All but these.
    Except(&'static [Region]),
    /// These alone.
    Only(&'static [Region]),
}

impl TypeRegions {
    /// Whether a region of the partition `aws` is one of them.
    fn contains(self, region: Region) -> bool {
        match self {
            Self::All => true,
            Self::Except(regions) => !regions.contains(&region),
            Self::Only(regions) => regions.contains(&region),
        }
    }
}

struct Types {
    all: Vec<TypeInfo>,
    /// The regions of the partition `aws` that the table knows.
    regions: HashSet<Region>,
    positions: HashMap<TypeId, u16>,
}

static TYPES: LazyLock<Types> = LazyLock::new(load);

/// Every type of the catalog, by name.
pub fn all() -> &'static [TypeInfo] {
    &TYPES.all
}

/// The regions of the partition `aws` that some type is limited to.
#[cfg(test)]
pub(super) fn known_regions() -> impl Iterator<Item = Region> {
    TYPES.regions.iter().copied()
}

/// The types that are asked for when a scope names none: tier 1 of the catalog.
pub fn default_set() -> impl Iterator<Item = TypeId> {
    let first = all().iter().filter(|info| info.tier == Some(1));
    first.map(|info| info.id)
}

/// What the catalog knows about a type; nothing for `awsdash:` types made up from an ARN.
pub fn get(ty: TypeId) -> Option<&'static TypeInfo> {
    let position = TYPES.positions.get(&ty)?;
    TYPES.all.get(usize::from(*position))
}

/// Short name of any type: the catalog's, else service and kind.
pub fn label_of(ty: TypeId) -> CompactString {
    match get(ty) {
        Some(info) => info.label().into(),
        None => match ty.list_target() {
            ListTarget::Sweep => "Everything tagged".into(),
            ListTarget::Index => "Resource Explorer index".into(),
            ListTarget::Aggregator => "Config aggregator".into(),
            ListTarget::Type(ty) => format_compact!("{} {}", ty.service(), ty.kind()),
        },
    }
}

/// The picker's groups: of default types, with their tiers, and of the services of all others.
struct Groups {
    of_types: HashMap<&'static str, (&'static str, &'static str)>,
    of_services: HashMap<&'static str, &'static str>,
}

impl Groups {
    fn read() -> Self {
        Self {
            of_types: rows(unpack(packed!("default_types")))
                .map(|[ty, group, tier]| (ty, (group, tier)))
                .collect(),
            of_services: rows(unpack(packed!("service_groups")))
                .map(|[service, group]| (service, group))
                .collect(),
        }
    }

    fn group_of(&self, ty: &str, service: &str) -> &'static str {
        let own = self.of_types.get(ty).map(|(group, _)| *group);
        own.or_else(|| self.of_services.get(service).copied())
            .unwrap_or("Other")
    }

    fn tier_of(&self, ty: &str) -> Option<u8> {
        self.of_types.get(ty)?.1.parse().ok()
    }
}

type RegionSets = HashMap<&'static str, TypeRegions>;

fn read_type(fields: [&'static str; 16], groups: &Groups, sets: &mut RegionSets) -> TypeInfo {
    let [
        ty,
        service,
        name,
        list,
        parent,
        read,
        primary_id,
        taggable,
        tag_prop,
        is_global,
        home,
        name_prop,
        arn_prop,
        arn_pattern,
        regions,
        other_partitions,
    ] = fields;
    TypeInfo {
        id: ty.parse().expect("the build checked the type"),
        service,
        name,
        primary_id,
        is_taggable: taggable == "yes",
        is_global: is_global == "yes",
        home_region: home.parse().ok(),
        regions: region_set(sets, regions),
        other_partitions,
        cloud_control: CloudControl {
            list,
            parent,
            reads: read == "yes",
            tag_prop,
            name_prop,
            arn_prop,
            arn_pattern,
        },
        group: groups.group_of(ty, service),
        tier: groups.tier_of(ty),
    }
}

fn load() -> Types {
    let groups = Groups::read();
    let mut region_sets = RegionSets::new();
    let mut all: Vec<TypeInfo> = rows(unpack(packed!("types")))
        .map(|fields| read_type(fields, &groups, &mut region_sets))
        .collect();
    all.shrink_to_fit();
    all.sort_by_key(|info| info.id.as_str());
    let positions: HashMap<TypeId, u16> = (0..)
        .zip(&all)
        .map(|(position, info)| (info.id, position))
        .collect();
    let known = region_sets.values().flat_map(|set| match set {
        TypeRegions::All => &[][..],
        TypeRegions::Except(regions) | TypeRegions::Only(regions) => regions,
    });
    let regions = known.copied().collect();
    count_bytes(
        all.capacity() * size_of::<TypeInfo>()
            + positions.capacity() * (size_of::<(TypeId, u16)>() + 1),
    );
    Types {
        all,
        regions,
        positions,
    }
}

/// `N:LIST` for the first use of a list, then `N`.
fn region_set(known: &mut RegionSets, text: &'static str) -> TypeRegions {
    match text.split_once(':') {
        None => known[text],
        Some((number, list)) => *known.entry(number).or_insert_with(|| parse_regions(list)),
    }
}

fn parse_regions(text: &str) -> TypeRegions {
    let list = |codes: &str| -> &'static [Region] {
        let regions = codes.split(',').filter_map(|code| code.parse().ok());
        Box::leak(regions.collect::<Box<[Region]>>())
    };
    match text.split_once(':') {
        Some(("only", codes)) => TypeRegions::Only(list(codes)),
        Some(("except", codes)) => TypeRegions::Except(list(codes)),
        _ => TypeRegions::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(ty: &str) -> &'static TypeInfo {
        get(ty.parse().unwrap()).unwrap()
    }

    #[test]
    fn types_carry_names_groups_and_regions() {
        let instance = info("AWS::EC2::Instance");
        assert_eq!(instance.label(), "EC2 Instance");
        assert_eq!((instance.group, instance.tier), ("Compute", Some(1)));
        assert!(instance.exists_in("eu-west-1".parse().unwrap()));

        let role = info("AWS::IAM::Role");
        assert!(role.is_global);
        assert_eq!(role.home_region, Some("us-east-1".parse().unwrap()));

        let balancer = info("AWS::ElasticLoadBalancingV2::LoadBalancer");
        assert_eq!(balancer.label(), "Load Balancer");
    }

    #[test]
    fn types_outside_of_cloudformation_are_there_too() {
        assert_eq!(info("AWS::EC2::Snapshot").label(), "EBS Snapshot");
        assert_eq!(info("awsdash:EC2::SecurityGroupRule").service, "EC2");
    }

    #[test]
    fn limited_types_say_where_they_exist() {
        let limited = info("AWS::AIOps::InvestigationGroup");
        assert!(limited.exists_in("us-east-1".parse().unwrap()));
        assert!(!limited.exists_in("ca-west-1".parse().unwrap()));
        let except = all()
            .iter()
            .find_map(|info| match info.regions {
                TypeRegions::Except(regions) => Some((info, regions[0])),
                _ => None,
            })
            .unwrap();
        assert!(!except.0.exists_in(except.1));
    }

    #[test]
    fn types_of_certain_regions_exist_in_the_partitions_that_have_them() {
        let gov = "us-gov-west-1".parse().unwrap();
        let china = "cn-north-1".parse().unwrap();
        let limited = |other: &str| {
            let mut all = all().iter();
            let is_it = |info: &&TypeInfo| {
                matches!(info.regions, TypeRegions::Only(_)) && info.other_partitions == other
            };
            all.find(is_it).unwrap()
        };
        assert!(limited("aws-us-gov").exists_in(gov) && !limited("aws-us-gov").exists_in(china));
        assert!(limited("aws-cn").exists_in(china) && !limited("aws-cn").exists_in(gov));
        assert!(limited("aws-cn,aws-us-gov").exists_in(gov));
        assert!(!limited("").exists_in(gov) && !limited("").exists_in(china));
        let only = all()
            .iter()
            .filter(|info| matches!(info.regions, TypeRegions::Only(_)));
        assert!(only.filter(|info| info.exists_in(gov)).count() > 80);
    }

    #[test]
    fn a_region_or_partition_that_the_table_never_heard_of_is_asked() {
        let limited = info("AWS::AIOps::InvestigationGroup");
        for new in [
            "eu-moon-1",
            "us-iso-east-1",
            "eusc-de-east-1",
            "xx-moon-east-1",
        ] {
            assert!(limited.exists_in(new.parse().unwrap()), "{new}");
        }
    }

    #[test]
    fn every_type_has_a_label_and_a_group() {
        assert!(all().len() > 1_900);
        for info in all() {
            assert!(
                !info.label().is_empty() && !info.group.is_empty(),
                "{info:?}"
            );
        }
        assert_eq!(
            label_of("awsdash:foo:widget".parse().unwrap()),
            "foo widget"
        );
    }
}
