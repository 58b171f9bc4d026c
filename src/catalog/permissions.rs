//! The IAM actions that listing and reading a type takes, from `permissions.tsv`.
//!
//! The table is what CloudFormation's own handlers ask for, and some of them ask for writes, or for
//! the content of secrets. Such actions are left out here: nothing that is read-only needs them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};
use crate::model::TypeId;

/// First words of actions that only read.
const READS: &[&str] = &[
    "batchdescribe",
    "batchget",
    "describe",
    "get",
    "list",
    "search",
    "view",
];

/// Actions that begin like reads and return secrets or stored content.
const REVEALING: &[&str] = &[
    "ec2:GetPasswordData",
    "route53globalresolver:GetAccessToken",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "sts:GetWebIdentityToken",
];

/// Services whose IAM prefix is not their signing name.
const PREFIXES: &[(&str, &str)] = &[
    ("IoTSecuredTunneling", "iot"),
    ("cloudcontrolapi", "cloudformation"),
    ("monitoring", "cloudwatch"),
    ("tagging", "tag"),
];

/// Operations whose IAM action has another name; `*` stands for every operation of a service.
const RENAMED: &[(&str, &str, &str)] = &[
    ("apigateway", "*", "apigateway:GET"),
    ("budgets", "DescribeBudgets", "budgets:ViewBudget"),
    (
        "resource-explorer-2",
        "ListResources",
        "resource-explorer-2:Search",
    ),
    ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
    (
        "s3express",
        "ListDirectoryBuckets",
        "s3express:ListAllMyDirectoryBuckets",
    ),
];

/// The IAM action that an operation of a service needs; the service as signatures name it.
pub fn action_of(signing_name: &str, operation: &str) -> String {
    let renamed = RENAMED.iter().find(|(service, known, _)| {
        *service == signing_name && (*known == operation || *known == "*")
    });
    if let Some((.., action)) = renamed {
        return (*action).to_owned();
    }
    let prefix = PREFIXES.iter().find(|(known, _)| *known == signing_name);
    let prefix = prefix.map_or(signing_name, |(_, prefix)| prefix);
    format!("{prefix}:{operation}")
}

/// The actions of a type.
#[derive(Clone, Copy, Debug)]
pub struct Permissions {
    list: &'static str,
    read: &'static str,
}

static PERMISSIONS: LazyLock<HashMap<TypeId, Permissions>> = LazyLock::new(|| {
    let all: HashMap<TypeId, Permissions> = rows(unpack(packed!("permissions")))
        .map(|[ty, list, read]| {
            let ty = ty.parse().expect("the build checked the type");
            (ty, Permissions { list, read })
        })
        .collect();
    count_bytes(all.capacity() * (size_of::<(TypeId, Permissions)>() + 1));
    all
});

/// The actions of a type; `None` for types that the table does not have.
pub fn of(ty: TypeId) -> Option<Permissions> {
    PERMISSIONS.get(&ty).copied()
}

impl Permissions {
    /// Actions to list all resources of the type.
    pub fn list(self) -> impl Iterator<Item = &'static str> {
        reads(self.list)
    }

    /// Actions to read one resource of the type.
    pub fn read(self) -> impl Iterator<Item = &'static str> {
        reads(self.read)
    }
}

fn reads(actions: &'static str) -> impl Iterator<Item = &'static str> {
    actions.split(',').filter(|action| is_read(action))
}

/// Whether an action reads and returns no secret. Whole families (`iam:Get*`) may do anything.
pub fn is_read(action: &str) -> bool {
    let Some((_, name)) = action.split_once(':') else {
        return false;
    };
    let starts = |verb: &&str| {
        name.get(..verb.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(verb))
    };
    let reveals = |known: &&str| known.eq_ignore_ascii_case(action);
    !name.ends_with('*') && READS.iter().any(starts) && !REVEALING.iter().any(reveals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actions(ty: &str) -> (Vec<&'static str>, Vec<&'static str>) {
        let permissions = of(ty.parse().unwrap()).unwrap();
        (permissions.list().collect(), permissions.read().collect())
    }

    #[test]
    fn a_type_has_actions_to_list_and_to_read() {
        let (list, read) = actions("AWS::Lambda::Function");
        assert_eq!(list, ["lambda:ListFunctions"]);
        assert!(read.contains(&"lambda:GetFunction"), "{read:?}");
        assert!(of("awsdash:Tagging:Sweep".parse().unwrap()).is_none());
    }

    #[test]
    fn operations_need_the_actions_that_iam_knows() {
        for (service, operation, action) in [
            ("lambda", "ListFunctions", "lambda:ListFunctions"),
            ("monitoring", "DescribeAlarms", "cloudwatch:DescribeAlarms"),
            ("apigateway", "GetRestApis", "apigateway:GET"),
            ("s3", "ListBuckets", "s3:ListAllMyBuckets"),
            ("s3", "ListAccessPoints", "s3:ListAccessPoints"),
        ] {
            assert_eq!(action_of(service, operation), action);
        }
    }

    #[test]
    fn nothing_that_writes_or_reveals_is_handed_out() {
        for permissions in PERMISSIONS.values() {
            for action in permissions.list().chain(permissions.read()) {
                let (_, name) = action.split_once(':').unwrap();
                let verb = name.to_lowercase();
                for other in [
                    "create", "put", "delete", "decrypt", "pass", "update", "tag",
                ] {
                    assert!(!verb.starts_with(other), "{action}");
                }
                assert!(
                    !action.contains("SecretValue") && !action.ends_with('*'),
                    "{action}"
                );
            }
        }
        let raw = of("AWS::Lambda::Function".parse().unwrap()).unwrap().read;
        assert!(raw.contains("kms:Decrypt"), "the table says what it says");
        for refused in [
            "iam:Get*",
            "iam:PassRole",
            "kms:Decrypt",
            "s3:getObject",
            "secretsmanager:GetSecretValue",
            "describe",
        ] {
            assert!(!is_read(refused), "{refused}");
        }
        assert!(is_read("apigateway:GET") && is_read("servicecatalog:describeRecord"));
    }
}
