//! AWS's own limits on requests: a token bucket per account, region and action.
//!
//! EC2 documents its buckets (100 tokens and 20 a second; 50 and 10 for calls that do not page). For some others
//! users have published measurements; the rest get a low guess.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

/// EC2's lists that cannot page.
const UNPAGED: [&str; 8] = [
    "ec2:DescribeAddresses",
    "ec2:DescribeCustomerGateways",
    "ec2:DescribeKeyPairs",
    "ec2:DescribePlacementGroups",
    "ec2:DescribeRegions",
    "ec2:DescribeVpnConnections",
    "ec2:DescribeVpnGateways",
    "ec2:DescribeAccountAttributes",
];

/// Tokens of a full bucket, and how many come back in a second.
fn bucket_of(action: &str) -> (f64, f64) {
    match action.split(':').next().unwrap_or_default() {
        "ec2" if UNPAGED.contains(&action) => (50.0, 10.0),
        "ec2" => (100.0, 20.0),
        "tag" => (15.0, 15.0),
        "organizations" => (8.0, 4.0),
        "iam" => (20.0, 5.0),
        "route53" => (5.0, 5.0),
        "sts" => (100.0, 100.0),
        _ => (20.0, 10.0),
    }
}

/// The buckets of one sandbox.
#[derive(Debug, Default)]
pub(crate) struct Quotas {
    buckets: Mutex<TokenBuckets>,
}

#[derive(Debug, Default)]
struct TokenBuckets {
    /// Tokens and when they were counted, by account, region and action.
    tokens: HashMap<(usize, usize, String), (f64, Instant)>,
    refused: u64,
}

impl Quotas {
    /// Takes a token for a call; whether there was one.
    pub(crate) fn admits(&self, account: usize, region: usize, action: &str, now: Instant) -> bool {
        let mut buckets = self.lock();
        let (full, per_second) = bucket_of(action);
        let key = (account, region, action.to_owned());
        let (tokens, counted) = buckets.tokens.entry(key).or_insert((full, now));
        let passed = now.saturating_duration_since(*counted).as_secs_f64();
        *tokens = (*tokens + passed * per_second).min(full);
        *counted = now;
        let admits = *tokens >= 1.0;
        if admits {
            *tokens -= 1.0;
        } else {
            buckets.refused += 1;
        }
        admits
    }

    /// Calls that came too fast.
    pub(crate) fn refused(&self) -> u64 {
        self.lock().refused
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, TokenBuckets> {
        self.buckets.lock().unwrap_or_else(|held| held.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again_and_is_its_place_s_own() {
        let quotas = Quotas::default();
        let start = Instant::now();
        let admitted = |region, at| {
            (0..150)
                .filter(|_| quotas.admits(0, region, "ec2:DescribeVpcs", at))
                .count()
        };
        assert_eq!(admitted(0, start), 100);
        assert_eq!(admitted(1, start), 100);
        assert_eq!(admitted(0, start + Duration::from_secs(1)), 20);
        assert_eq!(quotas.refused(), 50 + 50 + 130);
        let key_pairs = |at| quotas.admits(0, 0, "ec2:DescribeKeyPairs", at);
        assert_eq!((0..99).filter(|_| key_pairs(start)).count(), 50);
    }
}
