//! What nearly every test here needs.

pub(crate) use serde_json::{Value, json};

pub(crate) use crate::run::{Ended, command, list, text};
pub(crate) use crate::scripted_aws::{
    ACCOUNT, Answer, Body, OTHER, Request, ScriptedAws, ec2, ec2_error, html, identity_xml,
    json_answer, json_error, json_error_with, json_text, query, query_error, regions_xml, s3_error,
    xml,
};

/// `arn:aws:SERVICE:us-east-1:ACCOUNT:REST`, of the first account.
pub(crate) fn arn(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{rest}")
}

/// One VPC, whose list is never spoilt: it must come however other lists fail.
pub(crate) fn vpc(request: &Request) -> Option<Answer> {
    (request.op == "DescribeVpcs").then(|| {
        let item = "<item><vpcId>vpc-0aaaaaaaaaaaaaaa1</vpcId></item>";
        ec2(&request.op, &format!("<vpcSet>{item}</vpcSet>"))
    })
}

/// One hosted zone, which no region is asked for.
pub(crate) fn hosted_zone(request: &Request) -> Option<Answer> {
    let asked = request.service == "route53" && request.path.ends_with("/hostedzone");
    asked.then(|| {
        xml(
            "<ListHostedZonesResponse><HostedZones><HostedZone><Id>/hostedzone/Z1</Id>\
             <Name>a.</Name></HostedZone></HostedZones><IsTruncated>false</IsTruncated>\
             </ListHostedZonesResponse>",
        )
    })
}

/// A function as Lambda lists it.
pub(crate) fn function(name: &str) -> Value {
    json!({"FunctionName": name, "FunctionArn": arn("lambda", &format!("function:{name}"))})
}
