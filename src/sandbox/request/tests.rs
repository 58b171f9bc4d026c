use super::*;

const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKIAX/20261101/eu-west-1/ec2/aws4_request, \
    SignedHeaders=host, Signature=00ff";

#[test]
fn a_signed_query_request_is_read_whole() {
    let request = Request::read(RawRequest {
        method: "POST",
        uri: "https://ec2.eu-west-1.amazonaws.com/",
        authorization: Some(SIGNED),
        target: None,
        body: b"Action=DescribeVpcs&VpcId.1=vpc-1&VpcId.2=vpc-2&Filter.1.Name=tag%3AName\
            &Filter.1.Value.1=a+b%2Fc",
    });
    assert_eq!(request.service, Service::Ec2);
    assert_eq!(request.action, "ec2:DescribeVpcs");
    assert_eq!(request.params.list("VpcId"), ["vpc-1", "vpc-2"]);
    assert_eq!(request.params.filters(), [("tag:Name", vec!["a b/c"])]);
    let signature = request.signature.unwrap();
    assert_eq!(
        (signature.access_key.as_str(), signature.region.as_str()),
        ("AKIAX", "eu-west-1")
    );
}

#[test]
fn an_unsigned_request_is_known_by_its_host() {
    let request = Request::read(RawRequest {
        method: "POST",
        uri: "https://sts.eu-west-1.amazonaws.com/",
        authorization: Some("AWS4-HMAC-SHA256 Credential=AKIAX/20261101"),
        target: None,
        body: b"Action=GetCallerIdentity",
    });
    assert_eq!(request.signature, None);
    assert_eq!(request.service, Service::Sts);
}

#[test]
fn a_json_request_is_known_by_its_target() {
    let request = Request::read(RawRequest {
        method: "POST",
        uri: "https://tagging.eu-west-1.amazonaws.com/",
        authorization: Some(&SIGNED.replace("/ec2/", "/tagging/")),
        target: Some("ResourceGroupsTaggingAPI_20170126.GetResources"),
        body: br#"{"PaginationToken":"x"}"#,
    });
    assert_eq!(request.action, "tag:GetResources");
    assert_eq!(request.json["PaginationToken"], "x");
    assert!(!request.is_write());
}

#[test]
fn buckets_are_found_in_host_and_path() {
    for (uri, method, operation) in [
        (
            "https://s3.eu-west-1.amazonaws.com/?x-id=ListBuckets",
            "GET",
            "ListAllMyBuckets",
        ),
        (
            "https://b.s3.eu-west-1.amazonaws.com/?location",
            "GET",
            "GetBucketLocation",
        ),
        (
            "https://s3.eu-west-1.amazonaws.com/b?location",
            "GET",
            "GetBucketLocation",
        ),
        (
            "https://s3.eu-west-1.amazonaws.com/b",
            "DELETE",
            "DELETEBucket",
        ),
    ] {
        let request = Request::read(RawRequest {
            method,
            uri,
            authorization: Some(&SIGNED.replace("/ec2/", "/s3/")),
            target: None,
            body: b"",
        });
        assert_eq!(request.operation, operation, "{uri}");
        assert_eq!(request.is_write(), method == "DELETE");
    }
}
