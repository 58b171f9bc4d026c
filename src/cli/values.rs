//! From the text of an option to a value, with a sentence for what is not one.

use std::time::Duration;

use crate::app::backend::OnlyAccounts;
use crate::app::resource_explorer::filter::Ast;
use crate::catalog::types;
use crate::model::{AccountId, Region, Selection, TypeId};

/// What `--type` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeChoice {
    /// Every type that can be listed, and every tagged resource of any type.
    All,
    /// The catalog's default set.
    Default,
    /// One name may mean several types.
    These(Vec<TypeId>),
}

/// What `--region` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionChoice {
    /// Every region that an account has enabled.
    All,
    /// This one.
    One(Region),
}

/// What `--account` takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChoice {
    /// Twelve digits, which may be in groups as AWS shows them.
    Number(AccountId),
    /// A name or an alias, as the organization, the account or the profile has it.
    Name(String),
}

/// An account's number, name or alias.
pub(super) fn account_choice(text: &str) -> Result<AccountChoice, String> {
    let text = text.trim();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match AccountId::from_typed(text) {
        Ok(number) => Ok(AccountChoice::Number(number)),
        Err(error) if is_number => Err(format!(
            "{error}; an account may also be given by its name or alias"
        )),
        Err(_) => Ok(AccountChoice::Name(text.to_owned())),
    }
}

/// The accounts of several choices.
pub(super) fn only_accounts(choices: &[AccountChoice]) -> OnlyAccounts {
    let mut only = OnlyAccounts::default();
    for choice in choices {
        match choice {
            AccountChoice::Number(number) => only.numbers.push(*number),
            AccountChoice::Name(name) => only.names.push(name.clone()),
        }
    }
    only
}

/// A type by full or short name, `all`, `default` or `tagged`.
pub(super) fn type_choice(text: &str) -> Result<TypeChoice, String> {
    match text.trim().to_ascii_lowercase().as_str() {
        "all" => Ok(TypeChoice::All),
        "default" => Ok(TypeChoice::Default),
        "tagged" => Ok(TypeChoice::These(vec![TypeId::tagged()])),
        _ => types::find_all(text)
            .map(TypeChoice::These)
            .map_err(|error| error.to_string()),
    }
}

/// A region code or `all`.
pub(super) fn region_choice(text: &str) -> Result<RegionChoice, String> {
    match text.trim() {
        "all" => Ok(RegionChoice::All),
        code => code.parse().map(RegionChoice::One).map_err(|error| {
            format!("{error}; `all` stands for every region that is enabled, `awsdash regions` lists them")
        }),
    }
}

/// A filter.
pub(super) fn filter(text: &str) -> Result<Ast, String> {
    Ast::parse(text).map_err(|error| error.to_string())
}

/// A duration such as `90s` or `5m`, above zero.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text.trim()) {
        Ok(duration) if duration.is_zero() => Err("a timeout must be above zero".to_owned()),
        Ok(duration) => Ok(duration),
        Err(_) => Err("not a duration; write 90s, 5m or 1h 30m".to_owned()),
    }
}

/// An address to send every request to.
pub(super) fn endpoint_url(text: &str) -> Result<String, String> {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(char::is_whitespace) => {
            Ok(text.to_owned())
        }
        _ => Err("not an endpoint; endpoints look like http://127.0.0.1:5000".to_owned()),
    }
}

/// The types of a scope; without any choice the default set.
pub(super) fn types_of(choices: &[TypeChoice]) -> Selection<TypeId> {
    if choices.contains(&TypeChoice::All) {
        return Selection::All;
    }
    if choices.is_empty() {
        return types::default_set().collect();
    }
    let of_choice = |choice: &TypeChoice| match choice {
        TypeChoice::These(types) => types.clone(),
        TypeChoice::All | TypeChoice::Default => types::default_set().collect(),
    };
    choices.iter().flat_map(of_choice).collect()
}

/// The regions of a scope; without any choice all that are enabled.
pub(super) fn regions_of(choices: &[RegionChoice]) -> Selection<Region> {
    let named = choices.iter().map(|choice| match choice {
        RegionChoice::All => None,
        RegionChoice::One(region) => Some(*region),
    });
    match named.collect::<Option<Vec<Region>>>() {
        Some(regions) if !regions.is_empty() => regions.into_iter().collect(),
        _ => Selection::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_numbers_or_whatever_they_are_called() {
        let choices = ["001234567890", "1111-2222-3333", "Prod", " team-7 "]
            .map(|text| account_choice(text).unwrap());
        let only = only_accounts(&choices);
        let numbers = ["001234567890", "111122223333"];
        assert_eq!(only.numbers, numbers.map(|number| number.parse().unwrap()));
        assert_eq!(only.names, ["Prod", "team-7"]);
        for bad in ["", "123", "0012345678901"] {
            let refused = account_choice(bad).unwrap_err();
            assert!(
                refused.contains("twelve digits") && refused.contains("alias"),
                "{refused}"
            );
        }
    }

    #[test]
    fn short_names_and_full_names_make_one_scope() {
        let choices = ["sg", "aws::ec2::vpc"].map(|text| type_choice(text).unwrap());
        let Selection::Only(types) = types_of(&choices) else {
            panic!("a set")
        };
        let names: Vec<&str> = types.iter().map(|ty| ty.as_str()).collect();
        assert_eq!(names, ["AWS::EC2::SecurityGroup", "AWS::EC2::VPC"]);
    }

    #[test]
    fn all_wins_and_nothing_means_the_default_set() {
        let all = [type_choice("vpc").unwrap(), type_choice("ALL").unwrap()];
        assert_eq!(types_of(&all), Selection::All);
        let Selection::Only(default) = types_of(&[]) else {
            panic!("a set")
        };
        assert!(default.contains(&"AWS::EC2::Instance".parse().unwrap()));
        assert_eq!(types_of(&[TypeChoice::Default]), Selection::Only(default));
        assert_eq!(regions_of(&[]), Selection::All);
        let one = region_choice("eu-west-1").unwrap();
        assert_eq!(regions_of(&[one, RegionChoice::All]), Selection::All);
        assert_ne!(regions_of(&[one]), Selection::All);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_what_would() {
        for (refused, hint) in [
            (type_choice("instnace").unwrap_err(), "AWS::EC2::Instance"),
            (region_choice("Ireland").unwrap_err(), "eu-west-1"),
            (filter("nmae:x").unwrap_err(), "fields are name"),
            (duration("soon").unwrap_err(), "90s"),
            (duration("0s").unwrap_err(), "above zero"),
            (endpoint_url("localhost").unwrap_err(), "http://"),
        ] {
            assert!(refused.contains(hint), "{refused}");
        }
    }
}
