//! Where requests of a profile go: home region, endpoints, FIPS and dual-stack hosts, as the AWS CLI decides them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use compact_str::format_compact;

use super::{Configuration, Profile, is_on};
use crate::app::resource_explorer::source::SourceError;
use crate::catalog::endpoint_variants::Variant;
use crate::catalog::partitions;
use crate::model::Region;

/// The region of account-wide calls when no setting names one.
const DEFAULT_REGION: &str = "us-east-1";

/// Where requests go.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Reach {
    /// The region of account-wide calls.
    pub home: Region,
    /// The address for all services, before AWS's own.
    pub endpoint_url: Option<String>,
    /// Addresses of single services.
    pub endpoints: ServiceEndpoints,
    /// Only hosts that are validated for FIPS 140.
    pub use_fips: bool,
    /// Only hosts that have IPv6 addresses too.
    pub use_dual_stack: bool,
    /// The certificates that are trusted in the place of the system's.
    pub ca_bundle: Option<CaBundle>,
}

/// Addresses of single services, as the environment and the profile's `services` section name them.
#[derive(Clone, Default)]
pub(in crate::aws) struct ServiceEndpoints {
    /// By name in capitals, `ELASTIC_BEANSTALK`.
    by_service: BTreeMap<String, String>,
}

impl std::fmt::Debug for ServiceEndpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_service.keys()).finish()
    }
}

impl LoadServiceConfig for ServiceEndpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        if key.profile() != "endpoint_url" {
            return None;
        }
        let name = in_capitals(key.service_id());
        self.by_service.get(&name).cloned()
    }
}

/// A service's name as variables have it.
fn in_capitals(name: &str) -> String {
    name.replace([' ', '-'], "_").to_ascii_uppercase()
}

/// The region of account-wide calls when no setting names one.
pub(in crate::aws) fn default_region() -> Region {
    DEFAULT_REGION.parse().expect("a valid region code")
}

/// Which of AWS's hosts are asked for, if not the plain ones.
pub(in crate::aws) fn variant(use_fips: bool, use_dual_stack: bool) -> Option<Variant> {
    match (use_fips, use_dual_stack) {
        (true, true) => Some(Variant::FipsAndDualStack),
        (true, false) => Some(Variant::Fips),
        (false, true) => Some(Variant::DualStack),
        (false, false) => None,
    }
}

impl Reach {
    /// Which of AWS's hosts are asked for, if not the plain ones.
    pub(in crate::aws) fn variant(&self) -> Option<Variant> {
        variant(self.use_fips, self.use_dual_stack)
    }

    /// AWS's own hosts, without a word of files or environment.
    pub(in crate::aws) fn plain(home: Region) -> Self {
        Self {
            home,
            endpoint_url: None,
            endpoints: ServiceEndpoints::default(),
            use_fips: false,
            use_dual_stack: false,
            ca_bundle: None,
        }
    }

    /// What holds for a profile, whose home region is not asked for where one is given; a name without a section has the environment only.
    pub(in crate::aws) fn of(
        config: &Configuration,
        name: &str,
        home: Option<Region>,
    ) -> Result<Self, SourceError> {
        let empty = Profile::default();
        let profile = config.profile(name).unwrap_or(&empty);
        let flag = |variable: &str, key: &str| is_on(config.value(profile, variable, key));
        let ignored = flag(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        );
        let (endpoint_url, endpoints) = if ignored {
            (None, ServiceEndpoints::default())
        } else {
            endpoints(config, profile)?
        };
        Ok(Self {
            home: match home {
                Some(home) => home,
                None => home_region(config, name, profile)?,
            },
            endpoint_url,
            endpoints,
            use_fips: flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
            use_dual_stack: flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
            ca_bundle: ca_bundle(config, profile),
        })
    }
}

/// A file of certificates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::aws) struct CaBundle {
    /// Where it is.
    pub path: PathBuf,
    /// What names it, as messages say it.
    pub said_by: String,
}

/// The AWS CLI's variable, the profile, and the variable of a library that the AWS CLI is built on.
fn ca_bundle(config: &Configuration, profile: &Profile) -> Option<CaBundle> {
    let by_variable = |name: &'static str| Some((config.env.get(name)?, name.to_owned()));
    let by_profile = || {
        let setting = profile.setting("ca_bundle")?;
        Some((
            setting.value.as_str(),
            format!("ca_bundle ({})", setting.place),
        ))
    };
    let (path, said_by) = by_variable("AWS_CA_BUNDLE")
        .or_else(by_profile)
        .or_else(|| by_variable("REQUESTS_CA_BUNDLE"))?;
    Some(CaBundle {
        path: config.env.path(path),
        said_by,
    })
}

