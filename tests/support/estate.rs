//! The content of the estate: the seed script's truth, and what boto3 lists.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::moto::Moto;

#[derive(Deserialize)]
pub(crate) struct Truth {
    pub management_account: String,
    pub accounts: Vec<TruthAccount>,
    pub regions: Vec<String>,
    pub empty_regions: Vec<String>,
    pub counts: Vec<TruthCount>,
}

#[derive(Deserialize)]
pub(crate) struct TruthAccount {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
pub(crate) struct TruthCount {
    pub account: String,
    pub region: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub count: usize,
}

#[derive(Deserialize)]
pub(crate) struct KnownId {
    pub account: String,
    pub region: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

#[derive(Deserialize)]
pub(crate) struct Witness {
    pub regions: HashMap<String, BTreeMap<String, bool>>,
    pub listed: Vec<WitnessList>,
    pub tagged: Vec<WitnessTags>,
}

#[derive(Deserialize)]
pub(crate) struct WitnessList {
    pub account: String,
    pub region: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// `None` where moto does not have the operation.
    pub ids: Option<Vec<String>>,
}

#[derive(Deserialize)]
pub(crate) struct WitnessTags {
    pub account: String,
    pub region: String,
    pub tags: BTreeMap<String, BTreeMap<String, String>>,
}

pub(crate) struct Estate {
    pub truth: Truth,
    pub ids: Vec<KnownId>,
    pub witness: Witness,
}

impl Estate {
    pub(crate) fn of(moto: &Moto) -> Self {
        Self {
            truth: moto.report("truth.json"),
            ids: moto.report("ids.json"),
            witness: moto.witness(),
        }
    }

    pub(crate) fn ec2_types(&self) -> BTreeSet<&str> {
        let listed = self.witness.listed.iter();
        listed.map(|list| list.kind.as_str()).collect()
    }

    pub(crate) fn all_regions(&self) -> String {
        [&self.truth.regions[..], &self.truth.empty_regions[..]]
            .concat()
            .join(",")
    }
}
