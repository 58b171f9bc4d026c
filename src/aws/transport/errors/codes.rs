//! AWS's error codes by the reaction they call for.

use super::call_error::ErrorResponse;

/// What to do about an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// The caller may not.
    Denied,
    /// Too fast.
    Throttled,
    /// The credentials have expired or are not right.
    SignIn,
    /// The credentials are not known *here*: wrong, or the region is not enabled.
    TokenRefused,
    /// The region or service has not been switched on.
    NotEnabled,
    /// No such operation here.
    Unsupported,
    /// A fault of the service that passes by itself.
    Fault,
    /// A quota is used up: one of requests, where the answer hints at that, else one of resources.
    LimitExceeded,
    /// Anything else.
    Other,
}

/// Error codes of each class; all others are [`Class::Other`].
const CODES: &[(Class, &[&str])] = &[
    (
        Class::Denied,
        &[
            "UnauthorizedOperation",
            "AccessDenied",
            "AccessDeniedException",
            "AccessDeniedFault",
            "AuthorizationError",
            "AuthorizationErrorException",
            "Forbidden",
            "ForbiddenException",
            "NotAuthorized",
            "NotAuthorizedException",
            "UnauthorizedAccess",
            "UnauthorizedException",
            "OperationNotPermitted",
        ],
    ),
    (
        Class::Throttled,
        &[
            "RequestLimitExceeded",
            "Throttling",
            "Throttled",
            "ThrottledException",
            "ThrottlingException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequests",
            "TooManyRequestsException",
            "PriorRequestNotComplete",
            "BandwidthLimitExceeded",
            "RateExceeded",
            "ProvisionedThroughputExceeded",
            "ProvisionedThroughputExceededException",
            "TransactionInProgressException",
            "EC2ThrottledException",
            "SlowDown",
        ],
    ),
    (
        Class::SignIn,
        &[
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "TokenRefreshRequired",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
        ],
    ),
    (
        Class::TokenRefused,
        &[
            "AuthFailure",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidToken",
            "UnrecognizedClientException",
            "UnrecognizedClient",
        ],
    ),
    (
        Class::NotEnabled,
        &["OptInRequired", "RegionDisabledException"],
    ),
    (
        Class::Unsupported,
        &[
            "InvalidAction",
            "UnknownOperation",
            "UnknownOperationException",
            "UnsupportedOperation",
            "UnsupportedOperationException",
            "OperationNotSupportedException",
            "NotImplemented",
            "SubscriptionRequiredException",
            "AWSOrganizationsNotInUseException",
        ],
    ),
    (
        Class::LimitExceeded,
        &["LimitExceeded", "LimitExceededException"],
    ),
    (
        Class::Fault,
        &[
            "InternalError",
            "InternalFailure",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "Unavailable",
            "RequestTimeout",
            "RequestTimeoutException",
            "IDPCommunicationError",
        ],
    ),
];

/// The class of an error code. EC2 sometimes prefixes codes with `Client.` or `Server.`.
pub(super) fn class_of(code: &str) -> Class {
    let code = code
        .trim_start_matches("Client.")
        .trim_start_matches("Server.");
    let known = CODES.iter().find(|(_, codes)| codes.contains(&code));
    known.map_or(Class::Other, |(class, _)| *class)
}

/// The class of an error answer with a code. Where the code leaves it open, the rest of the answer decides.
pub(super) fn class_of_answer(answer: &ErrorResponse, code: &str) -> Class {
    match class_of(code) {
        _ if answer.status == 429 => Class::Throttled,
        Class::LimitExceeded if hints_at_rate(answer) => Class::Throttled,
        Class::LimitExceeded | Class::Other if answer.status >= 500 => Class::Fault,
        class => class,
    }
}

/// Whether an answer is about how fast requests come, not about how many resources there are.
fn hints_at_rate(answer: &ErrorResponse) -> bool {
    let message = answer.message.to_ascii_lowercase();
    let words = ["rate exceeded", "throttl", "too many requests"];
    answer.retry_after.is_some() || words.iter().any(|words| message.contains(words))
}

