//! Rows for benchmarks: as large and as varied as real ones, the same in every run.

use awsdash::app::memory_profiling::allocated_total;
use awsdash::app::resource_explorer::state::{
    ArnText, Properties, Provider, ResourceEntry, StatusClass, Tags, tags::shared,
};

/// A row as pages bring them, a thousand of one account, region and type together, with about 900 bytes of properties JSON, five tags and a shared ARN prefix.
pub fn row(number: usize) -> ResourceEntry {
    let region = ["eu-west-1", "us-east-1", "eu-central-1", "ap-southeast-2"][number / 1000 % 4];
    let ty = [
        "AWS::EC2::Instance",
        "AWS::EC2::Volume",
        "AWS::EC2::NetworkInterface",
        "AWS::EC2::Snapshot",
    ][number / 4000 % 4];
    let account = ["001234567890", "176031372159", "999988887777"][number / 16_000 % 3];
    let id = format!(
        "x-{:017x}",
        (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 4
    );
    let name = format!(
        "{}-{}-{number}",
        ["payments", "search", "Ledger", "größe"][number % 4],
        number % 97
    );
    let tags = Tags::from_pairs([
        ("Name", name.as_str()),
        ("Environment", ["prod", "dev", "staging"][number % 3]),
        ("Team", ["payments", "search", "platform"][number / 3 % 3]),
        ("CostCenter", ["CC-1001", "CC-2040"][number % 2]),
        ("ManagedBy", "terraform"),
    ]);
    ResourceEntry {
        account: account.parse().expect("twelve digits"),
        region: region.parse().expect("a region"),
        resource_type: ty.parse().expect("a type"),
        provider: Provider::Ec2,
        status_class: StatusClass::Ok,
        managed: false,
        status: shared("running"),
        arn: ArnText::PrefixAndId(shared(&format!("arn:aws:ec2:{region}:{account}:instance/"))),
        name: tags.name_or(""),
        tags,
        properties: Properties::from_json(&properties(number, &id)),
        id: id.into(),
    }
}

/// About 900 bytes of JSON, shaped like an answer of EC2.
pub fn properties(number: usize, id: &str) -> serde_json::Value {
    let instance_type = ["t3.large", "m6i.xlarge", "c7g.medium"][number % 3];
    serde_json::json!({
        "InstanceId": id,
        "ImageId": format!("ami-{:017x}", number % 37),
        "InstanceType": instance_type,
        "LaunchTime": "2026-03-14T09:26:53.000Z",
        "Placement": {"AvailabilityZone": "eu-west-1a", "Tenancy": "default"},
        "PrivateIpAddress": format!("10.{}.{}.{}", number % 256, number / 256 % 256, number % 251),
        "State": {"Code": 16, "Name": "running"},
        "SubnetId": format!("subnet-{:017x}", number % 211),
        "VpcId": format!("vpc-{:017x}", number % 13),
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {
            "AttachTime": "2026-03-14T09:26:54.000Z", "DeleteOnTermination": true,
            "Status": "attached", "VolumeId": format!("vol-{number:017x}")}}],
        "NetworkInterfaces": [{"NetworkInterfaceId": format!("eni-{number:017x}"), "Status": "in-use",
            "Groups": [{"GroupId": format!("sg-{:017x}", number % 61), "GroupName": "default"}]}],
        "MetadataOptions": {"State": "applied", "HttpTokens": "required", "HttpEndpoint": "enabled"},
    })
}

/// `count` rows as one batch.
pub fn rows(count: usize) -> Vec<ResourceEntry> {
    (0..count).map(row).collect()
}

/// Prints what `work` allocates, beside the time that the harness measures.
pub fn report_allocations(what: &str, work: impl FnOnce()) {
    let (bytes_before, calls_before) = allocated_total();
    work();
    let (bytes, calls) = allocated_total();
    println!(
        "{what}: {} bytes in {} allocations",
        bytes - bytes_before,
        calls - calls_before
    );
}
