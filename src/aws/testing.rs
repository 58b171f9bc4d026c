//! A network in memory for the tests of this room: each request is answered by a function.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;

use super::{AccessOptions, AwsSource};
use crate::aws::access::login::{CredentialSource, Login, LoginSettings};
use crate::aws::access::prepare::prepare;

/// A request as the function that answers it gets it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub method: String,
    pub uri: String,
    pub target: String,
    pub authorization: String,
    pub body: String,
}

impl Seen {
    /// `Action` of the form, target of the JSON call, else method and path.
    pub(super) fn operation(&self) -> &str {
        let action = self
            .body
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="));
        match action.or_else(|| {
            self.target
                .rsplit('.')
                .next()
                .filter(|name| !name.is_empty())
        }) {
            Some(name) => name,
            None => &self.uri,
        }
    }

    /// The region in the scope of the signature.
    pub(super) fn region(&self) -> &str {
        self.authorization.split('/').nth(2).unwrap_or_default()
    }

    /// The key that signed.
    pub(super) fn key_id(&self) -> &str {
        let after = self
            .authorization
            .split("Credential=")
            .nth(1)
            .unwrap_or_default();
        after.split('/').next().unwrap_or_default()
    }

    /// A field of the form, still encoded.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.body
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

type NetworkResult = Result<(u16, String), ConnectorError>;

/// The network: counts what reaches it.
#[derive(Clone)]
pub(super) struct Fixture {
    sent: Arc<AtomicUsize>,
    headers: Vec<(&'static str, &'static str)>,
    header_of: fn(&Seen) -> Option<(&'static str, &'static str)>,
    answer: Arc<dyn Fn(&Seen) -> NetworkResult + Send + Sync>,
    is_silent: fn(&Seen) -> bool,
}

impl std::fmt::Debug for Fixture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fixture")
    }
}

impl Fixture {
    /// Answers every request with status and body.
    pub(super) fn new(answer: impl Fn(&Seen) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::failing(move |seen| Ok(answer(seen)))
    }

    /// Answers, or fails to connect.
    pub(super) fn failing(answer: impl Fn(&Seen) -> NetworkResult + Send + Sync + 'static) -> Self {
        Self {
            sent: Arc::default(),
            headers: Vec::new(),
            header_of: |_| None,
            answer: Arc::new(answer),
            is_silent: |_| false,
        }
    }

    /// Gives every answer this header too.
    pub(super) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Gives the answers to some requests a header.
    pub(super) fn with_header_of(
        mut self,
        header_of: fn(&Seen) -> Option<(&'static str, &'static str)>,
    ) -> Self {
        self.header_of = header_of;
        self
    }

    /// Takes these requests and never answers them.
    pub(super) fn silent(mut self, is_silent: fn(&Seen) -> bool) -> Self {
        self.is_silent = is_silent;
        self
    }

    /// Requests that reached the network.
    pub(super) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// As an HTTP client, without a wall.
    pub(super) fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(self.clone())
    }

    /// Options that lead here, with fixed credentials.
    pub(super) fn options(&self) -> AccessOptions {
        AccessOptions {
            http_client: Some(self.client()),
            static_credentials: Some(("AKIDBASE".into(), "secret".into())),
            ..Default::default()
        }
    }

    /// A source that talks to this network.
    pub(super) fn source(&self) -> Arc<AwsSource> {
        AwsSource::connect(self.options())
    }

    /// A login on this network, in us-east-1.
    pub(super) async fn login(&self) -> Login {
        let login_settings: LoginSettings = self.source().login_settings().unwrap();
        let source = CredentialSource::Fixed {
            key_id: "AKIDBASE".into(),
            secret: "secret".into(),
        };
        prepare(&login_settings, source).await.unwrap()
    }
}

impl HttpClient for Fixture {
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Fixture {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let header = |name: &str| request.headers().get(name).unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default();
        let seen = Seen {
            method: request.method().to_owned(),
            uri: request.uri().to_owned(),
            target: header("x-amz-target"),
            authorization: header("authorization"),
            body: String::from_utf8_lossy(body).into_owned(),
        };
        if (self.is_silent)(&seen) {
            self.sent.fetch_add(1, Ordering::Relaxed);
            return HttpConnectorFuture::new(std::future::pending());
        }
        // Every sign-in asks for the account's alias as well: these tests do not cover it.
        if seen.operation() == "ListAccountAliases" {
            let none = SdkBody::from(
                "<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases/>\
                 </ListAccountAliasesResult></ListAccountAliasesResponse>",
            );
            let status = 200.try_into().expect("a valid status");
            return HttpConnectorFuture::ready(Ok(HttpResponse::new(status, none)));
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        HttpConnectorFuture::ready((self.answer)(&seen).map(|(status, body)| {
            let status = status.try_into().expect("a valid status");
            let mut answer = HttpResponse::new(status, SdkBody::from(body));
            for (name, value) in self.headers.iter().copied().chain((self.header_of)(&seen)) {
                answer.headers_mut().insert(name, value);
            }
            answer
        }))
    }
}

/// STS's answer to `GetCallerIdentity`.
pub(super) fn caller(account: &str) -> (u16, String) {
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/me</Arn><UserId>AIDA</UserId>\
         <Account>{account}</Account></GetCallerIdentityResult>\
         <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    );
    (200, body)
}

/// EC2's form of an error.
pub(super) fn ec2_error(status: u16, code: &str, message: &str) -> (u16, String) {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>{code}</Code>\
         <Message>{message}</Message></Error></Errors><RequestID>req-42</RequestID></Response>"
    );
    (status, body)
}

/// EC2's answer to `DescribeRegions`: code and opt-in status of each.
pub(super) fn regions(regions: &[(&str, &str)]) -> (u16, String) {
    let items: String = regions
        .iter()
        .map(|(code, status)| {
            format!(
                "<item><regionName>{code}</regionName><regionEndpoint>x</regionEndpoint>\
                 <optInStatus>{status}</optInStatus></item>"
            )
        })
        .collect();
    let body = format!(
        "<DescribeRegionsResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>r</requestId><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    );
    (200, body)
}