/// Whether a code, in answer to a question about one resource that was listed, means that the resource
/// itself is gone; codes about something that a resource need not have (`NoSuchTagSet`) do not.
pub(in crate::aws) fn means_gone(code: &str) -> bool {
    const OF_SOMETHING_ELSE: [&str; 10] = [
        "Policy",
        "Configuration",
        "TagSet",
        "Lifecycle",
        "Website",
        "CORS",
        "PublicAccessBlock",
        "Encryption",
        "Operation",
        "Action",
    ];
    let says_so = ["NotFound", "NoSuch", "DoesNotExist", "NonExistent"]
        .iter()
        .any(|word| code.contains(word));
    says_so && !OF_SOMETHING_ELSE.iter().any(|part| code.contains(part))
}

/// Whether a code means "too fast".
pub(in crate::aws) fn is_throttling(code: &str) -> bool {
    class_of(code) == Class::Throttled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_to_their_class_with_and_without_prefix() {
        assert_eq!(class_of("UnauthorizedOperation"), Class::Denied);
        assert_eq!(class_of("Client.RequestLimitExceeded"), Class::Throttled);
        assert_eq!(class_of("AuthFailure"), Class::TokenRefused);
        assert_eq!(class_of("InvalidParameterValue"), Class::Other);
    }

    fn answer(status: u16, message: &str) -> ErrorResponse {
        ErrorResponse {
            status,
            message: message.into(),
            ..ErrorResponse::default()
        }
    }

    #[test]
    fn every_five_hundred_is_a_fault_that_passes_whatever_its_code() {
        for code in [
            "InternalServerError",
            "ServiceException",
            "KMSInternalException",
            "SomethingOfTomorrow",
        ] {
            assert_eq!(class_of_answer(&answer(500, ""), code), Class::Fault);
            assert_eq!(class_of_answer(&answer(400, ""), code), Class::Other);
        }
        let denied = class_of_answer(&answer(503, ""), "AccessDenied");
        assert_eq!(denied, Class::Denied, "a code that is known says more");
        let slow = class_of_answer(&answer(503, ""), "SlowDown");
        assert_eq!(slow, Class::Throttled);
    }

    #[test]
    fn all_that_the_sdk_takes_for_throttling_is_throttling() {
        for code in aws_runtime::retries::classifiers::THROTTLING_ERRORS {
            let class = class_of_answer(&answer(400, "Rate exceeded"), code);
            assert_eq!(class, Class::Throttled, "{code}");
        }
        for code in aws_runtime::retries::classifiers::TRANSIENT_ERRORS {
            let class = class_of_answer(&answer(400, ""), code);
            assert_eq!(class, Class::Fault, "{code}");
        }
    }

    #[test]
    fn a_limit_of_resources_is_no_limit_of_requests() {
        let class = |answer| class_of_answer(&answer, "LimitExceededException");
        assert_eq!(
            class(answer(400, "Rate exceeded for ListShards")),
            Class::Throttled
        );
        assert_eq!(
            class(answer(400, "You have 5 VPCs already")),
            Class::LimitExceeded
        );
        let asks_to_wait = ErrorResponse {
            retry_after: Some(std::time::Duration::from_secs(1)),
            ..answer(400, "")
        };
        assert_eq!(class(asks_to_wait), Class::Throttled);
    }

    #[test]
    fn a_resource_is_gone_only_when_the_code_is_about_the_resource() {
        for code in [
            "ResourceNotFoundException",
            "NoSuchBucket",
            "NoSuchEntity",
            "InvalidInstanceID.NotFound",
            "AWS.SimpleQueueService.NonExistentQueue",
            "LoadBalancerNotFound",
        ] {
            assert!(means_gone(code), "{code}");
        }
        for code in [
            "NoSuchTagSet",
            "NoSuchBucketPolicy",
            "ServerSideEncryptionConfigurationNotFoundError",
            "ValidationException",
            "AccessDenied",
        ] {
            assert!(!means_gone(code), "{code}");
        }
    }
}
