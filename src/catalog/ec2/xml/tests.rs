use super::*;
use serde_json::json;

const INSTANCES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>8f7724cf-496f-496e-8fe3-example</requestId>
    <reservationSet>
        <item>
            <reservationId>r-1234567890abcdef0</reservationId>
            <ownerId>001234567890</ownerId>
            <groupSet/>
            <instancesSet>
                <item>
                    <instanceId>i-1234567890abcdef0</instanceId>
                    <imageId>ami-0abc</imageId>
                    <instanceState><code>16</code><name>running</name></instanceState>
                    <ebsOptimized>false</ebsOptimized>
                    <amiLaunchIndex>0</amiLaunchIndex>
                    <launchTime>2026-11-03T14:05:06.000Z</launchTime>
                    <keyName>a &amp; b &#x41;&lt;</keyName>
                    <dnsName/>
                    <groupSet>
                        <item><groupId>sg-1</groupId><groupName>  web </groupName></item>
                    </groupSet>
                    <tagSet><item><key>Name</key><value><![CDATA[<x> & y]]></value></item></tagSet>
                    <productCodes/>
                    <cpuOptions><coreCount>2</coreCount><threadsPerCore>1</threadsPerCore></cpuOptions>
                    <brandNew><oneThing>1</oneThing></brandNew>
                    <brandNewSet><item>a</item><item>b</item></brandNewSet>
                    <emptyNewSet/>
                </item>
            </instancesSet>
        </item>
    </reservationSet>
    <nextToken>abc==</nextToken>
</DescribeInstancesResponse>"#;

fn read(body: &str, operation: &str) -> Result<Value, XmlError> {
    to_json(body.as_bytes(), operation)
}

#[test]
fn an_answer_has_the_names_and_types_of_the_model() {
    let value = read(INSTANCES, "DescribeInstances").unwrap();
    assert_eq!(
        value,
        json!({
            "RequestId": "8f7724cf-496f-496e-8fe3-example",
            "Reservations": [{
                "ReservationId": "r-1234567890abcdef0",
                "OwnerId": "001234567890",
                "Groups": [],
                "Instances": [{
                    "InstanceId": "i-1234567890abcdef0",
                    "ImageId": "ami-0abc",
                    "State": {"Code": 16, "Name": "running"},
                    "EbsOptimized": false,
                    "AmiLaunchIndex": 0,
                    "LaunchTime": "2026-11-03T14:05:06.000Z",
                    "KeyName": "a & b A<",
                    "PublicDnsName": "",
                    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "  web "}],
                    "Tags": [{"Key": "Name", "Value": "<x> & y"}],
                    "ProductCodes": [],
                    "CpuOptions": {"CoreCount": 2, "ThreadsPerCore": 1},
                    "BrandNew": {"OneThing": "1"},
                    "BrandNewSet": ["a", "b"],
                    "EmptyNewSet": []
                }]
            }],
            "NextToken": "abc=="
        })
    );
}

#[test]
fn every_cut_of_an_answer_is_an_error() {
    for end in 0..INSTANCES.len() - 1 {
        let cut = &INSTANCES.as_bytes()[..end];
        assert!(to_json(cut, "DescribeInstances").is_err(), "cut at {end}");
    }
    let cut = &INSTANCES[..INSTANCES.find("<imageId>").unwrap()];
    assert_eq!(
        read(cut, "DescribeInstances"),
        Err(XmlError::CutShort {
            inside: "item".into()
        })
    );
    let inside_a_tag = &INSTANCES[..INSTANCES.find("<imageId>").unwrap() + 4];
    assert!(matches!(
        read(inside_a_tag, "DescribeInstances"),
        Err(XmlError::CutShort { .. })
    ));
}

#[test]
fn pages_for_people_are_not_answers() {
    for html in [
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Sign in</title></head></html>",
        "<html><body>Bad gateway<br></body></html>",
        "  <HTML></HTML>",
    ] {
        assert_eq!(read(html, "DescribeVpcs"), Err(XmlError::Html), "{html}");
    }
}

#[test]
fn other_bodies_are_errors_with_a_reason() {
    assert_eq!(read(" \n", "DescribeVpcs"), Err(XmlError::Empty));
    let error = read("<DescribeSubnetsResponse/>", "DescribeVpcs").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer is <DescribeSubnetsResponse> where <DescribeVpcsResponse> belongs"
    );
    for body in [
        "{\"Vpcs\": []}",
        "<DescribeVpcsResponse></Other>",
        "<DescribeVpcsResponse/>more",
        "<DescribeVpcsResponse/><Second/>",
        "<DescribeVpcsResponse>&nonsense;</DescribeVpcsResponse>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><DescribeVpcsResponse/>",
    ] {
        let error = read(body, "DescribeVpcs").unwrap_err();
        assert!(matches!(error, XmlError::NotXml(_)), "{body}: {error:?}");
    }
    assert!(matches!(
        to_json(&[0xff, 0xfe, 0x3c], "DescribeVpcs"),
        Err(XmlError::NotXml(_))
    ));
}

#[test]
fn a_text_where_a_list_belongs_is_no_empty_list() {
    let of = |set: &str| {
        let body = format!("<DescribeVolumesResponse>{set}</DescribeVolumesResponse>");
        read(&body, "DescribeVolumes")
    };
    let inside = "Volumes".to_owned();
    assert_eq!(
        of("<volumeSet>none</volumeSet>"),
        Err(XmlError::StrayText { inside })
    );
    let odd = of("<volumeSet> <item>odd</item> </volumeSet>").unwrap();
    assert_eq!(odd, json!({"Volumes": [{}]}), "an odd item is an item");
}

#[test]
fn nesting_is_bounded() {
    let body = format!("<DescribeVpcsResponse>{}", "<a>".repeat(100_000));
    assert_eq!(read(&body, "DescribeVpcs"), Err(XmlError::TooDeep));
}

#[test]
fn values_that_do_not_fit_their_type_are_kept_as_text() {
    let body = "<DescribeVolumesResponse><volumeSet><item><size>many</size><iops/>\
                <encrypted>perhaps</encrypted><throughput>1.5</throughput></item></volumeSet>\
                </DescribeVolumesResponse>";
    assert_eq!(
        read(body, "DescribeVolumes").unwrap(),
        json!({"Volumes": [{"Size": "many", "Encrypted": "perhaps", "Throughput": 1.5}]})
    );
}

#[test]
fn operations_that_the_model_does_not_know_are_read_by_their_form() {
    let body = "<DescribeNewThingsResponse><newThingSet><item><newThingId>n-1</newThingId>\
                <part>1</part><part>2</part></item></newThingSet></DescribeNewThingsResponse>";
    assert_eq!(
        read(body, "DescribeNewThings").unwrap(),
        json!({"NewThingSet": [{"NewThingId": "n-1", "Part": ["1", "2"]}]})
    );
}
