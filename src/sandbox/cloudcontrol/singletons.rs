//! Types that Cloud Control lists first of all providers, children under their parents among them.

use serde_json::{Value, json};

use super::generated::{arn_of, cloud_control_type, dice, hex, name, per};
use crate::sandbox::estate::values::Uuid;
use crate::sandbox::estate::{Kind, Place};

cloud_control_type!(application, count(p) per(p, Kind::Function, 12), id(p, n) hex(dice(p, 20, n), 1, 7),
    properties(p, n) json!({
        "ApplicationId": id(p, n), "Name": name(p, 20, n),
        "Description": "Switches of a service",
    })
);

/// Environments of one application.
const ENVIRONMENTS: u32 = 2;

cloud_control_type!(environment, count(p) ENVIRONMENTS * application::count(p),
    id(p, n) format!("{}|{}", application::id(p, n / ENVIRONMENTS), hex(dice(p, 21, n), 1, 7)),
    properties(p, n) {
        let whole = id(p, n);
        let (application, own) = whole.split_once('|').unwrap_or_default();
        json!({
            "ApplicationId": application, "EnvironmentId": own,
            "Name": if n.is_multiple_of(2) { "production" } else { "staging" },
        })
    }
);

cloud_control_type!(configuration_profile, count(p) application::count(p),
    id(p, n) format!("{}|{}", application::id(p, n), hex(dice(p, 22, n), 1, 7)),
    properties(p, n) {
        let whole = id(p, n);
        let (application, own) = whole.split_once('|').unwrap_or_default();
        json!({
            "ApplicationId": application, "ConfigurationProfileId": own, "Name": name(p, 22, n),
            "LocationUri": "hosted", "Type": "AWS.AppConfig.FeatureFlags",
        })
    }
);

cloud_control_type!(deployment_strategy, count(p) per(p, Kind::Function, 40),
    id(p, n) hex(dice(p, 23, n), 1, 7),
    properties(p, n) json!({
        "Id": id(p, n), "Name": name(p, 23, n), "DeploymentDurationInMinutes": 20,
        "GrowthFactor": 25, "ReplicateTo": "NONE",
    })
);

cloud_control_type!(image_pipeline, count(p) per(p, Kind::Image, 4),
    id(p, n) arn_of(p, "imagebuilder", &format!("image-pipeline/{}", name(p, 24, n))),
    properties(p, n) json!({
        "Arn": id(p, n), "Name": name(p, 24, n), "Status": "ENABLED",
        "EnhancedImageMetadataEnabled": true,
    })
);

cloud_control_type!(lattice_service, count(p) per(p, Kind::Vpc, 2),
    id(p, n) arn_of(p, "vpc-lattice", &format!("service/svc-0{}", hex(dice(p, 25, n), 1, 16))),
    properties(p, n) json!({
        "Arn": id(p, n), "Id": id(p, n).rsplit_once('/').map(|(_, own)| own),
        "Name": name(p, 25, n), "AuthType": "AWS_IAM", "Status": "ACTIVE",
    })
);

cloud_control_type!(lattice_listener, count(p) lattice_service::count(p),
    id(p, n) {
        let own = Uuid(dice(p, 26, n).roll(1)).to_string().replace('-', "");
        format!("{}/listener/listener-0{}", lattice_service::id(p, n), &own[..16])
    },
    properties(p, n) json!({
        "Arn": id(p, n), "ServiceArn": lattice_service::id(p, n),
        "ServiceIdentifier": lattice_service::id(p, n),
        "Name": "https", "Port": 443, "Protocol": "HTTPS",
    })
);
