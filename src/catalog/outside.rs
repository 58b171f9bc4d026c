//! What other programs call a type: the AWS CLI, from `cli_reads.tsv`, and Terraform, from `terraform_names.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};
use super::types;
use crate::model::TypeId;

/// What of a row another program takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowPart {
    /// Its identifier.
    Id,
    /// The name that the service knows.
    Name,
    /// Its ARN.
    Arn,
}

impl RowPart {
    fn of(name: &str) -> Self {
        match name {
            "name" => Self::Name,
            "arn" => Self::Arn,
            _ => Self::Id,
        }
    }
}

/// The command of the AWS CLI that reads one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CliRead {
    /// `ec2`.
    pub service: &'static str,
    /// `describe-instances`.
    pub operation: &'static str,
    /// `--instance-ids`; before it what else the operation has to be given, which is mostly nothing.
    pub option: &'static str,
    /// What the option is given.
    pub part: RowPart,
}

/// A resource as Terraform knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerraformName {
    /// `aws_instance`.
    pub resource: String,
    /// What it is imported by.
    pub part: RowPart,
}

/// By type, in order: a map would take twice the memory.
static CLI_READS: LazyLock<Vec<(TypeId, CliRead)>> = LazyLock::new(|| {
    let read = |[ty, service, operation, option, value]: [&'static str; 5]| {
        let read = CliRead {
            service,
            operation,
            option,
            part: RowPart::of(value),
        };
        (ty.parse().expect("the build checked the type"), read)
    };
    let mut reads: Vec<(TypeId, CliRead)> = rows(unpack(packed!("cli_reads"))).map(read).collect();
    reads.sort_unstable_by_key(|(ty, _)| *ty);
    reads.shrink_to_fit();
    count_bytes(reads.capacity() * size_of::<(TypeId, CliRead)>());
    reads
});

static TERRAFORM: LazyLock<HashMap<TypeId, (&'static str, RowPart)>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for [ty, resource, import] in rows(unpack(packed!("terraform_names"))) {
        let ty = ty.parse().expect("the build checked the type");
        names.insert(ty, (resource, RowPart::of(import)));
    }
    count_bytes(names.capacity() * (size_of::<(TypeId, (&str, RowPart))>() + 1));
    names
});

/// The command of a service that reads one resource of a type, where the table has one.
pub fn cli_read(ty: TypeId) -> Option<CliRead> {
    let at = CLI_READS.binary_search_by_key(&ty, |(ty, _)| *ty).ok()?;
    Some(CLI_READS[at].1)
}

/// Whether Cloud Control can read one resource of a type.
pub fn cloud_control_reads(ty: TypeId) -> bool {
    types::get(ty).is_some_and(|info| info.cloud_control.reads)
}

/// What Terraform calls a type: by the table, else by the rule that its provider for Cloud Control follows, which has
/// every type that Cloud Control can read.
pub fn terraform_name(ty: TypeId) -> Option<TerraformName> {
    if let Some(&(resource, part)) = TERRAFORM.get(&ty) {
        return Some(TerraformName {
            resource: resource.to_owned(),
            part,
        });
    }
    let (service, kind) = (ty.service().to_lowercase(), snake_case(ty.kind()));
    cloud_control_reads(ty).then(|| TerraformName {
        resource: format!("awscc_{service}_{kind}"),
        part: RowPart::Id,
    })
}

/// `VPCEndpoint` as `vpc_endpoint`: a word begins at a capital that follows a small letter or a digit, or comes before a
/// small letter.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let begins_word = letter.is_uppercase()
            && before.is_some_and(|before| {
                let next = letters.get(at + 1);
                !before.is_uppercase() || next.is_some_and(|next| next.is_lowercase())
            });
        if begins_word {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ty(name: &str) -> TypeId {
        name.parse().unwrap()
    }

    #[test]
    fn every_command_has_the_shape_of_one() {
        let is_word = |text: &str| {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(is_plain)
        };
        assert!(CLI_READS.len() > 900);
        for (ty, read) in &*CLI_READS {
            let option = read.option.rsplit(' ').next().unwrap();
            let option = option.strip_prefix("--").unwrap();
            for word in [read.service, read.operation, option] {
                assert!(is_word(word), "{ty}: {read:?}");
            }
            let reads = [
                "describe-",
                "get-",
                "list-",
                "batch-get-",
                "search-",
                "view-",
            ];
            assert!(
                reads
                    .iter()
                    .any(|read_word| read.operation.starts_with(read_word)),
                "{ty}: {read:?}"
            );
        }
    }

    #[test]
    fn resources_of_terraform_are_those_of_the_table_else_those_of_the_rule() {
        let name = |name: &str| terraform_name(ty(name)).map(|name| name.resource);
        assert_eq!(name("AWS::EC2::Instance").unwrap(), "aws_instance");
        let by_rule = [
            ("AWS::EC2::IPAMPool", "awscc_ec2_ipam_pool"),
            ("AWS::WAFv2::WebACL", "awscc_wafv2_web_acl"),
            ("AWS::Athena::WorkGroup", "awscc_athena_work_group"),
        ];
        for (ty, resource) in by_rule {
            assert_eq!(name(ty).unwrap(), resource);
        }
        assert_eq!(name("awsdash::EC2::AddressTransfer"), None);
    }
}
