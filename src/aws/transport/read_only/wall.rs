//! The second wall: below all clients, on the finished request.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::Refusal;
use super::operations::{is_listed_path, is_read, service_of_target};
use crate::model::percent::decoded_form;

/// Puts the wall around an HTTP client. Clients built on the result cannot send anything else than read
/// operations, also when a caller asks for another.
pub(in crate::aws) fn behind_wall(inner: SharedHttpClient) -> SharedHttpClient {
    SharedHttpClient::new(WalledClient { inner })
}

// `validate_base_client_config` is left at its default on purpose: the inner client would read the
// system's certificates once for every client that is built.
#[derive(Debug)]
struct WalledClient {
    inner: SharedHttpClient,
}

impl HttpClient for WalledClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(WalledConnector {
            inner: self.inner.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct WalledConnector {
    inner: SharedHttpConnector,
}

impl HttpConnector for WalledConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match check(&request) {
            Ok(()) => self.inner.call(request),
            Err(refusal) => {
                tracing::error!(%refusal, "request stopped at the second wall");
                HttpConnectorFuture::ready(Err(ConnectorError::user(refusal.into())))
            }
        }
    }
}

/// Whether a request names a read operation.
fn check(request: &HttpRequest) -> Result<(), Refusal> {
    let (path, query) = path_and_query(request.uri());
    let query = pairs(query.as_bytes());
    if query
        .iter()
        .any(|(key, _)| key.to_ascii_lowercase().starts_with("x-amz-"))
    {
        return Err(Refusal::new("a request signed in its address"));
    }
    let service = signed_service(request)?;
    let names = operation_names(request, &query, service.as_deref())?;
    if !names.is_empty() {
        return match names.iter().find(|(service, name)| !is_read(service, name)) {
            None => Ok(()),
            Some((service, name)) => Err(Refusal::new(format!("{service}:{name}"))),
        };
    }
    let method = request.method();
    let keys: Vec<&str> = query.iter().map(|(key, _)| key.as_str()).collect();
    let known = match service.as_deref() {
        // Below a bucket's name are its objects, which this program never reads.
        Some("s3") => {
            is_bucket_read(method, path, &keys)
                || path.starts_with("/v20180820/") && is_listed_path("s3", method, path)
        }
        Some(service) => is_listed_path(service, method, path),
        None => is_credential_request(method, path),
    };
    if known {
        Ok(())
    } else {
        let service = service.as_deref().unwrap_or("unsigned");
        Err(Refusal::new(format!("{service} {method} {path}")))
    }
}

/// The service in the scope of the signature; `None` for a request that is not signed.
fn signed_service(request: &HttpRequest) -> Result<Option<String>, Refusal> {
    let Some(header) = request.headers().get("authorization") else {
        return Ok(None);
    };
    if !header.starts_with("AWS4-") {
        // Container and instance roles send tokens of their own here.
        return Ok(None);
    }
    let credential = header.split("Credential=").nth(1);
    let scope = credential.and_then(|text| text.split([',', ' ']).next());
    let mut parts = scope.unwrap_or_default().rsplit('/');
    match (parts.next(), parts.next()) {
        (Some("aws4_request"), Some(service)) => Ok(Some(iam_prefix(service).to_owned())),
        _ => Err(Refusal::new("a request with a signature of unknown form")),
    }
}

/// Services sign by their endpoint's name, which is not always their IAM prefix.
fn iam_prefix(signing_name: &str) -> &str {
    match signing_name {
        "tagging" => "tag",
        "cloudcontrolapi" => "cloudformation",
        other => other,
    }
}

