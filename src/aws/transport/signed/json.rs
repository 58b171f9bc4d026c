//! Operations that answer in JSON with a list in it.

use std::fmt::Display;
use std::time::Duration;

use serde_json::Value;

use super::call::Input;
use super::operations::SignedOperation;
use crate::app::resource_explorer::source::SourceError;
use crate::aws::access::login::Login;
use crate::aws::page_trail::PageTrail;
use crate::aws::transport::errors::{Failure, Outline, scrub};
use crate::model::Region;

/// How long a page of such a list may take, retries included.
const PAGE_WITHIN: Duration = Duration::from_secs(15);

impl SignedOperation {
    /// Asks once; the answer has an array at `result`.
    pub(in crate::aws) async fn ask(
        &self,
        login: &Login,
        region: Region,
        json: Value,
        result: &str,
    ) -> Result<Value, Failure> {
        let input = Input {
            json,
            ..Input::default()
        };
        let body = self.call(login, region, input).await?;
        let unexpected = |reason: String| {
            Outline::of(&body).log(self.action, &reason);
            Failure::from(self.unreadable(&reason))
        };
        let answer: Value =
            serde_json::from_slice(&body).map_err(|_| unexpected("it is not JSON".into()))?;
        if !answer[result].is_array() {
            return Err(unexpected(format!("no {result} in it")));
        }
        match answer["NextToken"] {
            Value::Null | Value::String(_) => Ok(answer),
            _ => Err(unexpected("a NextToken that is no text".into())),
        }
    }

    /// Every page of a short list. Pages may be empty and still not the last.
    pub(in crate::aws) async fn ask_all(
        &self,
        login: &Login,
        region: Region,
        mut json: Value,
        result: &str,
    ) -> Result<Vec<Value>, SourceError> {
        let mut found = Vec::new();
        let mut trail = PageTrail::default();
        loop {
            let asked = || async {
                let answer = self.ask(login, region, json.clone(), result).await;
                answer.map_err(|failure| failure.error)
            };
            let answer =
                tokio::time::timeout(PAGE_WITHIN, login.ask(self.action, region, asked)).await;
            let mut answer = answer.unwrap_or_else(|_| Err(self.too_late(login)))?;
            let before = found.len();
            if let Value::Array(items) = answer[result].take() {
                found.extend(items);
            }
            match answer["NextToken"].as_str().filter(|next| !next.is_empty()) {
                None => return Ok(found),
                Some(next) => {
                    let items = found[before..].iter().map(Value::to_string);
                    let followed = trail.follow(items, next);
                    followed.map_err(|reason| self.unreadable(&reason))?;
                    json["NextToken"] = next.into();
                }
            }
        }
    }

    /// The error for a page that did not come in time.
    pub(in crate::aws) fn too_late(&self, login: &Login) -> SourceError {
        SourceError::Network {
            endpoint: login.endpoint_name(self.sdk_name, self.location.host(), login.home),
            reason: "no answer in time".into(),
        }
    }

    /// The answer is not what the operation promises.
    pub(in crate::aws) fn unreadable(&self, reason: &dyn Display) -> SourceError {
        SourceError::BadAnswer {
            action: self.action.into(),
            reason: scrub(&reason.to_string()),
        }
    }
}
