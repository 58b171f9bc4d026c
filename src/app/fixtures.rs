//! A small, fixed fixture for tests of what a pane shows: accounts, a pane with rows, everything a view shows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;

use crate::app::actions::keymap::KeyMap;
use crate::app::bookmarks::Bookmarks;
use crate::app::jobs::JobLine;
use crate::app::memory_report::MemoryReport;
use crate::app::notifications::Notifications;
use crate::app::pane::{Pane, PaneSpec};
use crate::app::requests::ApiUse;
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::cache::CacheStats;
use crate::app::resource_explorer::ledger::{LedgerEntry, Outcome};
use crate::app::resource_explorer::memory_budget::{BudgetSnapshot, Pressure};
use crate::app::resource_explorer::progress::{
    FinishReason, Generation, PaneId, PhaseCounts, ProgressEvent, QueryProgress,
};
use crate::app::resource_explorer::source::{AccountInfo, RegionInfo, SourceError};
use crate::app::resource_explorer::testing;
use crate::app::resource_explorer::tree::{Group, GroupKey, NodeId, Open, RowIndex, Tree};
use crate::app::settings::Settings;
use crate::app::view::{AppView, ConnectReport, Directory};
use crate::model::{
    AccountId, Properties, Provider, QueryKey, Region, ResourceEntry, StatusClass, Tags, TypeId,
};

/// The account called `prod`.
pub(crate) const PROD: &str = "176031372159";
/// The account called `dev`.
pub(crate) const DEV: &str = "001234567890";
/// The time in every view, in seconds since 1970.
pub(crate) const NOW: i64 = 1_796_101_920;
/// The pane of [`PaneFixture::new`].
pub(crate) const PANE: PaneId = PaneId(1);

/// Waits until the pane's tree fits its rows.
pub(crate) fn settle(pane: &mut Pane) {
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let started = Instant::now();
    while started.elapsed() < Duration::from_mins(2) {
        if let Some(rest) = pane.update_tree(&wake) {
            std::thread::sleep(rest);
        } else if pane.tree_is_pending() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if !pane.tree_is_pending() {
            return;
        }
    }
    panic!("the tree never settles");
}

/// What a machine with 16 GB says at some moment.
pub(crate) fn budget_snapshot() -> BudgetSnapshot {
    BudgetSnapshot {
        total_bytes: 16384 << 20,
        limit_bytes: 13107 << 20,
        used_bytes: 892 << 20,
        counted_bytes: None,
        rss_bytes: None,
        reserved_bytes: 0,
        available_bytes: None,
        pressure: Pressure::Calm,
    }
}

/// An instance in `prod`, `eu-west-1`.
pub(crate) fn instance(n: usize) -> ResourceEntry {
    let running = !n.is_multiple_of(3);
    let mut entry = testing::entry(
        "eu-west-1",
        "AWS::EC2::Instance",
        &format!("i-{n:017x}"),
        &format!("web-{n}"),
    );
    entry.account = account(PROD);
    entry.status = if running {
        "running".into()
    } else {
        "stopped".into()
    };
    entry.status_class = if running {
        StatusClass::Ok
    } else {
        StatusClass::Off
    };
    entry.tags = Tags::from_pairs([
        ("Name", format!("web-{n}").as_str()),
        ("Environment", "prod"),
    ]);
    entry.properties = Properties::from_json(&json!({
        "InstanceId": entry.id.as_str(),
        "InstanceType": "t3.large",
        "PrivateIpAddress": format!("10.0.{}.{}", n / 250, n % 250 + 4),
        "VpcId": "vpc-0aa11bb22cc33dd44",
        "Placement": { "AvailabilityZone": "eu-west-1a" },
        "State": { "Name": entry.status.as_str(), "Code": 16 },
        "BlockDeviceMappings": [{ "DeviceName": "/dev/xvda", "Ebs": { "VolumeId": "vol-0123456789abcdef0" } }],
    }));
    entry
}

