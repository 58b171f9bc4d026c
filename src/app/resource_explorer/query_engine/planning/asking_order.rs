//! The order in which lists are asked: what people look at first, where they are at home.

use crate::app::resource_explorer::source::{Asked, ListJob, ResourceSource};
use crate::model::{AccountId, Provider, Region, TypeId};

/// Brings lists into the order in which they are asked: sweeps first, for they show something of everything; then
/// what people look at first, in the accounts' own regions before others; then type by type. Within a type they are
/// dealt out one account and region after the other, so that no quota is hit first and alone.
pub(crate) fn put_in_order(source: &dyn ResourceSource, jobs: &mut [ListJob]) {
    sort(
        jobs,
        |ty| source.asked(ty),
        |account| source.login_region(account),
    );
}

fn sort(
    jobs: &mut [ListJob],
    asked: impl Fn(TypeId) -> Asked,
    home: impl Fn(AccountId) -> Option<Region>,
) {
    jobs.sort_by_key(|job| {
        let key = job.key;
        // What has no region is nowhere else.
        let is_away = !key.region.is_global() && home(key.account) != Some(key.region);
        let asked = asked(key.resource_type);
        let is_early_away = matches!(asked, Asked::Early(_)) && is_away;
        (
            job.provider != Provider::Tagging,
            matches!(asked, Asked::Later(_)),
            is_early_away,
            asked,
            key.resource_type,
            is_away,
            key.region,
            key.account,
        )
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::QueryKey;

    fn job(account: &str, region: &str, ty: &str, provider: Provider) -> ListJob {
        let key = QueryKey {
            account: account.parse().unwrap(),
            region: region.parse().unwrap(),
            resource_type: ty.parse().unwrap(),
        };
        ListJob { key, provider }
    }

    #[test]
    fn what_people_look_at_is_asked_first_and_at_home_before_elsewhere() {
        let (one, two) = ("111111111111", "222222222222");
        let (instances, roles) = ("AWS::EC2::Instance", "AWS::IAM::Role");
        let (apis, queues) = ("AWS::ApiGateway::RestApi", "AWS::SQS::Queue");
        let regions = ["ap-south-1", "eu-west-1"];
        let all = [apis, instances, queues];
        let mut jobs: Vec<ListJob> = [one, two]
            .into_iter()
            .flat_map(|account| all.map(|ty| (account, ty)))
            .flat_map(|(account, ty)| {
                regions.map(|region| job(account, region, ty, Provider::Native))
            })
            .collect();
        jobs.push(job(one, "global", roles, Provider::Native));
        let mut sweep = job(two, "eu-west-1", apis, Provider::Tagging);
        sweep.key.resource_type = TypeId::tagged();
        jobs.push(sweep);
        let asked = |ty: TypeId| match ty.as_str() {
            "AWS::EC2::Instance" => Asked::Early(0),
            "AWS::IAM::Role" => Asked::Early(1),
            "AWS::SQS::Queue" => Asked::Later(0),
            _ => Asked::Later(1),
        };
        sort(&mut jobs, asked, |_| "eu-west-1".parse().ok());
        let order: Vec<(bool, &str, &str)> = jobs
            .iter()
            .map(|job| {
                (
                    job.provider == Provider::Tagging,
                    job.key.resource_type.as_str(),
                    job.key.region.as_str(),
                )
            })
            .collect();
        assert!(order[0].0, "the sweep");
        let lists: Vec<(&str, &str)> = order[1..]
            .iter()
            .map(|(_, ty, region)| (*ty, *region))
            .collect();
        let (home, away) = ("eu-west-1", "ap-south-1");
        let expected = [
            (instances, home),
            (instances, home),
            (roles, Region::global().as_str()),
            (instances, away),
            (instances, away),
            (queues, home),
            (queues, home),
            (queues, away),
            (queues, away),
            (apis, home),
            (apis, home),
            (apis, away),
            (apis, away),
        ];
        assert_eq!(lists, expected);
    }
}
