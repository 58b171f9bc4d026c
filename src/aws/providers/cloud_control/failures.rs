//! Why a call failed. Cloud Control calls another service, whose own error is in the message.

use compact_str::{CompactString, format_compact};

use crate::app::resource_explorer::source::SourceError;
use crate::aws::transport::errors::{CallContext, CallError, Doubt, Failure};
use crate::model::{QueryKey, TypeId};

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    List,
    Read,
}

impl Attempt {
    /// What IAM calls it.
    fn iam_action(self) -> &'static str {
        match self {
            Self::List => "cloudformation:ListResources",
            Self::Read => "cloudformation:GetResource",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
        }
    }
}

/// The engine's error for a failed call.
pub(super) fn explain(
    asked: &CallContext<'_>,
    key: &QueryKey,
    attempt: Attempt,
    error: CallError,
) -> Failure {
    let failure = explain_any(asked, key.resource_type, attempt, error);
    if key.region.is_global() && failure.doubt == Doubt::RegionMayBeDisabled {
        // A resource without a region cannot be in one that is not enabled.
        return failure.error.into();
    }
    failure
}

fn explain_any(asked: &CallContext<'_>, ty: TypeId, attempt: Attempt, error: CallError) -> Failure {
    let CallError::Answered(mut answer) = error else {
        return asked.explain(error);
    };
    let code = answer.code.clone().unwrap_or_default();
    if let Some(reason) = unsupported(asked, ty, attempt, &code, &answer.message) {
        return SourceError::Unsupported { reason }.into();
    }
    let outer = asked.explain(CallError::Answered(answer.clone()));
    if let Some(action) = refused_action(&answer.message) {
        if !matches!(outer.error, SourceError::Denied { .. }) {
            answer.code = Some("AccessDeniedException".into());
        }
        let refused = CallContext {
            action: &action,
            ..*asked
        };
        return refused.explain(CallError::Answered(answer));
    }
    match outer.error {
        SourceError::Denied {
            code, principal, ..
        } => SourceError::Denied {
            action: attempt.iam_action().into(),
            code,
            principal,
        }
        .into(),
        SourceError::Service { .. } => {
            if let Some(inner) = inner_code(&answer.message) {
                answer.code = Some(inner.into());
                let inner = asked.explain(CallError::Answered(answer));
                if !matches!(inner.error, SourceError::Service { .. }) {
                    return inner;
                }
            }
            passing(outer.error).into()
        }
        _ => outer,
    }
}

/// Why a type cannot be asked for in this region at all, if that is what the answer says.
fn unsupported(
    asked: &CallContext<'_>,
    ty: TypeId,
    attempt: Attempt,
    code: &str,
    message: &str,
) -> Option<CompactString> {
    let (verb, region) = (attempt.verb(), asked.region);
    let lower = message.to_ascii_lowercase();
    let says_so = lower.contains("does not support list")
        || lower.contains("does not support read")
        || lower.contains("list action is not supported");
    match code {
        "UnsupportedActionException" => {}
        "TypeNotFoundException" | "PrivateTypeException" => {
            return Some(format_compact!("{region} has no {ty} ({code})"));
        }
        "InvalidRequestException" | "ValidationException" if says_so => {}
        "InvalidRequestException" | "ValidationException" => {
            let keys = required_keys(message)?;
            return Some(format_compact!(
                "Cloud Control cannot {verb} {ty} without {keys} ({code})"
            ));
        }
        _ => return None,
    }
    Some(format_compact!(
        "Cloud Control cannot {verb} {ty} in {region} ({code})"
    ))
}

/// `required key [LoadBalancerArn] not found`: what the model lacks.
fn required_keys(message: &str) -> Option<String> {
    let keys: Vec<&str> = message
        .split("required key [")
        .skip(1)
        .filter_map(|rest| rest.split_once(']'))
        .map(|(key, _)| key)
        .collect();
    if !keys.is_empty() {
        return Some(keys.join(", "));
    }
    let lacks = message.contains("Missing or invalid ResourceModel");
    lacks.then(|| "more input".to_owned())
}

/// The action of the called service that the caller may not do.
fn refused_action(message: &str) -> Option<CompactString> {
    let rest = message.split("not authorized to perform").nth(1)?;
    let rest = rest.trim_start_matches([':', ' ', '[', '\'', '"']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-'));
    let action = rest[..end.unwrap_or(rest.len())].trim_end_matches(':');
    let (service, operation) = action.split_once(':')?;
    (!service.is_empty() && !operation.is_empty()).then(|| action.into())
}

/// The error code of the called service: `(Service: Kms; Status Code: 400; Error Code: Throttling; …)`, or the
/// handler's own: `(HandlerErrorCode: AccessDenied, …)`.
fn inner_code(message: &str) -> Option<&str> {
    for mark in ["Error Code: ", "HandlerErrorCode: "] {
        if let Some(rest) = message.split(mark).nth(1) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
            let code = &rest[..end.unwrap_or(rest.len())];
            return Some(code).filter(|code| !code.is_empty());
        }
    }
    // Handlers that hide the code still quote the message that goes with it.
    message
        .to_ascii_lowercase()
        .contains("rate exceeded")
        .then_some("ThrottlingException")
}

/// A service error whose code is a transient one is a fault, with any HTTP status.
fn passing(error: SourceError) -> SourceError {
    match error {
        SourceError::Service {
            action,
            code,
            message,
            request_id,
        } if matches!(
            code.as_str(),
            "ServiceInternalErrorException" | "NetworkFailureException"
        ) =>
        {
            SourceError::Fault {
                action,
                code,
                message,
                request_id,
                retry_after: None,
            }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_that_was_refused_is_picked_out_of_the_message() {
        for (message, action) in [
            (
                "User: arn:aws:iam::001234567890:user/me is not authorized to perform: \
                 logs:DescribeLogGroups on resource: * (Service: CloudWatchLogs, Status Code: 400)",
                Some("logs:DescribeLogGroups"),
            ),
            (
                "me is not authorized to perform [eks:ListClusters]",
                Some("eks:ListClusters"),
            ),
            (
                "not authorized to perform: execute-api:Invoke.",
                Some("execute-api:Invoke"),
            ),
            ("You are not authorized to perform this operation.", None),
            ("Access denied", None),
        ] {
            assert_eq!(refused_action(message).as_deref(), action, "{message}");
        }
    }

    #[test]
    fn the_code_of_the_service_behind_is_found() {
        let old = "Rate (Service: AWSKMS; Status Code: 400; Error Code: Throttling; Request ID: x)";
        assert_eq!(inner_code(old), Some("Throttling"));
        assert_eq!(
            inner_code("Rate exceeded (Service: Kms)"),
            Some("ThrottlingException")
        );
        let handler = "Handler returned status FAILED: no (HandlerErrorCode: AccessDenied, x)";
        assert_eq!(inner_code(handler), Some("AccessDenied"));
        assert_eq!(inner_code("no"), None);
    }

    #[test]
    fn missing_input_is_named() {
        let message = "Missing or invalid ResourceModel property in AWS::X::Y list handler request \
                       input.Required property:  [#: required key [A] not found, #: required key \
                       [B] not found]";
        assert_eq!(required_keys(message).as_deref(), Some("A, B"));
        assert_eq!(required_keys("Model validation failed"), None);
    }
}