/// An instance whose properties have about `bytes` bytes of text: thousands of members, some of them long.
pub(crate) fn laden(name: &str, bytes: usize) -> ResourceEntry {
    let mut entry = instance(900_000);
    entry.tags = Tags::NONE.or_called(name);
    entry.id = format!("i-{name}").into();
    let mut document = entry.properties.to_json();
    let rule = |n: usize| {
        json!({
            "Rule": n,
            "Cidr": format!("10.{}.{}.0/24", n / 250 % 250, n % 250),
            "Description": format!("{:016x}", (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        })
    };
    document["Rules"] = (0..bytes / 80).map(rule).collect();
    entry.properties = Properties::from_json(&document);
    entry
}

/// A volume with nothing but an id.
pub(crate) fn light(n: usize) -> ResourceEntry {
    let ty = "AWS::EC2::Volume";
    testing::entry("us-east-1", ty, &format!("vol-{n:08}"), "")
}

/// A volume in `dev`, `us-east-1`, without a name.
pub(crate) fn volume(n: usize) -> ResourceEntry {
    let mut entry = testing::entry(
        "us-east-1",
        "AWS::EC2::Volume",
        &format!("vol-{n:017x}"),
        "",
    );
    entry.account = account(DEV);
    entry.status = "in-use".into();
    entry.properties = Properties::from_json(
        &json!({ "VolumeId": entry.id.as_str(), "Size": 8 * n, "VolumeType": "gp3" }),
    );
    entry
}

/// An account number.
pub(crate) fn account(digits: &str) -> AccountId {
    digits.parse().expect("a valid account")
}

/// A region.
pub(crate) fn region(code: &str) -> Region {
    code.parse().expect("a valid region")
}

/// A type.
pub(crate) fn ty(name: &str) -> TypeId {
    name.parse().expect("a valid type")
}

/// A refusal to list volumes.
pub(crate) fn denied() -> SourceError {
    SourceError::Denied {
        action: "ec2:DescribeVolumes".into(),
        code: "UnauthorizedOperation".into(),
        principal: None,
    }
}

/// Everything a view borrows from.
pub(crate) struct PaneFixture {
    /// Panes by id.
    pub panes: BTreeMap<PaneId, Pane>,
    /// Accounts and regions.
    pub directory: Directory,
    /// Cache figures.
    pub cache: CacheStats,
    /// Which part holds how much memory.
    pub memory: MemoryReport,
    /// Settings in force.
    pub settings: Settings,
    /// The keys of every action.
    pub keymap: KeyMap,
    /// Work under way on other threads.
    pub jobs: Vec<JobLine>,
    /// Saved scopes.
    pub bookmarks: Bookmarks,
    pub requests: Vec<ApiUse>,
    notifications: Notifications,
    history: VecDeque<crate::app::view::MemorySample>,
    connect: ConnectReport,
}

impl PaneFixture {
    /// Two accounts, three regions, one idle pane.
    pub(crate) fn new() -> Self {
        let pane = Pane::new(PANE, PaneSpec::default());
        let known = |id: &str, name: &str| AccountInfo {
            id: account(id),
            name: name.into(),
            alias: Default::default(),
            unit: Default::default(),
            via: "default".into(),
        };
        let regions = [
            ("eu-west-1", true),
            ("us-east-1", true),
            ("me-south-1", false),
        ];
        let regions = regions
            .map(|(code, enabled)| RegionInfo {
                region: region(code),
                enabled,
            })
            .to_vec();
        let directory = Directory {
            accounts: vec![known(DEV, "dev"), known(PROD, "prod")],
            regions: [(account(DEV), regions.clone()), (account(PROD), regions)].into(),
            listable: Arc::new(listable()),
            ..Default::default()
        };
        Self {
            panes: [(PANE, pane)].into(),
            directory,
            cache: CacheStats {
                lists: 10,
                rows: 500,
                bytes: 1 << 20,
                hits: 17,
                misses: 3,
                ..Default::default()
            },
            memory: MemoryReport::default(),
            settings: Settings::default(),
            keymap: KeyMap::default(),
            jobs: Vec::new(),
            requests: Vec::new(),
            bookmarks: Bookmarks::load(std::path::Path::new("fixtures-have-no-bookmarks.json")).0,
            notifications: Notifications::default(),
            history: VecDeque::new(),
            connect: ConnectReport::default(),
        }
    }

    /// As [`PaneFixture::new`], with `instances` and `volumes` listed and every group open.
    pub(crate) fn with_rows(instances: usize, volumes: usize) -> Self {
        let mut fixture = Self::new();
        fixture.pane().begin(Generation(1));
        fixture.add_rows((1..=instances).map(instance).collect());
        fixture.add_rows((1..=volumes).map(volume).collect());
        fixture.event(ProgressEvent::Finished(FinishReason::Done));
        fixture.pane().set_all_groups(Open::Expanded);
        fixture
    }

    /// `count` rows that share a thousand entries: costs by number of rows are real, and the rows are made at
    /// once. Grouped in as many levels as `levels`, all open.
    pub(crate) fn with_copies(count: u32, levels: u8) -> Self {
        let mut fixture = Self::new();
        let thousand = Batch::new((0..1_000).map(light).collect());
        let pane = fixture.pane();
        pane.begin(Generation(1));
        for _ in 0..count / 1_000 {
            assert!(pane.rows.push(thousand.clone()));
        }
        let group = |depth: u8| Group {
            id: NodeId(u64::from(depth) + 1),
            key: GroupKey::Region(region("us-east-1")),
            depth,
            parent: u32::from(depth).checked_sub(1),
            rows: 0..count,
            end: u32::from(levels),
            incomplete: 0,
            failed: 0,
        };
        pane.tree = Arc::new(Tree {
            groups: (0..levels).map(group).collect(),
            order: (0..count).map(RowIndex).collect(),
            levels,
            ..Tree::default()
        });
        pane.set_all_groups(Open::Expanded);
        fixture
    }

    /// The pane.
    pub(crate) fn pane(&mut self) -> &mut Pane {
        self.panes.get_mut(&PANE).expect("the pane of the fixture")
    }

    /// Adds a page of rows and settles the tree.
    pub(crate) fn add_rows(&mut self, rows: Vec<ResourceEntry>) {
        self.event(ProgressEvent::Rows(Batch::new(rows)));
    }

    /// Says what happened to the query and settles the tree.
    pub(crate) fn event(&mut self, event: ProgressEvent) {
        let resources = match &event {
            ProgressEvent::Rows(batch) => Arc::clone(batch.rows()),
            _ => Arc::default(),
        };
        self.send(event, resources);
    }

    /// Records how a question ended.
    pub(crate) fn outcome(
        &mut self,
        region_code: &str,
        outcome: Outcome,
        error: Option<SourceError>,
    ) {
        let key = QueryKey {
            account: account(PROD),
            region: region(region_code),
            resource_type: ty("AWS::EC2::Volume"),
        };
        let entry = LedgerEntry {
            provider: Some(Provider::Ec2),
            error: error.map(Arc::new),
            ..LedgerEntry::new(key, outcome)
        };
        self.event(ProgressEvent::Outcome(entry));
    }

    fn send(&mut self, event: ProgressEvent, resources: Arc<Vec<ResourceEntry>>) {
        let pane = self.pane();
        let generation = pane.generation;
        pane.apply(QueryProgress {
            pane: PANE,
            generation,
            resources,
            event,
            counts: Some(PhaseCounts {
                phase1_done: 50,
                phase1_total: 50,
                phase2_done: 45,
                phase2_total: 50,
                cache_hits: 40,
                ..Default::default()
            }),
            reservation: None,
        });
        self.settle();
    }

    /// Waits until the tree fits the rows.
    pub(crate) fn settle(&mut self) {
        settle(self.pane());
    }

    /// What a frame may show.
    pub(crate) fn view(&self) -> AppView<'_> {
        AppView {
            panes: &self.panes,
            focused: Some(PANE),
            directory: &self.directory,
            budget: budget_snapshot(),
            memory: &self.memory,
            memory_history: &self.history,
            cache: self.cache,
            bookmarks: &self.bookmarks,
            settings: &self.settings,
            keymap: &self.keymap,
            closed_panes: 0,
            jobs: self.jobs.clone(),
            notifications: &self.notifications,
            connect: &self.connect,
            sandbox: None,
            log_path: None,
            requests: &self.requests,
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64),
            running: 0,
        }
    }
}

/// Types with a list of their own, of those that tests use.
fn listable() -> BTreeSet<TypeId> {
    ["AWS::EC2::Instance", "AWS::EC2::Volume", "AWS::IAM::Role"]
        .iter()
        .map(|name| name.parse().expect("a type's name"))
        .collect()
}