/// The variables go before the profile, also before one that was named.
fn home_region(
    config: &Configuration,
    name: &str,
    profile: &Profile,
) -> Result<Region, SourceError> {
    let by_variable = config.env.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]);
    let (text, said_by) = match (by_variable, profile.setting("region")) {
        (Some((variable, text)), _) => (text, variable.to_owned()),
        (None, Some(setting)) => {
            let said_by = format!("region of the profile {name} ({})", setting.place);
            (setting.value.as_str(), said_by)
        }
        (None, None) => return Ok(default_region()),
    };
    // Some tools write the name of what is not in a region: it is served from the partition's main region.
    let partition = text.strip_suffix("-global").and_then(partitions::named);
    if let Some(partition) = partition {
        return Ok(partition.home);
    }
    text.parse().map_err(|error| {
        let sentence = format_compact!("the region cannot be used: {said_by}: {error}");
        SourceError::Config(sentence)
    })
}

/// The variables go before the files, and in each of them a service's own address before that for all.
fn endpoints(
    config: &Configuration,
    profile: &Profile,
) -> Result<(Option<String>, ServiceEndpoints), SourceError> {
    let mut by_service = BTreeMap::new();
    let general = config.env.get("AWS_ENDPOINT_URL");
    if general.is_none() {
        by_service.extend(of_section(config, profile)?);
    }
    for (variable, url) in config.env.beginning_with("AWS_ENDPOINT_URL_") {
        let service = &variable["AWS_ENDPOINT_URL_".len()..];
        by_service.insert(service.to_owned(), checked(url, variable)?);
    }
    let general = match (general, profile.setting("endpoint_url")) {
        (Some(url), _) => Some(checked(url, "AWS_ENDPOINT_URL")?),
        (None, Some(setting)) => {
            let said_by = format!("endpoint_url ({})", setting.place);
            Some(checked(&setting.value, &said_by)?)
        }
        (None, None) => None,
    };
    Ok((general, ServiceEndpoints { by_service }))
}

fn of_section(
    config: &Configuration,
    profile: &Profile,
) -> Result<BTreeMap<String, String>, SourceError> {
    let Some(named) = profile.setting("services") else {
        return Ok(BTreeMap::new());
    };
    let Some(section) = config.services(&named.value) else {
        return Err(SourceError::Config(format_compact!(
            "there is no section [services {}], which is named in {}; add it",
            named.value,
            named.place
        )));
    };
    let mut by_service = BTreeMap::new();
    for (service, setting) in section.iter() {
        let url = setting.nested.get("endpoint_url");
        if let Some(url) = url.filter(|url| !url.is_empty()) {
            let said_by = format!("endpoint_url of {service} ({})", setting.place);
            by_service.insert(in_capitals(service), checked(url, &said_by)?);
        }
    }
    Ok(by_service)
}

/// An address with a scheme and a host, or a refusal that says where it stands.
fn checked(url: &str, said_by: &str) -> Result<String, SourceError> {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let is_address = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'))
        && url.parse::<http::Uri>().is_ok();
    // Nobody sends the query of an endpoint, and it may hold a token.
    let shown = url.split(['?', '#']).next().unwrap_or_default();
    if is_address {
        return Ok(shown.to_owned());
    }
    let shown = shown.rsplit('@').next().unwrap_or_default();
    Err(SourceError::Config(format_compact!(
        "the endpoint {shown} cannot be used: {said_by} must be an address that begins with https:// or http://"
    )))
}

#[cfg(test)]
mod tests {
    use super::super::configuration;
    use super::*;

    fn of(config: &str, variables: &[(&str, &str)]) -> Result<Reach, String> {
        let config = configuration(config, "", variables);
        let name = config.default_profile().to_owned();
        Reach::of(&config, &name, None).map_err(|error| error.to_string())
    }

    fn endpoint(reach: &Reach, service: &str) -> Option<String> {
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url");
        let own = reach.endpoints.load_config(key.build().unwrap());
        own.or_else(|| reach.endpoint_url.clone())
    }

