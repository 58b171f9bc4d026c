//! How fast which API is asked, over all accounts and regions, for the requests panel.

use std::collections::BTreeMap;

use super::resource_explorer::scheduler::LaneUse;

/// One API over all its lanes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiUse {
    /// `ec2:DescribeInstances`.
    pub api: &'static str,
    /// Requests per second over the last ten seconds.
    pub per_second: f64,
    /// Requests that wait for a token.
    pub waiting: usize,
    /// Requests without an answer yet.
    pub in_flight: u32,
    /// Requests since the lanes were first used.
    pub sent: u64,
    /// How often AWS asked for a slower pace.
    pub throttled: u64,
    /// Accounts and regions in which it was asked.
    pub lanes: usize,
    /// Lanes that are slower than their service's usual rate.
    pub slowed: usize,
}

/// Sums lanes up by API: the busiest first, then those with most waiting.
pub fn by_api(lanes: &[LaneUse]) -> Vec<ApiUse> {
    let mut apis: BTreeMap<&'static str, ApiUse> = BTreeMap::new();
    for lane in lanes {
        let api = apis.entry(lane.lane.api).or_insert_with(|| ApiUse {
            api: lane.lane.api,
            ..ApiUse::default()
        });
        api.per_second += lane.per_second;
        api.waiting += lane.waiting;
        api.in_flight += lane.in_flight;
        api.sent += lane.sent;
        api.throttled += lane.throttled;
        api.lanes += 1;
        api.slowed += usize::from(lane.share < 0.999);
    }
    let mut apis: Vec<ApiUse> = apis.into_values().collect();
    apis.sort_by(|a, b| {
        let by_speed = b.per_second.total_cmp(&a.per_second);
        by_speed
            .then(b.waiting.cmp(&a.waiting))
            .then(a.api.cmp(b.api))
    });
    apis
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::source::Lane;

    fn lane(region: &str, api: &'static str, per_second: f64, share: f64) -> LaneUse {
        LaneUse {
            lane: Lane {
                account: "001234567890".parse().unwrap(),
                region: region.parse().unwrap(),
                api,
            },
            per_second,
            waiting: 2,
            in_flight: 1,
            sent: 10,
            throttled: 1,
            share,
            speed: 8.0 * share,
        }
    }

    #[test]
    fn lanes_of_one_api_are_one_line_and_the_busiest_comes_first() {
        let apis = by_api(&[
            lane("eu-west-1", "ec2:DescribeVpcs", 1.0, 1.0),
            lane("eu-west-1", "tag:GetResources", 4.0, 0.5),
            lane("us-east-1", "ec2:DescribeVpcs", 2.0, 1.0),
        ]);
        let names: Vec<_> = apis.iter().map(|api| api.api).collect();
        assert_eq!(names, ["tag:GetResources", "ec2:DescribeVpcs"]);
        let vpcs = &apis[1];
        assert_eq!(
            (vpcs.lanes, vpcs.waiting, vpcs.in_flight, vpcs.slowed),
            (2, 4, 2, 0)
        );
        assert_eq!((vpcs.per_second, vpcs.sent, apis[0].slowed), (3.0, 20, 1));
    }
}
