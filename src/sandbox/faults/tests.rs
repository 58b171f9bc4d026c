use super::*;

fn denies(pattern: &str, action: &str, account: usize, region: &str) -> bool {
    let pattern: DenyPattern = pattern.parse().unwrap();
    pattern.matches(action, (account, "123456789012"), region)
}

#[test]
fn patterns_mean_what_they_say() {
    assert!(denies(
        "ec2:DescribeImages",
        "ec2:DescribeImages",
        0,
        "eu-west-1"
    ));
    assert!(!denies(
        "ec2:DescribeImages",
        "ec2:DescribeImageAttribute",
        0,
        "x"
    ));
    assert!(denies("ec2:*@2", "ec2:DescribeVpcs", 2, "eu-west-1"));
    assert!(!denies("ec2:*@2", "ec2:DescribeVpcs", 1, "eu-west-1"));
    assert!(denies(
        "ec2:*@123456789012",
        "ec2:DescribeVpcs",
        1,
        "eu-west-1"
    ));
    assert!(denies("ec2:*s@*:eu-*", "ec2:DescribeVpcs", 1, "eu-west-1"));
    assert!(!denies("ec2:*s@*:us-*", "ec2:DescribeVpcs", 1, "eu-west-1"));
    assert!(denies("ec2:*Vpc*", "ec2:DescribeVpcEndpoints", 1, "x"));
    assert!(denies("*:*", "sts:AssumeRole", 1, "x"));
}

#[test]
fn what_is_no_pattern_is_refused() {
    for bad in [
        "",
        "ec2",
        "ec2:",
        "ec2:*@",
        "ec2:*@two",
        "ec2:a b",
        "ec2:*@1:",
    ] {
        assert_eq!(bad.parse::<DenyPattern>(), Err(BadPattern), "{bad}");
    }
}

#[test]
fn credentials_that_expired_work_again_after_a_sign_in() {
    let expired = |expire: u64, renew: Option<u64>| {
        Faults::new(&SandboxSpec {
            expire: Some(Duration::from_secs(expire)),
            renew: renew.map(Duration::from_secs),
            ..Default::default()
        })
        .base_has_expired()
    };
    assert!(!expired(60, None) && !expired(60, Some(1)));
    assert!(expired(0, None) && expired(0, Some(60)));
    assert!(!expired(0, Some(0)));
}

#[test]
fn a_share_of_calls_is_refused_and_the_same_ones_every_time() {
    let spec = SandboxSpec {
        throttle: 0.2,
        ..Default::default()
    };
    let fates = |faults: Faults| (1..=1_000).map(|n| faults.fate(n)).collect::<Vec<_>>();
    let (first, second) = (fates(Faults::new(&spec)), fates(Faults::new(&spec)));
    assert_eq!(first, second);
    let refused = first.iter().filter(|&&fate| fate == Fate::Throttle).count();
    assert!((150..250).contains(&refused), "{refused}");
}