/// Every operation the request names, in target header, address and form.
fn operation_names(
    request: &HttpRequest,
    query: &[(String, String)],
    service: Option<&str>,
) -> Result<Vec<(String, String)>, Refusal> {
    let mut names = Vec::new();
    for target in request.headers().get_all("x-amz-target") {
        let (prefix, operation) = target.rsplit_once('.').unwrap_or(("", target));
        let prefix = service_of_target(prefix).unwrap_or(prefix);
        names.push((prefix.to_owned(), operation.to_owned()));
    }
    let form = form(request)?;
    // What is sent unsigned and by form is sent to STS: AssumeRoleWithWebIdentity.
    let service = service.unwrap_or("sts");
    for (key, value) in query.iter().chain(&form) {
        if key.eq_ignore_ascii_case("action") {
            names.push((service.to_owned(), value.clone()));
        }
    }
    Ok(names)
}

fn form(request: &HttpRequest) -> Result<Vec<(String, String)>, Refusal> {
    let Some(body) = request.body().bytes() else {
        return Err(Refusal::new("a streamed request"));
    };
    let content = request.headers().get("content-type").unwrap_or_default();
    let is_json = content.contains("json") || body.starts_with(b"{");
    Ok(if is_json { Vec::new() } else { pairs(body) })
}

fn is_bucket_read(method: &str, path: &str, query: &[&str]) -> bool {
    let listing = [
        "x-id",
        "max-buckets",
        "continuation-token",
        "prefix",
        "bucket-region",
    ];
    let is_list = path == "/" && query.iter().all(|key| listing.contains(key));
    let is_location = query.contains(&"location") && query.len() == 1;
    let bucket = path.strip_prefix('/').unwrap_or_default();
    let is_bucket = !bucket.is_empty() && !bucket.contains('/');
    match method {
        "GET" => is_list || is_location,
        "HEAD" => is_bucket && query.is_empty(),
        _ => false,
    }
}

/// What the SDK's credential chain asks without a signature: container and instance roles, IAM
/// Identity Center.
fn is_credential_request(method: &str, path: &str) -> bool {
    match method {
        "GET" => true,
        "PUT" => path == "/latest/api/token",
        "POST" => ["/token", "/client/register", "/device_authorization"].contains(&path),
        _ => false,
    }
}

fn path_and_query(uri: &str) -> (&str, &str) {
    let after_scheme = uri.find("://").map_or(0, |at| at + 3);
    let path_at = uri[after_scheme..]
        .find('/')
        .map_or(uri.len(), |at| after_scheme + at);
    let path_and_query = &uri[path_at..];
    let (path, query) = path_and_query
        .split_once('?')
        .unwrap_or((path_and_query, ""));
    (if path.is_empty() { "/" } else { path }, query)
}

