//! Answers, and errors as each protocol spells them.

use serde_json::{Value, json};

use super::estate::values::Uuid;
use super::service::Service;
use super::xml::Xml;

/// Of answers of STS.
pub(crate) const STS_NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// An HTTP answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// `x-amzn-errortype`, for JSON errors.
    pub(crate) error_type: Option<&'static str>,
    /// `x-amz-bucket-region`, with every answer about a bucket.
    pub(crate) bucket_region: Option<String>,
}

const XML: &str = "text/xml;charset=UTF-8";
const JSON: &str = "application/x-amz-json-1.1";

impl Reply {
    /// An XML answer.
    pub(crate) fn xml(x: Xml) -> Self {
        Self {
            status: 200,
            content_type: XML,
            body: x.finish(),
            error_type: None,
            bucket_region: None,
        }
    }

    /// A JSON answer.
    pub(crate) fn json(value: &Value) -> Self {
        Self::json_text(value.to_string())
    }

    /// A JSON answer that is text already.
    pub(crate) fn json_text(body: String) -> Self {
        Self {
            status: 200,
            content_type: JSON,
            body,
            error_type: None,
            bucket_region: None,
        }
    }

    /// A success without any of the content that was asked for, as from a service that is just starting.
    pub(crate) fn odd() -> Self {
        Self::json_text(r#"{"notice":"This service is being moved. Come back later."}"#.to_owned())
    }

    /// The page of a captive portal or proxy in place of AWS's answer.
    pub(crate) fn html() -> Self {
        Self {
            status: 200,
            content_type: "text/html",
            body: "<!DOCTYPE html><html><head><title>Sign in to Guest Wi-Fi</title></head>\
                <body><h1>Welcome</h1><p>Please sign in<br>to go on.</body></html>"
                .into(),
            error_type: None,
            bucket_region: None,
        }
    }

    /// This answer, cut off in the middle.
    pub(crate) fn cut(mut self) -> Self {
        let mut middle = self.body.len() / 2;
        while !self.body.is_char_boundary(middle) {
            middle -= 1;
        }
        self.body.truncate(middle);
        self
    }
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// A parameter that cannot be used: 400.
    pub(crate) fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// Too fast, as each service says it.
    pub(crate) fn throttled(service: Service) -> Self {
        match service {
            Service::Ec2 => Self::new(503, "RequestLimitExceeded", "Request limit exceeded."),
            Service::S3 => Self::new(503, "SlowDown", "Please reduce your request rate."),
            Service::Organizations => Self::bad(
                "TooManyRequestsException",
                "AWS Organizations can't complete your request because another request is in progress.",
            ),
            Service::Tagging
            | Service::CloudControl
            | Service::ResourceExplorer
            | Service::Sts
            | Service::Unknown => Self::bad("ThrottlingException", "Rate exceeded"),
        }
    }

    /// Not allowed, as each service says it.
    pub(crate) fn denied(service: Service, who: &str, action: &str) -> Self {
        let because = format!(
            "User: {who} is not authorized to perform: {action} because no identity-based policy \
             allows the {action} action"
        );
        match service {
            Service::Ec2 => Self::new(
                403,
                "UnauthorizedOperation",
                format!("You are not authorized to perform this operation. {because}"),
            ),
            Service::Sts | Service::S3 => Self::new(403, "AccessDenied", because),
            Service::Organizations
            | Service::Tagging
            | Service::CloudControl
            | Service::ResourceExplorer
            | Service::Unknown => Self::bad("AccessDeniedException", because),
        }
    }

    /// No such operation, as each service says it.
    pub(crate) fn unknown_operation(service: Service, operation: &str) -> Self {
        match service {
            Service::Ec2 | Service::Sts => Self::bad(
                "InvalidAction",
                format!("The action {operation} is not valid for this web service."),
            ),
            Service::S3 => Self::new(501, "NotImplemented", "This is not implemented."),
            Service::Organizations
            | Service::Tagging
            | Service::CloudControl
            | Service::ResourceExplorer
            | Service::Unknown => Self::bad(
                "UnknownOperationException",
                format!("The operation {operation} is not known."),
            ),
        }
    }

    /// As the service writes it.
    pub(crate) fn reply(self, service: Service, call: u64) -> Reply {
        let Self {
            status,
            code,
            message,
        } = self;
        let id = request_id(call);
        let mut x = Xml::document(512);
        match service {
            Service::Ec2 => x.within("Response", |x| {
                x.within("Errors", |x| {
                    x.within("Error", |x| {
                        x.el("Code", code);
                        x.el("Message", message.as_str());
                    });
                });
                x.el("RequestID", id);
            }),
            Service::Sts => x.root("ErrorResponse", STS_NAMESPACE, |x| {
                x.within("Error", |x| {
                    x.el("Type", "Sender");
                    x.el("Code", code);
                    x.el("Message", message.as_str());
                });
                x.el("RequestId", id);
            }),
            Service::S3 => x.within("Error", |x| {
                x.el("Code", code);
                x.el("Message", message.as_str());
                x.el("RequestId", id);
            }),
            Service::Organizations
            | Service::Tagging
            | Service::CloudControl
            | Service::ResourceExplorer
            | Service::Unknown => {
                let body = json!({"__type": code, "message": message});
                return Reply {
                    status,
                    error_type: Some(code),
                    ..Reply::json(&body)
                };
            }
        }
        Reply {
            status,
            ..Reply::xml(x)
        }
    }
}

/// The request id of a call.
pub(crate) fn request_id(call: u64) -> Uuid {
    Uuid(call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_form_of_their_protocol() {
        let refuse = |service| Refusal::unknown_operation(service, "Fly").reply(service, 1);
        assert!(
            refuse(Service::Ec2)
                .body
                .contains("<Code>InvalidAction</Code>")
        );
        assert!(refuse(Service::Sts).body.contains("<ErrorResponse xmlns="));
        let tagging = refuse(Service::Tagging);
        assert_eq!(tagging.error_type, Some("UnknownOperationException"));
        assert!(tagging.body.starts_with("{\"__type\":"));
        assert_eq!((tagging.status, refuse(Service::S3).status), (400, 501));
    }

    #[test]
    fn a_cut_answer_is_cut_between_characters() {
        let whole = Reply::json_text("üüü".into());
        assert_eq!(whole.cut().body, "ü");
    }
}
