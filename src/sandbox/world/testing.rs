//! Requests of the base identity to services without an SDK crate.

use super::Sandbox;
use crate::sandbox::reply::Reply;
use crate::sandbox::request::RawRequest;

impl Sandbox {
    /// Status and body of the answer to a signed request of the base identity, for services without an SDK
    /// crate. `POST` with a target, else `GET`.
    pub(in crate::sandbox) fn ask(
        &self,
        service: &str,
        uri: &str,
        target: Option<&str>,
        body: &str,
    ) -> (u16, String) {
        let method = if target.is_some() { "POST" } else { "GET" };
        let reply = self.send(service, method, uri, target, body);
        (reply.status, reply.body)
    }

    /// What a signed `HEAD` of the base identity is answered with.
    pub(in crate::sandbox) fn head(&self, service: &str, uri: &str) -> Reply {
        self.send(service, "HEAD", uri, None, "")
    }

    fn send(
        &self,
        service: &str,
        method: &str,
        uri: &str,
        target: Option<&str>,
        body: &str,
    ) -> Reply {
        let (key, _) = crate::sandbox::credentials();
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20261101/us-east-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=00"
        );
        let raw = RawRequest {
            method,
            uri,
            authorization: Some(&authorization),
            target,
            body: body.as_bytes(),
        };
        self.answer(raw)
            .unwrap_or_else(|error| panic!("{error}"))
            .reply
    }
}
