//! Writing a request from a row of the catalog.

use serde_json::{Map, Value};

use crate::aws::transport::signed::Request;
use crate::catalog::native::{Detail, NativeOp, Protocol};
use crate::model::AccountId;
use crate::model::percent::{encoded, encoded_path};

/// Parameters by place: `query:Type`, `uri:Name`, `header:x`, `body:x`, `form:x`.
pub(super) type Places = Vec<(String, Value)>;

/// One operation as it is written: a row's list, or its detail.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    protocol: Protocol,
    api_version: &'static str,
    /// `X-Amz-Target` of the JSON protocols.
    target: String,
    operation: &'static str,
    method: &'static str,
    uri: &'static str,
    bind: &'static str,
}

impl Wire {
    /// A row's list.
    pub(super) fn of_list(op: &NativeOp) -> Self {
        Self {
            protocol: op.protocol,
            api_version: op.api_version,
            target: op.target.to_owned(),
            operation: op.operation,
            method: op.method,
            uri: op.uri,
            bind: op.bind,
        }
    }

    /// A row's detail: the same service, another operation.
    pub(super) fn of_detail(op: &NativeOp, detail: &Detail) -> Self {
        let prefix = op.target.rsplit_once('.').map_or("", |(prefix, _)| prefix);
        Self {
            target: format!("{prefix}.{}", detail.operation),
            operation: detail.operation,
            method: detail.method,
            uri: detail.uri,
            bind: detail.bind,
            ..Self::of_list(op)
        }
    }

    /// The place of a parameter in the request: as the row says, else as the protocol has it.
    pub(super) fn place(&self, parameter: &str) -> String {
        let bound: Option<Map<String, Value>> = serde_json::from_str(self.bind).ok();
        let bound = bound
            .as_ref()
            .and_then(|bound| bound.get(parameter)?.as_str());
        match (bound, self.protocol) {
            (Some(place), _) => place.to_owned(),
            (None, Protocol::Query) => format!("form:{parameter}"),
            (None, Protocol::RestJson | Protocol::RestXml) if self.method == "GET" => {
                format!("query:{parameter}")
            }
            (None, _) => format!("body:{parameter}"),
        }
    }

    /// The request with these parameters.
    ///
    /// # Errors
    /// The parameter of the path that has no value.
    pub(super) fn request(&self, places: &Places, account: AccountId) -> Result<Request, String> {
        let mut parts = Parts {
            uri: self.uri.to_owned(),
            ..Parts::default()
        };
        for (place, value) in places {
            let (kind, name) = place.split_once(':').unwrap_or(("body", place));
            parts.put(kind, name, &with_account(value, account));
        }
        if parts.uri.contains('{') {
            return Err(format!("{} needs more than is known", parts.uri));
        }
        Ok(parts.request(self))
    }
}

/// What the row always sends.
pub(super) fn fixed(op: &NativeOp) -> Places {
    let fixed: Map<String, Value> = serde_json::from_str(op.fixed).unwrap_or_default();
    fixed.into_iter().collect()
}

#[derive(Default)]
struct Parts {
    uri: String,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Map<String, Value>,
}

impl Parts {
    fn put(&mut self, kind: &str, name: &str, value: &Value) {
        match kind {
            "uri" => {
                let text = text_of(value);
                self.uri = self
                    .uri
                    .replace(&format!("{{{name}+}}"), &encoded_path(&text))
                    .replace(&format!("{{{name}}}"), &encoded(&text));
            }
            "query" => self.query.extend(each(name, value)),
            "header" => self.headers.push((name.to_owned(), text_of(value))),
            "form" => match name.strip_suffix(".N") {
                Some(stem) => {
                    let numbered = (1..).zip(each(name, value));
                    self.form
                        .extend(numbered.map(|(at, (_, text))| (format!("{stem}.{at}"), text)));
                }
                None => self.form.push((name.to_owned(), text_of(value))),
            },
            // `SchemaId.SchemaArn`: a member of an object.
            _ => match name.split_once('.') {
                Some((outer, inner)) => {
                    let object = self.body.entry(outer).or_insert_with(|| Map::new().into());
                    if let Value::Object(object) = object {
                        object.insert(inner.to_owned(), value.clone());
                    }
                }
                None => {
                    self.body.insert(name.to_owned(), value.clone());
                }
            },
        }
    }