/// Key and value of each pair of a form, decoded.
fn pairs(form: &[u8]) -> Vec<(String, String)> {
    form.split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |&byte| byte == b'=');
            let mut half = || decoded_form(halves.next().unwrap_or_default());
            (half(), half())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn request(method: &str, uri: &str, service: Option<&str>, body: &str) -> HttpRequest {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method(method).unwrap();
        request.set_uri(uri.to_owned()).unwrap();
        if let Some(service) = service {
            let scope = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261103/us-east-1/{service}/aws4_request, \
                 SignedHeaders=host, Signature=00"
            );
            request.headers_mut().insert("authorization", scope);
        }
        request
    }

    fn form(service: &str, body: &str) -> Result<(), Refusal> {
        check(&request(
            "POST",
            "https://x.amazonaws.com/",
            Some(service),
            body,
        ))
    }

    #[test]
    fn query_reads_pass_and_writes_do_not() {
        assert!(form("ec2", "Action=DescribeInstances&Version=2016-11-15").is_ok());
        assert!(form("sts", "Action=AssumeRole&RoleArn=x").is_ok());
        let refusal = form("ec2", "Action=TerminateInstances&InstanceId.1=i-1").unwrap_err();
        assert!(refusal.what == "ec2:TerminateInstances", "{refusal}");
        assert!(refusal.to_string().contains("nothing was sent"));
        assert!(form("ec2", "Action=GetPasswordData").is_err());
        assert!(form("iam", "Action=DescribeInstances").is_err());
    }

    #[test]
    fn a_second_or_disguised_action_is_seen() {
        assert!(form("ec2", "Action=DescribeVpcs&Action=DeleteVpc").is_err());
        assert!(form("ec2", "%41ction=Delete%56pc").is_err());
        assert!(form("ec2", "action=DeleteVpc").is_err());
        let both = request(
            "POST",
            "https://ec2.us-east-1.amazonaws.com/?Action=DeleteVpc",
            Some("ec2"),
            "Action=DescribeVpcs",
        );
        assert!(check(&both).is_err());
        assert!(form("ec2", "").is_err());
    }

    #[test]
    fn json_operations_go_by_their_target() {
        let target = |name: &'static str| {
            let mut json = request("POST", "https://x/", Some("tagging"), "{}");
            json.headers_mut().insert("x-amz-target", name);
            check(&json)
        };
        assert!(target("ResourceGroupsTaggingAPI_20170126.GetResources").is_ok());
        assert!(target("ResourceGroupsTaggingAPI_20170126.TagResources").is_err());
        assert!(target("DynamoDB_20120810.GetResources").is_err());
        assert!(target("GetResources").is_err());
        assert!(target("CloudApiService.ListResources").is_ok());
        assert!(target("CloudApiService.GetResource").is_ok());
        assert!(target("CloudApiService.GetResourceRequestStatus").is_err());
        assert!(target("CloudApiService.DeleteResource").is_err());
    }

    #[test]
    fn buckets_can_be_listed_and_located_and_nothing_else() {
        let s3 = |method: &str, rest: &str| {
            check(&request(
                method,
                &format!("https://s3.eu-west-1.amazonaws.com{rest}"),
                Some("s3"),
                "",
            ))
        };
        assert!(s3("GET", "/?max-buckets=1000&continuation-token=x").is_ok());
        assert!(s3("GET", "/").is_ok() && s3("GET", "").is_ok());
        assert!(s3("GET", "/bucket?location").is_ok());
        assert!(s3("HEAD", "/bucket").is_ok());
        for (method, rest) in [
            ("GET", "/bucket/key"),
            ("HEAD", "/bucket/key"),
            ("HEAD", "/bucket?policy"),
            ("HEAD", "/"),
            ("GET", "/bucket"),
            ("GET", "/bucket?policy"),
            ("PUT", "/bucket"),
            ("DELETE", "/bucket?location"),
            ("POST", "/?delete"),
        ] {
            assert!(s3(method, rest).is_err(), "{method} {rest}");
        }
    }

    #[test]
    fn credentials_can_be_fetched_without_a_signature() {
        let unsigned =
            |method: &str, uri: &str, body: &str| check(&request(method, uri, None, body));
        assert!(unsigned("PUT", "http://169.254.169.254/latest/api/token", "").is_ok());
        assert!(unsigned("GET", "http://169.254.169.254/latest/meta-data/iam/", "").is_ok());
        assert!(
            unsigned(
                "GET",
                "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=x",
                ""
            )
            .is_ok()
        );
        assert!(
            unsigned(
                "POST",
                "https://oidc.eu-west-1.amazonaws.com/token",
                "{\"grantType\":\"x\"}"
            )
            .is_ok()
        );
        assert!(
            unsigned(
                "POST",
                "https://sts.amazonaws.com/",
                "Action=AssumeRoleWithWebIdentity"
            )
            .is_ok()
        );
        assert!(
            unsigned(
                "POST",
                "https://sts.amazonaws.com/",
                "Action=GetSessionToken"
            )
            .is_err()
        );
        assert!(unsigned("PUT", "https://bucket.s3.amazonaws.com/key", "x").is_err());
        assert!(
            unsigned(
                "GET",
                "https://b.s3.amazonaws.com/key?X-Amz-Signature=0",
                ""
            )
            .is_err()
        );
    }
}
