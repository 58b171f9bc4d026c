//! VPN: customer gateways, VPN gateways and connections.

use super::answer_of::tag_set;
use super::vpc::attached_to;
use crate::sandbox::estate::values::{Ip, Padded};
use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::xml::Xml;

/// The public address of a customer's device: from the range kept for documentation.
fn customer_ip(p: Place<'_>, gateway: u32) -> Ip {
    Ip(0xCB00_7100 | (p.dice(Kind::CustomerGateway, gateway).below(650, 254) + 1))
}

/// One item of `customerGatewaySet`.
pub(super) fn customer_gateway(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el("customerGatewayId", p.id(Kind::CustomerGateway, o));
    x.el("state", "available");
    x.el("type", "ipsec.1");
    x.el("ipAddress", customer_ip(p, o));
    x.el(
        "bgpAsn",
        65_000 + p.dice(Kind::CustomerGateway, o).below(651, 500),
    );
    x.el("deviceName", ("router-", Padded(o, 2)));
    tag_set(x, p, Kind::CustomerGateway, o);
}

/// One item of `vpnGatewaySet`.
pub(super) fn vpn_gateway(x: &mut Xml, p: Place<'_>, o: u32) {
    x.el("vpnGatewayId", p.id(Kind::VpnGateway, o));
    x.el("state", "available");
    x.el("type", "ipsec.1");
    x.el("amazonSideAsn", 64_512_u32);
    x.within("attachments", |x| {
        if p.rank_in_vpc(o) == 0 {
            attached_to(x, p, o, "attached");
        }
    });
    tag_set(x, p, Kind::VpnGateway, o);
}

/// One item of `vpnConnectionSet`.
pub(super) fn vpn_connection(x: &mut Xml, p: Place<'_>, o: u32) {
    let dice = p.dice(Kind::VpnConnection, o);
    let customer = p.any(Kind::CustomerGateway, dice, 660);
    x.el("vpnConnectionId", p.id(Kind::VpnConnection, o));
    x.el("state", "available");
    x.el("type", "ipsec.1");
    x.el("category", "VPN");
    x.el("customerGatewayId", p.id(Kind::CustomerGateway, customer));
    if p.count(Kind::VpnGateway) > 0 {
        let gateway = p.any(Kind::VpnGateway, dice, 661);
        x.el("vpnGatewayId", p.id(Kind::VpnGateway, gateway));
    } else {
        let gateway = p.any(Kind::TransitGateway, dice, 661);
        x.el("transitGatewayId", p.id(Kind::TransitGateway, gateway));
    }
    x.within("options", |x| {
        x.el("enableAcceleration", false);
        x.el("staticRoutesOnly", true);
        x.el("localIpv4NetworkCidr", "0.0.0.0/0");
        x.el("remoteIpv4NetworkCidr", "0.0.0.0/0");
        x.el("tunnelInsideIpVersion", "ipv4");
    });
    x.within("routes", |x| {
        x.item(|x| {
            x.el("destinationCidrBlock", "192.168.0.0/16");
            x.el("state", "available");
        });
    });
    x.within("vgwTelemetry", |x| {
        for tunnel in 0..2_u64 {
            let up = dice.among(662 + tunnel, 0.85);
            x.item(|x| {
                x.el(
                    "outsideIpAddress",
                    Ip(0x3400_0000 | dice.roll(664 + tunnel) as u32 & 0x00FF_FFFF),
                );
                x.el("status", if up { "UP" } else { "DOWN" });
                x.el("statusMessage", if up { "" } else { "IPSEC IS DOWN" });
                x.el("lastStatusChange", dice.moment(666, 30));
                x.el("acceptedRouteCount", u32::from(up));
            });
        }
    });
    tag_set(x, p, Kind::VpnConnection, o);
}
