//! One call of a list: its endpoint, its request, its answer.

use compact_str::CompactString;
use serde_json::Value;

use super::request::{self, Places, Wire};
use super::shape::{self, Shape};
use crate::app::resource_explorer::source::ListParameter;
use crate::aws::access::discovery::Access;
use crate::aws::access::login::without_secrets;
use crate::aws::providers::native::wire::{Item, ParsedAnswer};
use crate::aws::transport::errors::{Failure, Outline};
use crate::aws::transport::partition::{host_in, partition};
use crate::aws::transport::signed::Destination;
use crate::catalog::native::NativeOp;
use crate::catalog::partitions;
use crate::model::{QueryKey, Region};

/// Largest page that is asked for: larger answers only take longer to begin.
const MAX_PAGE: u64 = 1000;

/// What asks for the next page, by parameter.
pub(super) type Tokens = Vec<(String, String)>;

/// A list of one type in one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asking<'a> {
    pub access: &'a Access,
    pub key: &'a QueryKey,
    pub op: &'static NativeOp,
}

/// An answer to it.
#[derive(Debug)]
pub(super) struct ListAnswer {
    answer: ParsedAnswer,
    /// The names of the parameters that it was asked with.
    asked_with: Vec<String>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(access: &'a Access, key: &'a QueryKey, op: &'static NativeOp) -> Self {
        Self { access, key, op }
    }

    /// One page of one call.
    pub(super) async fn one_page(
        &self,
        input: &[ListParameter],
        tokens: &Tokens,
    ) -> Result<ListAnswer, Failure> {
        let op = self.op;
        let wire = Wire::of_list(op);
        let mut places = request::fixed(op);
        places.extend(page_size(op, &wire));
        let given = input.iter().map(|part| (part.name, part.value.as_str()));
        let given = given.chain(
            tokens
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        places.extend(given.map(|(name, value)| (wire.place(name), value.into())));
        let answer = self
            .send(&wire, op.operation, op.permission, &places)
            .await?;
        let names = input.iter().map(|part| part.name.to_owned());
        Ok(ListAnswer {
            answer,
            asked_with: names.collect(),
        })
    }

    /// Sends one operation of the service.
    pub(super) async fn send(
        &self,
        wire: &Wire,
        operation: &'static str,
        action: &'static str,
        places: &Places,
    ) -> Result<ParsedAnswer, Failure> {
        let request = wire
            .request(places, self.key.account)
            .map_err(|reason| self.bad_answer_from(action, &reason))?;
        let destination = self.destination(operation);
        let login = &self.access.login;
        let sent = destination.send(login, request).await;
        let body = sent.map_err(|error| {
            let endpoint = self.endpoint(&destination.host);
            login
                .call_context(action, destination.region, &endpoint)
                .explain(error)
        })?;
        ParsedAnswer::read(&body, self.op).map_err(|reason| {
            Outline::of(&body).log(action, &reason);
            self.bad_answer_from(action, &reason)
        })
    }

    fn destination(&self, operation: &'static str) -> Destination {
        let (region, host) = self.place(operation);
        let host = host
            .replace("{region}", region.as_str())
            .replace("{account}", &self.key.account.digits());
        Destination {
            service: self.op.service,
            signing_name: self.op.signing_name,
            operation,
            region,
            host,
            rules: self.op.service,
        }
    }

    /// The region that answers and the host there: the service's only one, the key's, or for global
    /// types the login's. Each partition has hosts of its own.
    fn place(&self, operation: &str) -> (Region, String) {
        let asked = match self.key.region {
            nowhere if nowhere.is_global() => self.access.login.home,
            region => region,
        };
        let own = partitions::host_of(self.op.service, partition(asked));
        match own {
            Some(own) => (own.region.unwrap_or(asked), own.host.to_owned()),
            None if partition(asked) == "aws" => {
                let only = self.op.home_region.parse().ok();
                let host = self.op.host_of(operation, asked);
                (only.unwrap_or(asked), host.to_owned())
            }
            None => (asked, host_in(self.op.host_of(operation, asked), asked)),
        }
    }

    fn region(&self) -> Region {
        self.place(self.op.operation).0
    }

    fn endpoint(&self, host: &str) -> CompactString {
        let given = self.access.login.endpoint_override(self.op.service);
        match given {
            Some(url) => without_secrets(&url),
            None => host.into(),
        }
    }

    /// The answer is not what the row of the catalog promises.
    pub(super) fn bad_answer(&self, reason: &str) -> Failure {
        self.bad_answer_from(self.op.action, reason)
    }

    pub(super) fn bad_answer_from(&self, action: &str, reason: &str) -> Failure {
        let asked = self.access.login.call_context(action, self.region(), "");
        asked.bad_answer(reason).into()
    }
}

impl ListAnswer {
    /// The items. An answer that is not of the shape that the row promises is an error, never an empty
    /// list.
    pub(super) fn items(&self, asking: &Asking<'_>) -> Result<Vec<Item<'_>>, Failure> {
        match shape::of(&self.answer, asking.op, &self.asked_with) {
            Ok(Shape::Listed) => Ok(self.answer.items(asking.op)),
            Ok(Shape::LeftOut) => Ok(Vec::new()),
            Err(reason) => Err(self.unexpected(asking, &reason)),
        }
    }

    /// As [`Asking::bad_answer`]; the shape of the answer goes to the log.
    pub(super) fn unexpected(&self, asking: &Asking<'_>, reason: &str) -> Failure {
        self.answer.outline().log(asking.op.action, reason);
        asking.bad_answer(reason)
    }

    /// What asks for the page after this one.
    ///
    /// When there is a next page and the answer does not have its token: the rows of that page would be lost.
    pub(super) fn next(&self, op: &NativeOp) -> Result<Option<Tokens>, String> {
        if op.token_in.is_empty() {
            return Ok(None);
        }
        let root = self.answer.root();
        let more = root
            .text(op.more_results)
            .filter(|_| !op.more_results.is_empty());
        let says = |word: &str| {
            more.as_ref()
                .is_some_and(|more| more.eq_ignore_ascii_case(word))
        };
        let goes_on = says("true");
        if says("false") || op.token_out == "@last" && !goes_on {
            return Ok(None);
        }
        let tokens = if op.token_out == "@last" {
            let items = self.answer.items(op);
            let last = items.last().and_then(|item| item.text(op.id_path));
            last.map(|last| vec![(op.token_in.to_owned(), last.into_owned())])
                .unwrap_or_default()
        } else {
            self.tokens(op)?
        };
        match tokens.is_empty() {
            true if goes_on => Err(format!("{} and no {}", op.more_results, op.token_out)),
            true => Ok(None),
            false => Ok(Some(tokens)),
        }
    }

    fn tokens(&self, op: &NativeOp) -> Result<Tokens, String> {
        let root = self.answer.root();
        let mut tokens = Tokens::new();
        for (name, path) in op.token_in.split(',').zip(op.token_out.split(',')) {
            match root.text(path) {
                Some(token) if !token.is_empty() => {
                    tokens.push((name.to_owned(), token.into_owned()));
                }
                None if root.has(path) => return Err(format!("{path} is no text")),
                _ => {}
            }
        }
        Ok(tokens)
    }
}

fn page_size(op: &NativeOp, wire: &Wire) -> Option<(String, Value)> {
    let most: u64 = op.page_size_max.parse().ok()?;
    if op.page_size_param.is_empty() {
        return None;
    }
    let size = most.min(MAX_PAGE);
    let value = if op.page_size_is_text {
        size.to_string().into()
    } else {
        size.into()
    };
    Some((wire.place(op.page_size_param), value))
}
