//! Rows for benchmarks, as large and as varied as real ones and the same in every run, and the reporting of
//! results for `benches/run`.

// Every benchmark is a program of its own, and none needs all of it.
#![allow(dead_code)]

use std::io::Write as _;

use awsdash::app::memory_profiling::allocated_total;
use awsdash::app::resource_explorer::batch_store::Batch;
use awsdash::app::resource_explorer::tree::PaneRows;
use awsdash::model::tags::shared;
use awsdash::model::{ArnText, Properties, Provider, ResourceEntry, StatusClass, Tags, pack_rows};
use serde_json::{Value, json};

/// Rows of a page.
pub(crate) const PAGE_ROWS: usize = 1000;

/// Whether rows have the properties of the list call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum With {
    /// Id, name, tags, status and ARN.
    NoProperties,
    /// And some 900 bytes of JSON.
    Properties,
}

/// A number that looks random, the same for the same `number`.
fn mixed(number: usize) -> u64 {
    let mut mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^= mixed >> 29;
    mixed = mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ mixed >> 32
}

fn hex_id(prefix: &str, number: usize) -> String {
    format!("{prefix}-{:017x}", mixed(number) >> 4)
}

/// A row as pages bring them: a thousand of one account, region and type together, each with a name of its own,
/// four to six more tags of which some are nearly unique, and an ARN that shares its beginning.
pub(crate) fn row(number: usize, with: With) -> ResourceEntry {
    let page = number / PAGE_ROWS;
    let region = ["eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2"][page % 4];
    let ty = [
        "AWS::EC2::Instance",
        "AWS::EC2::Volume",
        "AWS::EC2::NetworkInterface",
        "AWS::EC2::Snapshot",
    ][page / 4 % 4];
    let account = ["001234567890", "176031372159", "999988887777"][page / 16 % 3];
    let id = hex_id("i", number);
    let name = format!(
        "{}-{}-{number}",
        ["payments", "search", "Ledger", "größe"][number % 4],
        number % 97
    );
    let stack = format!("stack-{}", mixed(number / 40) % 25_000);
    let mut pairs = vec![
        ("Name", name.as_str()),
        ("Environment", ["prod", "dev", "staging"][number % 3]),
        ("Team", ["payments", "search", "platform"][number / 3 % 3]),
        ("CostCenter", ["CC-1001", "CC-2040"][number % 2]),
        ("ManagedBy", "terraform"),
    ];
    // Every fourth belongs to a stack of a few dozen.
    if number.is_multiple_of(4) {
        pairs.push(("aws:cloudformation:stack-name", stack.as_str()));
    }
    let tags = Tags::from_pairs(pairs);
    let ty = ty.parse().expect("a type");
    let properties = match with {
        With::NoProperties => Properties::default(),
        With::Properties => Properties::from_json(&properties(number, &id)),
    };
    ResourceEntry {
        account: account.parse().expect("twelve digits"),
        region: region.parse().expect("a region"),
        resource_type: ty,
        provider: Provider::Ec2,
        status_class: StatusClass::Ok,
        managed: false,
        status: shared("running"),
        arn: ArnText::of(
            &format!("arn:aws:ec2:{region}:{account}:instance/{id}"),
            &id,
        ),
        tags,
        properties,
        id: id.into(),
    }
}

/// Some 880 bytes of JSON, shaped like an answer of EC2, with ids and times of their own.
pub(crate) fn properties(number: usize, id: &str) -> Value {
    let instance_type = ["t3.large", "m6i.xlarge", "c7g.medium"][number % 3];
    let at = mixed(number + 1);
    let launched = format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}.000Z",
        1 + at % 12,
        1 + at / 12 % 28,
        at / 336 % 24,
        at / 8064 % 60,
        at / 483_840 % 60
    );
    json!({
        "InstanceId": id,
        "ImageId": hex_id("ami", number % 37),
        "InstanceType": instance_type,
        "LaunchTime": launched,
        "Placement": {"AvailabilityZone": "eu-west-1a", "Tenancy": "default"},
        "PrivateIpAddress": format!("10.{}.{}.{}", at % 256, at / 256 % 256, at / 65_536 % 251),
        "State": {"Code": 16, "Name": "running"},
        "SubnetId": hex_id("subnet", number % 211),
        "VpcId": hex_id("vpc", number % 13),
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {
            "AttachTime": launched, "DeleteOnTermination": true,
            "Status": "attached", "VolumeId": hex_id("vol", number + 2)}}],
        "NetworkInterfaces": [{"NetworkInterfaceId": hex_id("eni", number + 3), "Status": "in-use",
            "Groups": [{"GroupId": hex_id("sg", number % 61), "GroupName": "default"}]}],
        "MetadataOptions": {"State": "applied", "HttpTokens": "required", "HttpEndpoint": "enabled"},
        "Monitoring": {"State": "disabled"}, "EbsOptimized": false,
        "RootDeviceName": "/dev/xvda", "Hypervisor": "xen", "Architecture": "arm64",
    })
}

/// `count` rows as pages, shared as a pane shares them.
pub(crate) fn pages(count: usize, with: With) -> PaneRows {
    let mut rows = PaneRows::default();
    for page in (0..count).collect::<Vec<_>>().chunks(PAGE_ROWS) {
        let page: Vec<_> = page.iter().map(|&number| row(number, with)).collect();
        let ty = page[0].resource_type;
        assert!(rows.push(Batch::new(pack_rows(ty, page))));
    }
    rows
}

/// Prints what `work` allocates, beside the time that the harness measures, and keeps it as a result.
pub(crate) fn report_allocations(what: &str, work: impl FnOnce()) {
    let (bytes_before, calls_before) = allocated_total();
    work();
    let (bytes, calls) = allocated_total();
    result(
        &format!("{what}: allocated"),
        (bytes - bytes_before) as f64,
        "bytes",
    );
    result(
        &format!("{what}: allocations"),
        (calls - calls_before) as f64,
        "calls",
    );
}

/// Prints a figure, and adds it to the file that `BENCH_RESULTS` names, a JSON object a line.
pub(crate) fn result(what: &str, value: f64, unit: &str) {
    println!("{what}: {value} {unit}");
    let Some(path) = std::env::var_os("BENCH_RESULTS") else {
        return;
    };
    let line = json!({"what": what, "value": value, "unit": unit});
    let file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path);
    let written = file.and_then(|mut file| writeln!(file, "{line}"));
    written.expect("BENCH_RESULTS names a file that can be written");
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
