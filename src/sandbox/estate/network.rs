//! How network resources refer to each other within a place. By formula, so that every id that one resource
//! names is the id of another.

use super::kind::Kind;
use super::place::Place;
use super::values::{Dice, Ip};

/// What a network interface belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InterfaceUse {
    /// The first interface of an instance.
    Instance(u32),
    /// The interface of a NAT gateway.
    NatGateway(u32),
    /// The interface of an interface endpoint.
    Endpoint(u32),
    /// A function in a VPC.
    Function,
    /// A load balancer.
    LoadBalancer,
    /// Nothing: left over.
    Nothing,
}

/// What an elastic IP belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddressUse {
    /// A NAT gateway.
    NatGateway(u32),
    /// An instance.
    Instance(u32),
    /// Nothing, but it is paid for.
    Nothing,
}

/// Where something is in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetworkPlace {
    pub(crate) vpc: u32,
    pub(crate) subnet: u32,
}

impl Place<'_> {
    fn vpcs(self) -> u32 {
        self.count(Kind::Vpc).max(1)
    }

    /// The VPC of a resource of which every VPC has its share: the first of each is resource 0.
    pub(crate) fn vpc_of(self, ordinal: u32) -> u32 {
        ordinal % self.vpcs()
    }

    /// The number of a resource among those of its VPC.
    pub(crate) fn rank_in_vpc(self, ordinal: u32) -> u32 {
        ordinal / self.vpcs()
    }

    /// How many of a kind a VPC has.
    pub(crate) fn count_in_vpc(self, kind: Kind, vpc: u32) -> u32 {
        let count = self.count(kind);
        count / self.vpcs() + u32::from(vpc < count % self.vpcs())
    }

    /// The `rank`th of a kind in a VPC.
    pub(crate) fn in_vpc(self, vpc: u32, rank: u32) -> u32 {
        rank * self.vpcs() + vpc
    }

    /// One of a kind in a VPC, chosen by a roll; `None` if the VPC has none.
    pub(crate) fn any_in_vpc(self, kind: Kind, vpc: u32, dice: Dice, salt: u64) -> Option<u32> {
        let count = self.count_in_vpc(kind, vpc);
        (count > 0).then(|| self.in_vpc(vpc, dice.below(salt, count)))
    }

    /// A subnet for something, and the subnet's VPC.
    pub(crate) fn any_subnet(self, dice: Dice, salt: u64) -> NetworkPlace {
        let subnet = self.any(Kind::Subnet, dice, salt);
        NetworkPlace {
            vpc: self.vpc_of(subnet),
            subnet,
        }
    }

    /// The zone number of a subnet.
    pub(crate) fn subnet_zone(self, subnet: u32) -> u32 {
        self.rank_in_vpc(subnet)
    }

    /// Whether a subnet leads to the internet: every other set of three does.
    pub(crate) fn is_public_subnet(self, subnet: u32) -> bool {
        (self.rank_in_vpc(subnet) / 3).is_multiple_of(2)
    }

    /// The first address of a VPC's /16.
    pub(crate) fn vpc_net(self, vpc: u32) -> Ip {
        Ip(10 << 24 | (vpc % 256) << 16)
    }

    /// The first address of a subnet's /20.
    pub(crate) fn subnet_net(self, subnet: u32) -> Ip {
        let Ip(vpc) = self.vpc_net(self.vpc_of(subnet));
        Ip(vpc | (self.rank_in_vpc(subnet) % 16) << 12)
    }

    /// A network interface's address.
    pub(crate) fn private_ip(self, subnet: u32, interface: u32) -> Ip {
        let Ip(net) = self.subnet_net(subnet);
        Ip(net + 4 + interface % 4_080)
    }

    /// What a network interface belongs to. Interfaces of instances come first, then those of NAT gateways, then
    /// those of endpoints.
    pub(crate) fn interface_use(self, interface: u32) -> InterfaceUse {
        let instances = self.count(Kind::Instance);
        if interface < instances {
            return if self.instance(interface).is_gone() {
                InterfaceUse::Nothing
            } else {
                InterfaceUse::Instance(interface)
            };
        }
        let rest = interface - instances;
        let nats = self.count(Kind::NatGateway);
        if rest < nats {
            return InterfaceUse::NatGateway(rest);
        }
        let endpoint = rest - nats;
        if endpoint < self.count(Kind::VpcEndpoint) && self.is_interface_endpoint(endpoint) {
            return InterfaceUse::Endpoint(endpoint);
        }
        match self.dice(Kind::NetworkInterface, interface).below(40, 10) {
            0..4 => InterfaceUse::Function,
            4..8 => InterfaceUse::LoadBalancer,
            _ => InterfaceUse::Nothing,
        }
    }

    /// The interface of a NAT gateway.
    pub(crate) fn nat_interface(self, nat: u32) -> Option<u32> {
        self.interface_at(self.count(Kind::Instance) + nat)
    }

    /// The interface of an endpoint.
    pub(crate) fn endpoint_interface(self, endpoint: u32) -> Option<u32> {
        let before = self.count(Kind::Instance) + self.count(Kind::NatGateway);
        self.interface_at(before + endpoint)
    }

    fn interface_at(self, interface: u32) -> Option<u32> {
        (interface < self.count(Kind::NetworkInterface)).then_some(interface)
    }

    /// Where a network interface is.
    pub(crate) fn interface_where(self, interface: u32) -> NetworkPlace {
        match self.interface_use(interface) {
            InterfaceUse::Instance(instance) => self.instance(instance).place_in_net,
            InterfaceUse::NatGateway(nat) => self.nat_where(nat),
            InterfaceUse::Endpoint(endpoint) => self.endpoint_where(endpoint),
            InterfaceUse::Function | InterfaceUse::LoadBalancer | InterfaceUse::Nothing => {
                self.any_subnet(self.dice(Kind::NetworkInterface, interface), 41)
            }
        }
    }

    /// Where a NAT gateway is.
    pub(crate) fn nat_where(self, nat: u32) -> NetworkPlace {
        self.any_subnet(self.dice(Kind::NatGateway, nat), 42)
    }

    /// Whether an endpoint is one with interfaces; the others are entries in route tables.
    pub(crate) fn is_interface_endpoint(self, endpoint: u32) -> bool {
        !self.dice(Kind::VpcEndpoint, endpoint).among(43, 0.3)
    }

    /// Where an interface endpoint is.
    pub(crate) fn endpoint_where(self, endpoint: u32) -> NetworkPlace {
        let vpc = self.vpc_of(endpoint);
        let dice = self.dice(Kind::VpcEndpoint, endpoint);
        match self.any_in_vpc(Kind::Subnet, vpc, dice, 44) {
            Some(subnet) => NetworkPlace { vpc, subnet },
            None => self.any_subnet(dice, 44),
        }
    }

    /// What an elastic IP belongs to. Those of NAT gateways come first.
    pub(crate) fn address_use(self, address: u32) -> AddressUse {
        let nats = self.count(Kind::NatGateway);
        if address < nats {
            return AddressUse::NatGateway(address);
        }
        let instance = address - nats;
        let attached = instance < self.count(Kind::Instance)
            && !self.instance(instance).is_gone()
            && self.dice(Kind::Address, address).among(45, 0.7);
        if attached {
            AddressUse::Instance(instance)
        } else {
            AddressUse::Nothing
        }
    }

    /// The elastic IP of a NAT gateway.
    pub(crate) fn nat_address(self, nat: u32) -> Option<u32> {
        (nat < self.count(Kind::Address)).then_some(nat)
    }

    /// The elastic IP of an instance.
    pub(crate) fn instance_address(self, instance: u32) -> Option<u32> {
        let address = self.count(Kind::NatGateway) + instance;
        let has = address < self.count(Kind::Address)
            && self.address_use(address) == AddressUse::Instance(instance);
        has.then_some(address)
    }

    /// The security groups of something in a VPC: one to three.
    pub(crate) fn groups_in_vpc(self, vpc: u32, dice: Dice) -> impl Iterator<Item = u32> {
        let count = self.count_in_vpc(Kind::SecurityGroup, vpc);
        let first = dice.below(46, count);
        let wanted = (1 + dice.below(47, 3)).min(count);
        (0..wanted).map(move |more| self.in_vpc(vpc, (first + more) % count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::estate::Estate;
    use crate::sandbox::spec::SandboxSpec;

    #[test]
    fn both_ends_of_every_link_agree() {
        let estate = Estate::new(&SandboxSpec::default());
        for place in estate.places() {
            for nat in 0..place.count(Kind::NatGateway) {
                let interface = place.nat_interface(nat).unwrap();
                assert_eq!(
                    place.interface_use(interface),
                    InterfaceUse::NatGateway(nat)
                );
                assert_eq!(place.interface_where(interface), place.nat_where(nat));
            }
            for address in 0..place.count(Kind::Address) {
                if let AddressUse::Instance(instance) = place.address_use(address) {
                    assert_eq!(place.instance_address(instance), Some(address));
                }
                let ip = place.public_ip(address).0;
                let text = std::net::Ipv4Addr::from(ip).to_string();
                assert_eq!(place.find_public_ip(&text), Some(address));
            }
        }
    }

    #[test]
    fn security_groups_belong_to_the_vpc_they_are_asked_for() {
        let estate = Estate::new(&SandboxSpec {
            resources: 50_000,
            ..Default::default()
        });
        for place in estate.places() {
            for vpc in 0..place.count(Kind::Vpc) {
                let groups: Vec<u32> = place
                    .groups_in_vpc(vpc, place.dice(Kind::Vpc, vpc))
                    .collect();
                assert!(!groups.is_empty());
                for group in groups {
                    assert!(group < place.count(Kind::SecurityGroup));
                    assert_eq!(place.vpc_of(group), vpc);
                }
            }
        }
    }
}
