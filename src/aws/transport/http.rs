//! The one HTTP client that everything shares: connections, certificates, proxies, and the wall.

use std::collections::HashMap;
use std::panic::catch_unwind;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpClient};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use compact_str::format_compact;

use crate::app::resource_explorer::source::{LimitsInForce, SourceError};
use crate::aws::access::config::CaBundle;
use crate::aws::transport::bodies::with_whole_bodies;
use crate::aws::transport::read_only::behind_wall;

/// Connections kept open and idle to one host.
const MAX_IDLE_PER_HOST: usize = 32;

/// The clients of a source: one for each file of certificates that its profiles name.
#[derive(Clone, Debug)]
pub(in crate::aws) struct HttpClients {
    /// Takes the place of the network.
    given: Option<SharedHttpClient>,
    limits: LimitsInForce,
    made: Arc<Mutex<HashMap<Option<CaBundle>, SharedHttpClient>>>,
}

impl HttpClients {
    /// Clients that lead to `given` where there is one (the sandbox), else to the network.
    pub(in crate::aws) fn new(given: Option<SharedHttpClient>, limits: LimitsInForce) -> Self {
        Self {
            given,
            limits,
            made: Arc::default(),
        }
    }

    /// The client that trusts these certificates, or those of the system. It uses the proxies of the environment,
    /// and hands on whole bodies only, in the time that the limits give them, behind the read-only wall.
    ///
    /// # Errors
    /// [`SourceError::Config`] when the file cannot be used.
    pub(in crate::aws) fn trusting(
        &self,
        bundle: Option<&CaBundle>,
    ) -> Result<SharedHttpClient, SourceError> {
        let bundle = bundle.filter(|_| self.given.is_none());
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = made.get(&bundle.cloned()) {
            return Ok(client.clone());
        }
        let client = match &self.given {
            Some(client) => client.clone(),
            None => network(certificates(bundle)?),
        };
        let client = behind_wall(with_whole_bodies(client, self.limits.clone()));
        made.insert(bundle.cloned(), client.clone());
        Ok(client)
    }
}

fn network(tls: TlsContext) -> SharedHttpClient {
    Builder::new()
        .pool_max_idle_per_host(MAX_IDLE_PER_HOST)
        .build_with_connector_fn(move |settings, components| connector(&tls, settings, components))
}

fn connector(
    tls: &TlsContext,
    settings: Option<&HttpConnectorSettings>,
    components: Option<&RuntimeComponents>,
) -> Connector {
    let mut builder = Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(tls.clone());
    builder.set_connector_settings(settings.cloned());
    builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
    builder.set_pool_max_idle_per_host(Some(MAX_IDLE_PER_HOST));
    builder.set_proxy_config(Some(ProxyConfig::from_env()));
    builder.build()
}

/// As in the AWS CLI, the bundle takes the place of the system's certificates.
fn certificates(bundle: Option<&CaBundle>) -> Result<TlsContext, SourceError> {
    let mut trusted = TrustStore::default();
    if let Some(CaBundle { path, said_by }) = bundle {
        let unusable = |reason: &dyn std::fmt::Display| {
            let path = path.display();
            SourceError::Config(format_compact!(
                "{said_by} cannot be used: {path}: {reason}"
            ))
        };
        let pem = std::fs::read(path).map_err(|error| unusable(&error))?;
        check_pem(&pem).map_err(|reason| unusable(&reason))?;
        trusted = TrustStore::empty().with_pem_certificate(pem);
    }
    let context = TlsContext::builder().with_trust_store(trusted).build();
    let context = context.map_err(|error| SourceError::Config(format_compact!("TLS: {error}")))?;
    Ok(context)
}

/// The TLS stack panics on a certificate it cannot parse: look first.
fn check_pem(pem: &[u8]) -> Result<(), &'static str> {
    let text = std::str::from_utf8(pem).map_err(|_| "not a text file with PEM certificates")?;
    let blocks: Vec<&str> = text.split("-----BEGIN CERTIFICATE-----").skip(1).collect();
    if blocks.is_empty() {
        return Err("no PEM certificate in it");
    }
    for block in blocks {
        let end = block
            .find("-----END CERTIFICATE-----")
            .ok_or("a certificate is cut short")?;
        let base64: String = block[..end].split_whitespace().collect();
        let der = aws_smithy_types::base64::decode(&base64);
        let der = der.map_err(|_| "a certificate is not valid base64")?;
        if !is_der_sequence(&der) {
            return Err("a certificate is damaged");
        }
    }
    let trusted = TrustStore::empty().with_pem_certificate(pem);
    let Ok(context) = TlsContext::builder().with_trust_store(trusted).build() else {
        return Err("the certificates are not accepted");
    };
    // The last resort for what looks right and is not; unwinding stays inside this call.
    let tried = catch_unwind(|| drop(connector(&context, None, None)));
    tried.map_err(|_| "a certificate is not valid")
}

/// A DER sequence whose length is that of the bytes.
fn is_der_sequence(der: &[u8]) -> bool {
    match der {
        [0x30, 0x82, high, low, body @ ..] => {
            body.len() == usize::from(*high) << 8 | usize::from(*low)
        }
        [0x30, 0x81, length, body @ ..] => body.len() == usize::from(*length),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_that_cannot_be_used_is_named_with_the_reason() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ca.pem");
        let reason_of = |content: Option<&str>| {
            match content {
                Some(content) => std::fs::write(&path, content).unwrap(),
                None => drop(std::fs::remove_file(&path)),
            }
            let bundle = CaBundle {
                path: path.clone(),
                said_by: "AWS_CA_BUNDLE".into(),
            };
            let error = certificates(Some(&bundle)).unwrap_err().to_string();
            assert!(
                error.starts_with("AWS_CA_BUNDLE cannot be used: "),
                "{error}"
            );
            assert!(error.contains("ca.pem: "), "{error}");
            error
        };
        assert!(reason_of(None).contains("No such file"));
        assert!(reason_of(Some("hello")).ends_with("no PEM certificate in it"));
        let cut = "-----BEGIN CERTIFICATE-----\nMIIB";
        assert!(reason_of(Some(cut)).ends_with("a certificate is cut short"));
        let garbage = "-----BEGIN CERTIFICATE-----\nMIIBAAAA\n-----END CERTIFICATE-----\n";
        assert!(reason_of(Some(garbage)).ends_with("a certificate is damaged"));
    }

    #[test]
    fn without_a_bundle_the_system_decides() {
        assert!(certificates(None).is_ok());
    }
}
