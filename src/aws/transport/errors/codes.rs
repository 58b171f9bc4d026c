//! AWS's error codes by the reaction they call for.

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
    /// Anything else.
    Other,
}

/// The class of an error code. EC2 sometimes prefixes codes with `Client.` or `Server.`.
pub(super) fn class_of(code: &str) -> Class {
    let code = code
        .trim_start_matches("Client.")
        .trim_start_matches("Server.");
    match code {
        "UnauthorizedOperation"
        | "AccessDenied"
        | "AccessDeniedException"
        | "AccessDeniedFault"
        | "AuthorizationError"
        | "AuthorizationErrorException"
        | "Forbidden"
        | "ForbiddenException"
        | "NotAuthorized"
        | "NotAuthorizedException"
        | "UnauthorizedAccess"
        | "UnauthorizedException"
        | "OperationNotPermitted" => Class::Denied,

        "RequestLimitExceeded"
        | "Throttling"
        | "Throttled"
        | "ThrottledException"
        | "ThrottlingException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequests"
        | "TooManyRequestsException"
        | "PriorRequestNotComplete"
        | "BandwidthLimitExceeded"
        | "RateExceeded"
        | "EC2ThrottledException"
        | "SlowDown" => Class::Throttled,

        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "RequestTimeTooSkewed"
        | "InvalidAccessKeyId"
        | "InvalidToken"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "TokenRefreshRequired"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => Class::SignIn,

        "AuthFailure"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "UnrecognizedClient" => Class::TokenRefused,

        "OptInRequired" | "RegionDisabledException" => Class::NotEnabled,

        "InvalidAction"
        | "UnknownOperation"
        | "UnknownOperationException"
        | "UnsupportedOperation"
        | "UnsupportedOperationException"
        | "OperationNotSupportedException"
        | "NotImplemented"
        | "SubscriptionRequiredException"
        | "AWSOrganizationsNotInUseException" => Class::Unsupported,

        _ => Class::Other,
    }
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
}
