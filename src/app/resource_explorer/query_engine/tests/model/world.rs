//! A small AWS that never changes: what there is, and who sees what of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::dice::Dice;
use crate::app::resource_explorer::source::{
    IndexReach, ListJob, ListParameter, ResourceIndex, SourceError,
};
use crate::app::resource_explorer::testing::entry;
use crate::model::{
    AccountId, ArnText, Provider, QueryKey, QueryScope, Region, ResourceEntry, Selection, TypeId,
};

pub(super) const ACCOUNTS: [&str; 2] = ["001234567890", "009999999999"];
pub(super) const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];
pub(super) const PLAIN: &str = "AWS::EC2::Volume";
/// Listed under each of the plain ones.
pub(super) const CHILD: &str = "AWS::EC2::Snapshot";
/// Two types whose ARNs have one form: sweeps take both for the first.
pub(super) const FIRST: &str = "AWS::RDS::DBCluster";
pub(super) const SECOND: &str = "AWS::Neptune::DBCluster";
/// A type that only sweeps show.
pub(super) const TAGS_ONLY: &str = "AWS::IoT::Thing";
/// A type that the catalog does not know of in the first region, though AWS has it there.
pub(super) const NEW_THERE: &str = "AWS::SQS::Queue";
/// A type without a region in its ARNs: every sweep sees it. Some worlds have one list for all regions of it.
pub(super) const REGIONLESS: &str = "AWS::S3::Bucket";
/// A type without regions.
pub(super) const GLOBAL: &str = "AWS::IAM::Role";

pub(super) const TYPES: [&str; 8] = [
    PLAIN, CHILD, FIRST, SECOND, TAGS_ONLY, NEW_THERE, REGIONLESS, GLOBAL,
];

/// One resource.
#[derive(Clone, Debug)]
pub(super) struct Truth {
    pub row: ResourceEntry,
    pub is_tagged: bool,
    /// The id of the resource that it is listed under.
    pub parent: Option<String>,
}

impl Truth {
    pub(super) fn arn(&self) -> String {
        self.row.arn().expect("every row has one").into_owned()
    }
}

pub(super) struct World {
    pub truths: Vec<Truth>,
    /// How many of a hundred requests fail.
    pub(super) faults: AtomicU64,
    dice: Mutex<Dice>,
    /// Accounts whose credentials have expired, and how often that will be noticed.
    expired: Mutex<BTreeMap<AccountId, u64>>,
    pub(super) index: Option<ResourceIndex>,
    /// Whether regionless resources have a list, one for all regions.
    has_list_of_regionless: bool,
    /// Whether lists that are refused are asked of another provider, and then left to sweeps.
    pub(super) has_chain: bool,
}

pub(super) fn of<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("a constant of the world")
}