    #[test]
    fn regions_of_variables_go_first_and_names_of_no_region_mean_the_main_one() {
        let home = |config: &str, variables: &[(&str, &str)]| {
            of(config, variables).map(|reach| reach.home.to_string())
        };
        let file = "[default]\nregion = eu-west-1\n";
        assert_eq!(home("", &[]).unwrap(), "us-east-1");
        assert_eq!(home(file, &[("AWS_REGION", "")]).unwrap(), "eu-west-1");
        let both = [
            ("AWS_DEFAULT_REGION", "eu-west-3"),
            ("AWS_REGION", "eu-west-2"),
        ];
        assert_eq!(home(file, &both).unwrap(), "eu-west-2");
        assert_eq!(
            home("[default]\nregion = aws-global\n", &[]).unwrap(),
            "us-east-1"
        );
        assert_eq!(
            home("[default]\nregion = aws-cn-global\n", &[]).unwrap(),
            "cn-north-1"
        );
        let error = home("[default]\nregion = Ireland!\n", &[]).unwrap_err();
        assert!(
            error.contains("config, line 2") && error.contains("Ireland!"),
            "{error}"
        );
    }

    #[test]
    fn endpoints_are_those_of_the_variables_then_of_the_files() {
        let file = "[default]\nendpoint_url = http://g\nservices = s\n[services s]\nelastic_beanstalk =\n  \
                    endpoint_url = http://b\nec2 =\n  endpoint_url = http://e\n";
        let reach = of(
            file,
            &[
                ("AWS_ENDPOINT_URL_EC2", "http://v"),
                ("AWS_ENDPOINT_URL", ""),
            ],
        )
        .unwrap();
        assert_eq!(endpoint(&reach, "EC2").as_deref(), Some("http://v"));
        assert_eq!(
            endpoint(&reach, "Elastic Beanstalk").as_deref(),
            Some("http://b")
        );
        assert_eq!(endpoint(&reach, "STS").as_deref(), Some("http://g"));
        let reach = of(file, &[("AWS_ENDPOINT_URL", "http://all")]).unwrap();
        assert_eq!(endpoint(&reach, "EC2").as_deref(), Some("http://all"));
        let reach = of(file, &[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]).unwrap();
        assert_eq!(endpoint(&reach, "EC2"), None);
    }

    #[test]
    fn an_endpoint_that_is_no_address_is_refused_without_what_may_be_secret() {
        let error = of("", &[("AWS_ENDPOINT_URL", "localhost:4566/?token=x")]).unwrap_err();
        assert!(
            error.contains("localhost:4566") && error.contains("AWS_ENDPOINT_URL"),
            "{error}"
        );
        assert!(!error.contains("token"), "{error}");
        let reach = of("", &[("AWS_ENDPOINT_URL", "http://x/y?token=z")]).unwrap();
        assert_eq!(reach.endpoint_url.as_deref(), Some("http://x/y"));
        let error = of("[default]\nservices = gone\n", &[]).unwrap_err();
        assert!(
            error.contains("[services gone]") && error.contains("line 2"),
            "{error}"
        );
    }

    #[test]
    fn certificates_are_those_of_the_variable_then_of_the_profile() {
        let of = |variables: &[(&str, &str)]| {
            let reach = of("[default]\nca_bundle = ~/p.pem\n", variables).unwrap();
            reach.ca_bundle.map(|bundle| (bundle.path, bundle.said_by))
        };
        let (path, said_by) = of(&[("REQUESTS_CA_BUNDLE", "/r.pem")]).unwrap();
        assert!(path.ends_with("p.pem") && path.is_absolute(), "{path:?}");
        assert!(
            said_by.starts_with("ca_bundle (") && said_by.ends_with("line 2)"),
            "{said_by}"
        );
        let (path, _) = of(&[("AWS_CA_BUNDLE", "/a.pem")]).unwrap();
        assert_eq!(path, std::path::Path::new("/a.pem"));
    }

    #[test]
    fn fips_and_dual_stack_are_switched_on_by_file_or_variable() {
        let reach = of(
            "[default]\nuse_fips_endpoint = TRUE\n",
            &[("AWS_USE_DUALSTACK_ENDPOINT", "true")],
        );
        assert!(reach.is_ok_and(|reach| reach.use_fips && reach.use_dual_stack));
        let off = [("AWS_USE_FIPS_ENDPOINT", "false")];
        assert!(
            of("[default]\nuse_fips_endpoint = true\n", &off).is_ok_and(|reach| !reach.use_fips)
        );
    }
}
