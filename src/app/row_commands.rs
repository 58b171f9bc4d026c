//! A row as other programs are told of it: the command of the AWS CLI that reads it, and the block that brings it under
//! Terraform.

use std::borrow::Cow;

use crate::app::resource_explorer::source::AccountInfo;
use crate::catalog::outside::{RowPart, cli_read, cloud_control_reads, terraform_name};
use crate::catalog::types;
use crate::model::{Region, ResourceEntry};

/// In place of a profile, of credentials that are no file's.
const BUILT_IN: &str = "built-in credentials";

/// The command that reads a row, with the profile that its account is reached by and its region. Of a type without a
/// call for one resource it asks Cloud Control; `None` where that cannot read it either.
pub(crate) fn cli_command(entry: &ResourceEntry, account: Option<&AccountInfo>) -> Option<String> {
    let own = own_command(entry);
    let mut command = own.or_else(|| {
        let ty = entry.resource_type;
        cloud_control_reads(ty).then(|| {
            let id = quoted(&entry.id);
            format!("aws cloudcontrol get-resource --type-name {ty} --identifier {id}")
        })
    })?;
    // Accounts that a role leads to have its ARN in place of a profile.
    let profile = account.map(|account| account.via.as_str());
    let is_profile = |via: &&str| !via.is_empty() && !via.starts_with("arn:") && *via != BUILT_IN;
    if let Some(profile) = profile.filter(is_profile) {
        command += &format!(" --profile {}", quoted(profile));
    }
    if let Some(region) = region_of(entry) {
        command += &format!(" --region {}", region.as_str());
    }
    Some(command)
}

/// The service's own call. Identifiers of several parts are Cloud Control's.
fn own_command(entry: &ResourceEntry) -> Option<String> {
    let read = cli_read(entry.resource_type)?;
    let value = part_of(entry, read.part).filter(|value| !value.contains('|'))?;
    Some(format!(
        "aws {} {} {} {}",
        read.service,
        read.operation,
        read.option,
        quoted(&value)
    ))
}

/// Where the row is asked for: for one without a region where its type is at home.
fn region_of(entry: &ResourceEntry) -> Option<Region> {
    if !entry.region.is_global() {
        return Some(entry.region);
    }
    types::get(entry.resource_type)?.home_region
}

/// The block that brings a row under Terraform; `None` where Terraform does not have its type.
pub(crate) fn terraform_import(entry: &ResourceEntry) -> Option<String> {
    let name = terraform_name(entry.resource_type)?;
    let id = part_of(entry, name.part)?;
    Some(format!(
        "import {{\n  to = {}.{}\n  id = {}\n}}\n",
        name.resource,
        label(entry.display_name()),
        terraform_text(&id)
    ))
}

fn part_of(entry: &ResourceEntry, part: RowPart) -> Option<Cow<'_, str>> {
    let found = match part {
        RowPart::Id => Cow::Borrowed(entry.id.as_str()),
        RowPart::Arn => entry.arn()?,
        // A tag may have given the row another name than the service knows.
        RowPart::Name if entry.name().is_empty() || entry.tags.is_named_by_tag() => {
            (!entry.id.starts_with("arn:")).then(|| Cow::Borrowed(entry.id.as_str()))?
        }
        RowPart::Name => Cow::Borrowed(entry.name()),
    };
    (!found.is_empty()).then_some(found)
}

/// A word of a POSIX shell.
fn quoted(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=+,%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', r"'\''")).into()
}

/// A text of Terraform's language.
fn terraform_text(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str(r"\\"),
            '\n' => quoted.push_str(r"\n"),
            c if c.is_control() => {}
            c => quoted.push(c),
        }
    }
    // What would begin a template is written twice.
    let quoted = quoted.replace("${", "$${").replace("%{", "%%{");
    quoted + "\""
}

/// What a block is called in Terraform: letters, digits and underscores, not beginning with a digit.
fn label(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let label: String = name.chars().take(64).map(plain).collect();
    match label.chars().next() {
        Some(first) if first.is_ascii_lowercase() => label,
        _ => format!("r_{label}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::fixtures::instance;
    use crate::model::{SharedStr, Tags};

    fn row(ty: &str, id: &str) -> ResourceEntry {
        let mut row = instance(1);
        row.resource_type = ty.parse().unwrap();
        row.id = id.into();
        row.tags = Tags::NONE;
        row.status = SharedStr::new();
        row
    }

    fn account(via: &str) -> AccountInfo {
        AccountInfo {
            id: instance(1).account,
            name: "prod".into(),
            alias: Default::default(),
            unit: Default::default(),
            via: via.into(),
        }
    }

    #[test]
    fn a_command_reads_the_row_with_its_profile_and_region() {
        let command = |row: &ResourceEntry, via| cli_command(row, Some(&account(via))).unwrap();
        assert_eq!(
            command(&instance(1), "prod admin"),
            "aws ec2 describe-instances --instance-ids i-00000000000000001 --profile 'prod admin' --region eu-west-1"
        );
        let table = row("AWS::DynamoDB::Table", "orders");
        assert_eq!(
            command(&table, "prod"),
            "aws dynamodb describe-table --table-name orders --profile prod --region eu-west-1"
        );
        let bucket = row("AWS::S3::Bucket", "it's");
        assert_eq!(
            command(&bucket, "arn:aws:iam::1:role/x"),
            r"aws cloudcontrol get-resource --type-name AWS::S3::Bucket --identifier 'it'\''s' --region eu-west-1"
        );
        let unknown = row("awsdash::EC2::AddressTransfer", "x");
        assert_eq!(cli_command(&unknown, None), None);
    }

    #[test]
    fn a_block_imports_the_row_by_what_terraform_asks_for() {
        assert_eq!(
            terraform_import(&instance(1)).unwrap(),
            "import {\n  to = aws_instance.web_1\n  id = \"i-00000000000000001\"\n}\n"
        );
        let pool = row("AWS::Cognito::UserPool", "eu-west-1_\"${x}");
        assert_eq!(
            terraform_import(&pool).unwrap(),
            "import {\n  to = awscc_cognito_user_pool.eu_west_1____x_\n  id = \"eu-west-1_\\\"$${x}\"\n}\n"
        );
    }

    #[test]
    fn every_command_of_the_catalog_parses_by_shape() {
        for info in types::all() {
            let row = row(info.id.as_str(), "a value's id");
            if let Some(command) = cli_command(&row, None) {
                let words: Vec<&str> = command.split(' ').collect();
                assert_eq!(words[0], "aws", "{command}");
                assert!(words[3].starts_with("--"), "{command}");
                let outside = command.replace(r"'\''", "");
                assert!(outside.matches('\'').count().is_multiple_of(2), "{command}");
            }
            if let Some(block) = terraform_import(&row) {
                let resource = block.split([' ', '.']).nth(5).unwrap_or_default();
                assert!(resource.starts_with("aws"), "{block}");
            }
        }
    }
}
