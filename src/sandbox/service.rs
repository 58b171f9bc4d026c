//! The services that the sandbox answers for.

/// The service of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Ec2,
    Sts,
    Organizations,
    Tagging,
    CloudControl,
    ResourceExplorer,
    S3,
    /// Any other, under its signing name.
    Unknown,
}

impl Service {
    /// By the name in the scope of a signature.
    pub(crate) fn of_signing_name(name: &str) -> Self {
        match name {
            "ec2" => Self::Ec2,
            "sts" => Self::Sts,
            "organizations" => Self::Organizations,
            "tagging" => Self::Tagging,
            "cloudcontrolapi" => Self::CloudControl,
            "s3" => Self::S3,
            "resource-explorer-2" => Self::ResourceExplorer,
            _ => Self::Unknown,
        }
    }

    /// What IAM calls it.
    pub(crate) fn iam_prefix(self, signing_name: &str) -> &str {
        match self {
            Self::Tagging => "tag",
            Self::CloudControl => "cloudformation",
            _ => signing_name,
        }
    }
}
