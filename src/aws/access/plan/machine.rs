//! How the metadata service of a machine is asked, with the settings of the AWS CLI.

use std::time::Duration;

use crate::aws::access::config::{Configuration, Profile, is_on};

const ADDRESS: &str = "http://169.254.169.254";
const ADDRESS_IPV6: &str = "http://[fd00:ec2::254]";

/// How the metadata service is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::aws::access) struct MachinePlan {
    pub endpoint: String,
    pub is_disabled: bool,
    /// Whether a service without tokens is not asked.
    pub is_v1_disabled: bool,
    /// For a connection and for an answer. A desktop has no such service: do not wait for it.
    pub timeout: Duration,
    pub attempts: u32,
}

/// What holds for a profile.
pub(super) fn machine(config: &Configuration, profile: &Profile) -> MachinePlan {
    let value = |variable: &str, key: &str| config.value(profile, variable, key);
    let number = |value: Option<&str>| value.and_then(|text| text.parse::<u32>().ok());
    let endpoint = value(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        "ec2_metadata_service_endpoint",
    );
    let mode = value(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
        "ec2_metadata_service_endpoint_mode",
    );
    let is_ipv6 = mode.is_some_and(|mode| mode.eq_ignore_ascii_case("ipv6"));
    let usual = if is_ipv6 { ADDRESS_IPV6 } else { ADDRESS };
    let seconds = number(value(
        "AWS_METADATA_SERVICE_TIMEOUT",
        "metadata_service_timeout",
    ));
    let attempts = number(value(
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
        "metadata_service_num_attempts",
    ));
    MachinePlan {
        endpoint: endpoint.unwrap_or(usual).to_owned(),
        is_disabled: is_on(config.env.get("AWS_EC2_METADATA_DISABLED")),
        is_v1_disabled: is_on(value(
            "AWS_EC2_METADATA_V1_DISABLED",
            "ec2_metadata_v1_disabled",
        )),
        timeout: Duration::from_secs(seconds.unwrap_or(1).max(1).into()),
        attempts: attempts.unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::access::config::configuration;

    #[test]
    fn the_settings_of_the_aws_cli_hold() {
        let of = |file: &str, variables: &[(&str, &str)]| {
            let config = configuration(file, "", variables);
            machine(
                &config,
                config.profile("default").unwrap_or(&Profile::default()),
            )
        };
        let plain = of("", &[]);
        assert_eq!((plain.endpoint.as_str(), plain.attempts), (ADDRESS, 1));
        assert!(!plain.is_disabled && !plain.is_v1_disabled);
        let file =
            "[default]\nec2_metadata_service_endpoint_mode = IPv6\nmetadata_service_timeout = 4\n";
        let set = of(file, &[("AWS_EC2_METADATA_V1_DISABLED", "true")]);
        assert_eq!(
            (set.endpoint.as_str(), set.timeout.as_secs()),
            (ADDRESS_IPV6, 4)
        );
        assert!(set.is_v1_disabled);
        let set = of(file, &[("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://x")]);
        assert_eq!(set.endpoint, "http://x");
    }
}
