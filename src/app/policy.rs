//! IAM policies from actions, within the size that IAM takes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// The most characters of a managed policy. IAM does not count white space.
pub const MOST_CHARACTERS: usize = 6_144;

/// First words of actions that only read, in every service. `Get` is not one of them: `GetSecretValue` and
/// `GetPasswordData` begin with it.
const FAMILIES: &[&str] = &["Describe", "List"];

/// What a policy has to allow.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Actions on everything.
    pub reads: BTreeSet<String>,
    /// ARNs or patterns of roles to assume.
    pub roles: BTreeSet<String>,
}

/// One policy, in as many documents as it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Documents; each fits.
    pub documents: Vec<Value>,
    /// Families in place of single actions, `ec2:Describe*`: the policy allows more than was needed.
    pub families: Vec<String>,
}

impl Policy {
    /// The shortest way to allow all of it: one document, else families, else several documents.
    pub fn of(needs: &Needs) -> Self {
        let whole = document(&needs.reads, &needs.roles);
        if length(&whole) <= MOST_CHARACTERS {
            return Self {
                documents: vec![whole],
                families: Vec::new(),
            };
        }
        let (reads, families) = in_families(&needs.reads);
        let whole = document(&reads, &needs.roles);
        let documents = if length(&whole) <= MOST_CHARACTERS {
            vec![whole]
        } else {
            let none = BTreeSet::new();
            let of_reads = parts(&reads, |part| document(part, &none));
            let of_roles = parts(&needs.roles, |part| document(&none, part));
            of_reads.into_iter().chain(of_roles).collect()
        };
        Self {
            documents,
            families,
        }
    }

    /// As JSON: the document, or an array when there are several.
    pub fn to_json(&self) -> Value {
        match self.documents.as_slice() {
            [only] => only.clone(),
            several => Value::from(several),
        }
    }

    /// As text for a file or the clipboard.
    pub fn to_text(&self) -> String {
        // A value of strings and arrays alone cannot fail to be written.
        serde_json::to_string_pretty(&self.to_json()).unwrap_or_default() + "\n"
    }
}

fn document(reads: &BTreeSet<String>, roles: &BTreeSet<String>) -> Value {
    let mut statements = Vec::new();
    if !reads.is_empty() {
        statements.push(json!({
            "Sid": "AwsdashRead",
            "Effect": "Allow",
            "Action": reads,
            "Resource": "*",
        }));
    }
    if !roles.is_empty() {
        statements.push(json!({
            "Sid": "AwsdashAssumeRole",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Resource": roles,
        }));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// Characters as IAM counts them.
fn length(document: &Value) -> usize {
    let text = document.to_string();
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Replaces the actions of a family by the family where that is shorter.
fn in_families(actions: &BTreeSet<String>) -> (BTreeSet<String>, Vec<String>) {
    let family_of = |action: &str| {
        let (service, name) = action.split_once(':')?;
        let family = FAMILIES.iter().find(|family| name.starts_with(**family))?;
        Some(format!("{service}:{family}*"))
    };
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for family in actions.iter().filter_map(|action| family_of(action)) {
        *sizes.entry(family).or_default() += 1;
    }
    sizes.retain(|_, size| *size > 1);
    let short = actions.iter().map(|action| {
        family_of(action)
            .filter(|family| sizes.contains_key(family))
            .unwrap_or_else(|| action.clone())
    });
    (short.collect(), sizes.into_keys().collect())
}

/// Parts of a set, in its order, each as large as a document takes.
fn parts(items: &BTreeSet<String>, document: impl Fn(&BTreeSet<String>) -> Value) -> Vec<Value> {
    let empty = |item: &String| length(&document(&BTreeSet::from([item.clone()])));
    let (mut done, mut part, mut used) = (Vec::new(), BTreeSet::new(), 0);
    for item in items {
        // Quotes and a comma.
        let more = item.chars().count() + 3;
        if used + more > MOST_CHARACTERS && !part.is_empty() {
            done.push(document(&std::mem::take(&mut part)));
        }
        used = if part.is_empty() {
            empty(item)
        } else {
            used + more
        };
        part.insert(item.clone());
    }
    if !part.is_empty() {
        done.push(document(&part));
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(reads: impl IntoIterator<Item = String>, roles: &[&str]) -> Needs {
        Needs {
            reads: reads.into_iter().collect(),
            roles: roles.iter().map(ToString::to_string).collect(),
        }
    }

    fn actions_in(policy: &Policy) -> Vec<String> {
        let statements = policy.documents.iter().flat_map(|document| {
            let statements = document["Statement"].as_array().unwrap();
            statements.iter().map(|statement| &statement["Action"])
        });
        statements
            .flat_map(|actions| actions.as_array().unwrap().clone())
            .map(|action| action.as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn a_small_policy_is_one_document_with_sorted_actions() {
        let reads = [
            "ec2:DescribeVpcs",
            "ec2:DescribeVolumes",
            "ec2:DescribeVpcs",
        ];
        let policy = Policy::of(&needs(reads.map(String::from), &["arn:aws:iam::*:role/R"]));
        assert_eq!(
            policy.to_json(),
            json!({
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "AwsdashRead",
                        "Effect": "Allow",
                        "Action": ["ec2:DescribeVolumes", "ec2:DescribeVpcs"],
                        "Resource": "*",
                    },
                    {
                        "Sid": "AwsdashAssumeRole",
                        "Effect": "Allow",
                        "Action": ["sts:AssumeRole"],
                        "Resource": ["arn:aws:iam::*:role/R"],
                    },
                ],
            })
        );
        assert!(policy.families.is_empty());
    }

    #[test]
    fn a_long_policy_becomes_families_that_only_read() {
        let reads = (0..300).map(|n| format!("ec2:DescribeThing{n}"));
        let others = ["ec2:GetThing", "s3:ListAllMyBuckets"].map(String::from);
        let policy = Policy::of(&needs(reads.chain(others), &[]));
        assert_eq!(policy.families, ["ec2:Describe*"]);
        assert_eq!(
            actions_in(&policy),
            ["ec2:Describe*", "ec2:GetThing", "s3:ListAllMyBuckets"]
        );
        assert_eq!(policy.documents.len(), 1);
    }

    #[test]
    fn what_no_family_shortens_is_spread_over_documents_that_fit() {
        let reads: Vec<String> = (0..900).map(|n| format!("svc{n}:GetSomething")).collect();
        let roles: Vec<String> = (0..400)
            .map(|n| format!("arn:aws:iam::{n:012}:role/ReadOnly"))
            .collect();
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        let policy = Policy::of(&needs(reads.clone(), &roles));
        assert!(policy.documents.len() > 4);
        for document in &policy.documents {
            assert!(length(document) <= MOST_CHARACTERS, "{}", length(document));
        }
        let mut got = actions_in(&policy);
        got.retain(|action| action != "sts:AssumeRole");
        let mut wanted = reads;
        wanted.sort();
        assert_eq!(got, wanted);
        assert!(policy.to_json().is_array());
    }
}