    fn request(self, wire: &Wire) -> Request {
        let mut headers = self.headers;
        let mut header = |name: &str, value: &str| headers.push((name.into(), value.into()));
        let json = Value::Object(self.body);
        let body = match wire.protocol {
            Protocol::Json10 | Protocol::Json11 => {
                header("x-amz-target", &wire.target);
                let version = if wire.protocol == Protocol::Json10 {
                    "1.0"
                } else {
                    "1.1"
                };
                header("content-type", &format!("application/x-amz-json-{version}"));
                json.to_string()
            }
            Protocol::Query => {
                header(
                    "content-type",
                    "application/x-www-form-urlencoded; charset=utf-8",
                );
                let action = [("Action", wire.operation), ("Version", wire.api_version)];
                let action = action.map(|(name, value)| (name.to_owned(), value.to_owned()));
                let all: Vec<(String, String)> = action.into_iter().chain(self.form).collect();
                pairs(&all)
            }
            Protocol::RestJson if wire.method != "GET" => {
                header("content-type", "application/json");
                json.to_string()
            }
            Protocol::RestJson | Protocol::RestXml => String::new(),
        };
        let mark = match (self.query.is_empty(), self.uri.contains('?')) {
            (true, _) => "",
            (false, true) => "&",
            (false, false) => "?",
        };
        Request {
            method: wire.method,
            path_and_query: format!("{}{mark}{}", self.uri, pairs(&self.query)),
            headers,
            body: body.into_bytes(),
        }
    }
}

/// One pair for a value, several for a list.
fn each(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Array(list) => list
            .iter()
            .map(|value| (name.to_owned(), text_of(value)))
            .collect(),
        value => vec![(name.to_owned(), text_of(value))],
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn with_account(value: &Value, account: AccountId) -> Value {
    match value {
        Value::String(text) => text.replace("${account}", &account.digits()).into(),
        Value::Array(list) => list
            .iter()
            .map(|value| with_account(value, account))
            .collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), with_account(value, account)))
            .collect(),
        other => other.clone(),
    }
}

fn pairs(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::catalog::native;

    fn op(ty: &str) -> &'static NativeOp {
        native::of(ty.parse().unwrap()).unwrap()
    }

    fn written(ty: &str, places: &Places) -> Request {
        let wire = Wire::of_list(op(ty));
        wire.request(places, "001234567890".parse().unwrap())
            .unwrap()
    }

    #[test]
    fn each_protocol_is_written_its_own_way() {
        let groups = written(
            "AWS::Logs::LogGroup",
            &vec![("body:limit".into(), json!(50))],
        );
        assert_eq!(
            (groups.method, groups.path_and_query.as_str()),
            ("POST", "/")
        );
        assert_eq!(groups.body, br#"{"limit":50}"#);
        assert!(groups.headers.iter().any(|(name, value)| {
            name == "x-amz-target" && value == "Logs_20140328.DescribeLogGroups"
        }));

        let functions = op("AWS::Lambda::Function");
        let marker = Wire::of_list(functions).place(functions.token_in);
        let token = vec![(marker, json!("a/b"))];
        let functions = written("AWS::Lambda::Function", &token);
        assert!(
            functions.path_and_query.ends_with("?Marker=a%2Fb"),
            "{functions:?}"
        );
        assert!(functions.body.is_empty());

        let databases = written("AWS::RDS::DBInstance", &Vec::new());
        let form = String::from_utf8(databases.body).unwrap();
        assert!(
            form.starts_with("Action=DescribeDBInstances&Version="),
            "{form}"
        );
    }

    #[test]
    fn a_member_of_an_object_is_written_into_it() {
        let versions = Wire::of_list(op("AWS::Glue::SchemaVersion"));
        let arn = "arn:aws:glue:eu-west-1:001234567890:schema/a/b";
        let place = vec![(versions.place("SchemaId"), json!(arn))];
        let body = written("AWS::Glue::SchemaVersion", &place).body;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body, json!({"SchemaId": {"SchemaArn": arn}}));
    }

    #[test]
    fn a_path_that_is_not_filled_is_refused() {
        let api = Wire::of_list(op("AWS::ApiGateway::Resource"));
        let account = "001234567890".parse().unwrap();
        assert!(api.request(&Vec::new(), account).is_err());
        let filled = vec![(api.place("restApiId"), json!("a b"))];
        let request = api.request(&filled, account).unwrap();
        assert!(request.path_and_query.contains("/a%20b/"), "{request:?}");
    }
}
