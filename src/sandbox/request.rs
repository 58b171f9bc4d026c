//! An HTTP request of the SDK, read: service, action, parameters, caller and region.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use super::native;
use super::service::Service;
use crate::catalog::native::{Detail, NativeOp};
use crate::model::percent::decoded_form;

/// The credential scope of the signature: key, region and service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) access_key: String,
    pub(crate) region: String,
    signing_name: String,
}

/// A request, read.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) service: Service,
    /// The operation, such as `DescribeInstances`; for S3 the IAM action's name.
    pub(crate) operation: String,
    /// `ec2:DescribeInstances`.
    pub(crate) action: String,
    /// `None` for an unsigned request.
    pub(crate) signature: Option<Signature>,
    pub(crate) params: Params,
    /// The body of a JSON request; `Null` for others.
    pub(crate) json: Value,
    /// For S3: the bucket.
    pub(crate) bucket: Option<String>,
    pub(crate) method: String,
    /// Path, as it was sent.
    pub(crate) path: String,
    /// Parameters in the address.
    pub(crate) query: Params,
    /// The catalog's list call that this is.
    pub(crate) native: Option<&'static NativeOp>,
    /// The catalog's detail call that this is.
    pub(crate) detail: Option<(&'static NativeOp, &'static Detail)>,
}

/// The parameters of a query request.
#[derive(Debug, Default)]
pub(crate) struct Params(HashMap<String, String>);

impl Params {
    fn parse(form: &str) -> Self {
        let pairs = form.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decoded_form(key.as_bytes()), decoded_form(value.as_bytes()))
                })
                .collect(),
        )
    }

    /// The value of a parameter.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The values of `key.1`, `key.2`, …
    pub(crate) fn list(&self, key: &str) -> Vec<&str> {
        (1..)
            .map_while(|number| self.get(&format!("{key}.{number}")))
            .collect()
    }

    /// Names and values of `Filter.1`, `Filter.2`, …
    pub(crate) fn filters(&self) -> Vec<(&str, Vec<&str>)> {
        (1..)
            .map_while(|number| {
                let name = self.get(&format!("Filter.{number}.Name"))?;
                Some((name, self.list(&format!("Filter.{number}.Value"))))
            })
            .collect()
    }
}

/// Reads the `Authorization` header of Signature Version 4.
fn signature(header: &str) -> Option<Signature> {
    let scope = header
        .strip_prefix("AWS4-HMAC-SHA256")?
        .split([',', ' '])
        .find_map(|part| part.strip_prefix("Credential="))?;
    let signed = header.contains("Signature=");
    let mut parts = scope.split('/');
    let access_key = parts.next()?.to_owned();
    let _day = parts.next()?;
    let region = parts.next()?.to_owned();
    let signing_name = parts.next()?.to_owned();
    (signed && parts.next() == Some("aws4_request")).then_some(Signature {
        access_key,
        region,
        signing_name,
    })
}

/// The parts of an HTTP request that matter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) target: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

impl Request {
    /// Reads a request.
    pub(crate) fn read(raw: RawRequest<'_>) -> Self {
        let signature = raw.authorization.and_then(signature);
        let (host, path, query) = split_uri(raw.uri);
        let signing_name = match &signature {
            Some(signature) => signature.signing_name.clone(),
            None => service_of_host(host),
        };
        let service = Service::of_signing_name(&signing_name);
        let body: Cow<'_, str> = String::from_utf8_lossy(raw.body);
        let mut request = Self {
            service,
            operation: String::new(),
            action: String::new(),
            signature,
            params: Params::default(),
            json: Value::Null,
            bucket: None,
            method: raw.method.to_owned(),
            path: path.to_owned(),
            query: Params::parse(query),
            native: None,
            detail: None,
        };
        if service == Service::S3 {
            request.params = Params::parse(query);
            request.bucket = bucket(host, path);
            request.operation = request.s3_operation(raw.method);
        } else if let Some(target) = raw.target {
            request.operation = target.rsplit('.').next().unwrap_or_default().to_owned();
            request.json = serde_json::from_str(&body).unwrap_or(Value::Null);
        } else if body.starts_with('{') {
            if service == Service::ResourceExplorer {
                // Its operations are at paths of their names.
                path.trim_start_matches('/')
                    .clone_into(&mut request.operation);
            }
            request.json = serde_json::from_str(&body).unwrap_or(Value::Null);
        } else {
            let form = if body.is_empty() { query } else { &body };
            request.params = Params::parse(form);
            request.operation = request.params.get("Action").unwrap_or_default().to_owned();
        }
        request.native = request.find_native(&signing_name);
        if request.native.is_none() {
            request.detail = request.find_detail(&signing_name);
        }
        if let Some(op) = request.native {
            op.operation.clone_into(&mut request.operation);
        }
        if let Some((_, detail)) = request.detail {
            detail.operation.clone_into(&mut request.operation);
        }
        let prefix = service.iam_prefix(&signing_name);
        request.action = format!("{prefix}:{}", request.operation);
        request
    }

    fn find_native(&self, signing_name: &str) -> Option<&'static NativeOp> {
        match self.service {
            // Calls about an account besides its buckets have paths of their own.
            Service::S3 if self.path.starts_with("/v20180820/") => {
                native::by_path(self, signing_name)
            }
            Service::Unknown if self.operation.is_empty() => native::by_path(self, signing_name),
            Service::Unknown => native::by_name(self, signing_name, &self.operation),
            _ => None,
        }
    }

    fn find_detail(&self, signing_name: &str) -> Option<(&'static NativeOp, &'static Detail)> {
        match self.service {
            Service::Unknown if self.operation.is_empty() => {
                native::detail::by_path(self, signing_name)
            }
            Service::Unknown => native::detail::by_name(signing_name, &self.operation),
            _ => None,
        }
    }

    fn s3_operation(&self, method: &str) -> String {
        let name = match (method, &self.bucket) {
            ("GET" | "HEAD", None) => "ListAllMyBuckets",
            ("GET", Some(_)) if self.params.get("location").is_some() => "GetBucketLocation",
            ("HEAD", Some(_)) => "ListBucket",
            ("GET", Some(_)) => "GetBucketSetting",
            (method, _) => return format!("{method}Bucket"),
        };
        name.to_owned()
    }

    /// Whether the operation would change something, judged by its name.
    pub(crate) fn is_write(&self) -> bool {
        const READ: [&str; 11] = [
            "Describe", "Get", "List", "Search", "Lookup", "Assume", "Decode", "Head", "Batch",
            "Query", "Select",
        ];
        !self.operation.is_empty() && !READ.iter().any(|read| self.operation.starts_with(read))
    }
}

/// Host, path and query of a URI.
fn split_uri(uri: &str) -> (&str, &str, &str) {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    (host, path, query)
}

/// The service of an unsigned request.
fn service_of_host(host: &str) -> String {
    let first = host.split(['.', ':']).next().unwrap_or_default();
    first.to_owned()
}

/// The bucket of an S3 request, by host or by path.
fn bucket(host: &str, path: &str) -> Option<String> {
    let of_host = host
        .split_once(".s3.")
        .map(|(bucket, _)| bucket)
        .filter(|bucket| !bucket.is_empty());
    let of_path = path.split('/').find(|part| !part.is_empty());
    of_host
        .or(of_path)
        .map(|name| decoded_form(name.as_bytes()))
}

#[cfg(test)]
mod tests;
