use super::*;
use serde_json::json;

fn status(ty: &str, properties: Value) -> (String, StatusClass) {
    let (text, class) = of(ty.parse().unwrap(), &properties);
    (text.to_string(), class)
}

#[test]
fn a_types_own_rows_decide() {
    assert_eq!(
        status("AWS::EC2::Instance", json!({"State": {"Name": "running"}})),
        ("running".into(), StatusClass::Ok)
    );
    assert_eq!(
        status("AWS::EC2::Instance", json!({"State": {"Name": "stopped"}})),
        ("stopped".into(), StatusClass::Off)
    );
    assert_eq!(
        status("AWS::EC2::Volume", json!({"State": "available"})),
        ("available".into(), StatusClass::Off)
    );
    assert_eq!(
        status("AWS::EC2::VPC", json!({"State": "available"})),
        ("available".into(), StatusClass::Ok)
    );
}

#[test]
fn what_is_there_or_not_is_a_status_too() {
    let used = json!({"AssociationId": "eipassoc-1"});
    assert_eq!(
        status("AWS::EC2::EIP", used),
        ("associated".into(), StatusClass::Ok)
    );
    assert_eq!(
        status("AWS::EC2::EIP", json!({})),
        ("unassociated".into(), StatusClass::Off)
    );
    assert_eq!(
        status("AWS::EC2::InternetGateway", json!({"Attachments": []})),
        ("detached".into(), StatusClass::Off)
    );
}

#[test]
fn a_tunnel_that_is_down_is_a_warning_and_all_down_a_failure() {
    let connection = |tunnels: [&str; 2]| json!({"State": "available", "VgwTelemetry": tunnels.map(|status| json!({"Status": status}))});
    assert_eq!(
        status("AWS::EC2::VPNConnection", connection(["UP", "UP"])).1,
        StatusClass::Ok
    );
    assert_eq!(
        status("AWS::EC2::VPNConnection", connection(["UP", "DOWN"])).1,
        StatusClass::Warn
    );
    assert_eq!(
        status("AWS::EC2::VPNConnection", connection(["DOWN", "DOWN"])).1,
        StatusClass::Error
    );
}

#[test]
fn a_type_without_rows_has_no_status() {
    assert_eq!(
        status("AWS::EC2::SecurityGroup", json!({"State": "x"})),
        (String::new(), StatusClass::Unknown)
    );
}

#[test]
fn what_is_looked_at_as_well_can_only_make_it_worse() {
    let log = |delivery: &str| json!({"FlowLogStatus": "ACTIVE", "DeliverLogsStatus": delivery});
    assert_eq!(
        status("AWS::EC2::FlowLog", log("SUCCESS")),
        ("ACTIVE".into(), StatusClass::Ok)
    );
    assert_eq!(
        status("AWS::EC2::FlowLog", log("FAILED")),
        ("FAILED".into(), StatusClass::Error)
    );
    let distribution = json!({"Status": "Deployed", "Enabled": false});
    assert_eq!(
        status("AWS::CloudFront::Distribution", distribution),
        ("disabled".into(), StatusClass::Off)
    );
}

#[test]
fn a_part_that_is_off_does_not_hide_one_that_works() {
    let group = |states: &[&str]| json!({"Instances": states.iter().map(|state| json!({"LifecycleState": state})).collect::<Vec<_>>()});
    assert_eq!(
        status(
            "AWS::AutoScaling::AutoScalingGroup",
            group(&["Warmed:Stopped", "InService"])
        ),
        ("InService".into(), StatusClass::Ok)
    );
    assert_eq!(
        status(
            "AWS::AutoScaling::AutoScalingGroup",
            group(&["InService", "Pending"])
        )
        .1,
        StatusClass::Busy
    );
}

#[test]
fn dates_and_counts_have_a_meaning() {
    let expires = |days: i64| {
        let seconds = jiff::Timestamp::now().as_second() + days * 86_400;
        json!({"Expiry": jiff::Timestamp::from_second(seconds).unwrap().to_string()})
    };
    for (days, text, class) in [
        (-1, "expired", StatusClass::Error),
        (10, "expires soon", StatusClass::Warn),
        (90, "valid", StatusClass::Ok),
    ] {
        assert_eq!(
            status("AWS::Route53::Domain", expires(days)),
            (text.into(), class)
        );
    }
    let policy = |count: u32| status("AWS::IAM::ManagedPolicy", json!({"AttachmentCount": count}));
    assert_eq!(policy(0), ("unattached".into(), StatusClass::Off));
    assert_eq!(policy(12), ("attached".into(), StatusClass::Ok));
}

#[test]
fn what_only_the_details_say_is_not_taken_for_absent() {
    let group = "AWS::ElasticLoadBalancingV2::TargetGroup";
    assert_eq!(
        status(group, json!({})),
        (String::new(), StatusClass::Unknown)
    );
    let function = json!({"Configuration": {"State": "Failed"}});
    assert_eq!(
        status("AWS::Lambda::Function", function),
        ("Failed".into(), StatusClass::Error)
    );
}

#[test]
fn every_ec2_status_finds_its_place_in_the_model() {
    for (ty, sources) in &*STATUSES {
        let listed = crate::catalog::ec2::ops::list_of(*ty);
        for source in sources.iter().filter(|_| listed.is_some()) {
            let path = source.path.to_string();
            assert!(path.starts_with(char::is_uppercase), "{ty}: {path}");
        }
    }
}
