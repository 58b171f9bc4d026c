//! Lists that an account was refused for good, so that they are not asked for again.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use crate::app::resource_explorer::source::{ListJob, SourceError};
use crate::model::{Provider, QueryKey, Region};

/// Jobs of an account that were refused for good, and how.
#[derive(Debug, Default)]
pub(in crate::aws) struct Refusals {
    refused: Mutex<RefusedJobs>,
}

#[derive(Debug, Default)]
struct RefusedJobs {
    jobs: HashMap<ListJob, SourceError>,
    /// Regions without Cloud Control, and how they refused it.
    without_cloud_control: HashMap<Region, SourceError>,
    /// Regions that have said that the account has not enabled them.
    not_enabled: HashSet<Region>,
}

impl Refusals {
    /// How a job was refused before.
    pub(in crate::aws) fn of(&self, job: &ListJob) -> Option<SourceError> {
        let refused = self.lock();
        if refused.not_enabled.contains(&job.key.region) {
            return Some(SourceError::RegionNotEnabled(job.key.region));
        }
        let of_place = match job.provider {
            Provider::CloudControl => refused.without_cloud_control.get(&job.key.region),
            _ => None,
        };
        of_place.or_else(|| refused.jobs.get(job)).cloned()
    }

    /// A region has no Cloud Control: its types are not asked for there any more.
    pub(in crate::aws) fn no_cloud_control(&self, region: Region, error: &SourceError) {
        let mut refused = self.lock();
        refused.without_cloud_control.insert(region, error.clone());
    }

    /// The account has not enabled a region: nothing is asked there any more.
    pub(in crate::aws) fn not_enabled(&self, region: Region) {
        self.lock().not_enabled.insert(region);
    }

    /// Keeps a refusal that is expected to last. Other errors may come from a proxy or a sign-in page.
    pub(in crate::aws) fn remember(&self, job: &ListJob, error: &SourceError) {
        if matches!(error, SourceError::Unsupported { .. }) {
            self.lock().jobs.insert(*job, error.clone());
        }
    }

    /// Forgets how a list was refused: a Retry or Refresh wants it asked for again.
    pub(in crate::aws) fn forget(&self, key: &QueryKey) {
        let mut refused = self.lock();
        refused.jobs.retain(|job, _| job.key != *key);
        refused.without_cloud_control.remove(&key.region);
        refused.not_enabled.remove(&key.region);
    }

    /// Forgets everything.
    pub(in crate::aws) fn clear(&self) {
        *self.lock() = RefusedJobs::default();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, RefusedJobs> {
        self.refused
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing;

    fn key(ty: &str) -> QueryKey {
        testing::key("eu-west-1", ty)
    }

    #[test]
    fn only_what_lasts_is_remembered() {
        let refusals = Refusals::default();
        let job = ListJob {
            key: key("AWS::QuickSight::Group"),
            provider: Provider::CloudControl,
        };
        let passing = SourceError::Service {
            action: "x".into(),
            code: "InternalError".into(),
            message: "x".into(),
            request_id: None,
        };
        refusals.remember(&job, &passing);
        assert_eq!(refusals.of(&job), None);
        let lasting = SourceError::Unsupported { reason: "x".into() };
        refusals.remember(&job, &lasting);
        assert_eq!(refusals.of(&job), Some(lasting));
        let native = ListJob {
            provider: Provider::Native,
            ..job
        };
        let html = SourceError::BadAnswer {
            action: "x".into(),
            reason: "a web page".into(),
        };
        refusals.remember(&native, &html);
        assert_eq!(refusals.of(&native), None, "a portal is no word of AWS");
    }

    #[test]
    fn what_is_asked_for_again_is_forgotten() {
        let refusals = Refusals::default();
        let [job, other] = ["AWS::QuickSight::Group", "AWS::QuickSight::Theme"].map(|ty| ListJob {
            key: key(ty),
            provider: Provider::Native,
        });
        let lasting = SourceError::Unsupported { reason: "x".into() };
        refusals.remember(&job, &lasting);
        refusals.remember(&other, &lasting);
        refusals.no_cloud_control(job.key.region, &lasting);
        refusals.forget(&job.key);
        assert_eq!(refusals.of(&job), None);
        assert_eq!(refusals.of(&other), Some(lasting));
        let by_cloud_control = ListJob {
            provider: Provider::CloudControl,
            ..job
        };
        assert_eq!(refusals.of(&by_cloud_control), None);
        refusals.clear();
        assert_eq!(refusals.of(&other), None);
    }

    #[test]
    fn a_region_without_cloud_control_is_known_for_all_its_types() {
        let job = ListJob {
            key: key("AWS::QuickSight::Group"),
            provider: Provider::CloudControl,
        };
        let refusals = Refusals::default();
        let absent = SourceError::Unsupported { reason: "x".into() };
        refusals.no_cloud_control(job.key.region, &absent);
        assert_eq!(refusals.of(&job), Some(absent));
        let by_service = ListJob {
            provider: Provider::Native,
            ..job
        };
        assert_eq!(refusals.of(&by_service), None);
    }
}
