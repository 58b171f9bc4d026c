//! How many resources of each kind every account and region has. The sum is exact.

use super::kind::{ALL, KINDS, Kind, Presence};
use super::values::mix;

/// Resources of each kind, by [`Kind`]'s number.
pub(crate) type Counts = [u32; KINDS];

/// Splits `resources` over `accounts` × `regions` places (account by account) and over the kinds.
/// The first region is home of the global services.
pub(crate) fn distribute(
    resources: u64,
    accounts: usize,
    regions: usize,
    seed: u64,
) -> Vec<Counts> {
    let weights: Vec<u64> = (0..accounts)
        .flat_map(|account| (0..regions).map(move |region| (account, region)))
        .map(|(account, region)| {
            // Accounts differ by up to a factor of 3, regions by up to 4: the first are largest.
            let account_weight = 50 + mix(seed ^ account as u64) % 100;
            let region_weight =
                100 / (1 + region as u64).min(4) + mix(seed ^ 0x4d ^ region as u64) % 10;
            account_weight * region_weight
        })
        .collect();
    split(resources, &weights)
        .into_iter()
        .enumerate()
        .map(|(place, count)| of_place(count, place, place % regions))
        .collect()
}

/// Splits the resources of one place over the kinds.
fn of_place(resources: u64, place: usize, region: usize) -> Counts {
    let mut counts = [0_u32; KINDS];
    let mut left = resources;
    for info in &ALL {
        let wanted = match info.presence {
            Presence::Everywhere => true,
            Presence::HereAndThere => (place + info.kind as usize).is_multiple_of(3),
            Presence::Home => region == 0,
        };
        if wanted && left > 0 {
            counts[info.kind as usize] += 1;
            left -= 1;
        }
    }
    let weights: Vec<u64> = ALL
        .iter()
        .map(|info| match info.presence {
            Presence::Home if region != 0 => 0,
            _ => u64::from(info.weight),
        })
        .collect();
    for (count, more) in counts.iter_mut().zip(split(left, &weights)) {
        *count += more as u32;
    }
    counts
}

/// Splits a whole by weights, by largest remainder: the parts add up to the whole.
fn split(whole: u64, weights: &[u64]) -> Vec<u64> {
    let total: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| u128::from(whole) * u128::from(weight);
    let mut parts: Vec<u64> = weights
        .iter()
        .map(|&weight| (exact(weight) / total) as u64)
        .collect();
    let missing = whole - parts.iter().sum::<u64>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&at| (std::cmp::Reverse(exact(weights[at]) % total), at));
    for &at in by_remainder.iter().take(missing as usize) {
        parts[at] += 1;
    }
    parts
}

/// The number of resources of one kind.
pub(crate) fn count(counts: &Counts, kind: Kind) -> u32 {
    counts[kind as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_to_the_whole() {
        for resources in [0, 1, 10, 2_000, 7_753, 1_000_000] {
            for (accounts, regions) in [(1, 1), (3, 4), (40, 17)] {
                let places = distribute(resources, accounts, regions, 9);
                assert_eq!(places.len(), accounts * regions);
                let sum: u64 = places.iter().flatten().map(|&n| u64::from(n)).sum();
                assert_eq!(sum, resources);
            }
        }
    }

    #[test]
    fn an_ordinary_estate_has_every_kind_and_roles_at_home_only() {
        let places = distribute(2_000, 3, 4, 1);
        for info in &ALL {
            let sum: u32 = places.iter().map(|place| count(place, info.kind)).sum();
            assert!(sum > 0, "{}", info.type_name);
        }
        let away = places.iter().enumerate().filter(|(at, _)| at % 4 != 0);
        assert_eq!(
            away.map(|(_, place)| count(place, Kind::Role)).sum::<u32>(),
            0
        );
        assert!(places.iter().all(|place| count(place, Kind::Vpc) > 0));
        assert!(
            places
                .iter()
                .all(|place| count(place, Kind::Volume) >= count(place, Kind::Instance))
        );
    }
}