/// Whether a type is one of these constants.
pub(super) fn is(ty: TypeId, name: &str) -> bool {
    ty.as_str() == name
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let truths = truths(&mut dice);
        let index = dice.happens(40).then(|| ResourceIndex {
            job: ListJob {
                key: QueryKey {
                    account: of(ACCOUNTS[0]),
                    region: of(REGIONS[1]),
                    resource_type: TypeId::explorer_index(),
                },
                provider: Provider::ResourceExplorer,
            },
            reach: IndexReach::Organization,
            regions: Selection::All,
            types: BTreeSet::from([of(PLAIN)]),
        });
        Self {
            truths,
            faults: AtomicU64::new(dice.roll(4) * 12),
            expired: Mutex::default(),
            index,
            has_list_of_regionless: dice.happens(50),
            has_chain: dice.happens(30),
            dice: Mutex::new(dice),
        }
    }

    /// From now on every request is answered.
    pub(super) fn let_all_be_well(&self) {
        self.faults.store(0, Ordering::Relaxed);
        self.expired().clear();
    }

    pub(super) fn is_well(&self) -> bool {
        self.faults.load(Ordering::Relaxed) == 0
    }

    /// Whether a type has a list.
    pub(super) fn has_list(&self, ty: TypeId) -> bool {
        !is(ty, TAGS_ONLY) && (!is(ty, REGIONLESS) || self.has_list_of_regionless)
    }

    /// Whether a type has one list for all regions.
    pub(super) fn is_listed_globally(&self, ty: TypeId) -> bool {
        is(ty, GLOBAL) || is(ty, REGIONLESS) && self.has_list_of_regionless
    }

    /// The key of the list that a row is in.
    pub(super) fn list_of(&self, row: &ResourceEntry) -> QueryKey {
        let key = row.key();
        if self.is_listed_globally(key.resource_type) {
            let region = Region::global();
            return QueryKey { region, ..key };
        }
        key
    }

    /// Whether a scope asks the list that a row is in.
    pub(super) fn lists(&self, scope: &QueryScope, row: &ResourceEntry) -> bool {
        let ty = row.resource_type;
        let is_known_there = !is(ty, NEW_THERE) || row.region != of(REGIONS[0]);
        scope.types.contains(&ty) && self.has_list(ty) && is_known_there
    }

    pub(super) fn roll(&self, sides: u64) -> u64 {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        dice.roll(sides)
    }

    /// Lets others go first, some number of times: what answers first is decided by the seed.
    pub(super) async fn rest(&self, most: u64) {
        // Mostly for a moment: a long rest costs a poll of everything for every turn.
        let most = if self.roll(6) == 0 { most } else { most / 8 };
        for _ in 0..self.roll(most.max(1)) {
            tokio::task::yield_now().await;
        }
    }

    pub(super) fn expired(&self) -> MutexGuard<'_, BTreeMap<AccountId, u64>> {
        self.expired.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a list, a sweep or an index has to say to one call, in order.
    pub(super) fn answer(&self, job: &ListJob, input: &[ListParameter]) -> Vec<ResourceEntry> {
        let key = job.key;
        let under = input.first().map(|parameter| parameter.value.as_str());
        let seen = |truth: &&Truth| {
            let row = &truth.row;
            match job.provider {
                Provider::Tagging => {
                    let is_global = row.region.is_global() && key.region == of(REGIONS[1]);
                    let is_there =
                        row.region == key.region || is_global || is(row.resource_type, REGIONLESS);
                    truth.is_tagged && row.account == key.account && is_there
                }
                Provider::ResourceExplorer => truth.is_tagged,
                _ => self.list_of(row) == key && truth.parent.as_deref() == under,
            }
        };
        let rows = self.truths.iter().filter(seen);
        rows.map(|truth| as_seen_by(job.provider, &truth.row))
            .collect()
    }
}

fn truths(dice: &mut Dice) -> Vec<Truth> {
    let mut truths: Vec<Truth> = Vec::new();
    for account in ACCOUNTS {
        for region in REGIONS {
            let parents = truths.len();
            for ty in TYPES {
                if ty == GLOBAL && region != REGIONS[0] {
                    continue;
                }
                for number in 0..dice.roll(5) {
                    let parent = if ty == CHILD {
                        let may_be = truths[parents..].iter().filter(|truth| {
                            truth.row.region == of(region) && is(truth.row.resource_type, PLAIN)
                        });
                        let may_be: Vec<&Truth> = may_be.collect();
                        if may_be.is_empty() {
                            continue;
                        }
                        let at = dice.roll(may_be.len() as u64) as usize;
                        Some(may_be[at].row.id.to_string())
                    } else {
                        None
                    };
                    truths.push(Truth {
                        row: resource(account, region, ty, number, dice),
                        is_tagged: ty == TAGS_ONLY || dice.happens(60),
                        parent,
                    });
                }
            }
        }
    }
    truths
}

fn resource(account: &str, region: &str, ty: &str, number: u64, dice: &mut Dice) -> ResourceEntry {
    let region = if ty == GLOBAL {
        Region::global().as_str()
    } else {
        region
    };
    let id = format!("{}-{account}-{region}-{number}", ty.len());
    let mut row = entry(region, ty, &id, "");
    row.account = of(account);
    let form = if ty == SECOND { FIRST } else { ty };
    let arn = match ty {
        REGIONLESS => format!("arn:aws:s3:::{id}"),
        GLOBAL => format!("arn:aws:iam::{account}:role/{id}"),
        _ => format!(
            "arn:aws:x:{region}:{account}:{form}/{id}-{}",
            dice.roll(1000) * 2 + u64::from(ty == SECOND)
        ),
    };
    row.arn = ArnText::of(&arn, &id);
    row
}

fn as_seen_by(provider: Provider, row: &ResourceEntry) -> ResourceEntry {
    let mut row = row.clone();
    row.provider = provider;
    if provider.is_sweep() && is(row.resource_type, SECOND) {
        row.resource_type = of(FIRST);
    }
    row
}

pub(super) fn sign_in() -> SourceError {
    SourceError::SignIn {
        via: "test".into(),
        reason: "expired".into(),
    }
}
