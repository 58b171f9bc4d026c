use std::sync::Mutex;

use super::*;
use crate::app::resource_explorer::testing::{key, rate_of_api};

fn lane(region: &str, api: &'static str) -> Lane {
    let key = key(region, "AWS::EC2::VPC");
    Lane {
        account: key.account,
        region: key.region,
        api,
    }
}

const LISTING: Asker = Asker {
    query: 1,
    priority: Priority::Listing,
};

fn run(test: impl AsyncFnOnce()) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(test());
}

async fn soon<T>(future: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(Duration::from_millis(30), future)
        .await
        .ok()
}

#[test]
fn one_throttled_lane_does_not_slow_another() {
    let scheduler = Scheduler::new(4, rate_of_api);
    let volumes = |region| lane(region, "ec2:DescribeVolumes");
    scheduler.throttled(volumes("eu-west-1"), None);
    assert!(scheduler.share(volumes("eu-west-1")) < 1.0);
    assert_eq!(scheduler.share(volumes("us-east-1")), 1.0);
}

#[test]
fn the_cap_holds_for_the_whole_program() {
    run(async || {
        let scheduler = Scheduler::new(2, rate_of_api);
        let turn = |api| scheduler.turn(lane("eu-west-1", api), LISTING);
        let first = turn("ec2:A").await;
        let _second = turn("ec2:B").await;
        assert!(soon(turn("ec2:C")).await.is_none());
        drop(first);
        // A waiter that gave up has left its place to others.
        assert!(soon(turn("ec2:C")).await.is_some());
    });
}

#[test]
fn what_helps_to_answer_goes_at_its_lanes_speed_and_in_the_place_of_what_it_helps() {
    run(async || {
        let scheduler = Scheduler::new(1, rate_of_api);
        let _all_places = scheduler.turn(lane("eu-west-1", "ec2:A"), LISTING).await;
        let parents = lane("eu-west-1", "ecs:ListClusters");
        let mut sent = 0;
        while soon(scheduler.turn_within(parents, LISTING))
            .await
            .is_some()
        {
            sent += 1;
        }
        // The burst of an API without known limits.
        assert_eq!(sent, 10);
    });
}

#[test]
fn who_an_account_is_can_be_asked_though_lists_have_all_other_places() {
    run(async || {
        for (cap, lists) in [(1, 1), (16, 14)] {
            let scheduler = Scheduler::new(cap, rate_of_api);
            let mut held = Vec::new();
            while let Some(permit) = soon(scheduler.place(LISTING)).await {
                held.push(permit);
            }
            assert_eq!(held.len(), lists, "of a cap of {cap}");
            let access = Asker {
                query: 0,
                priority: Priority::Access,
            };
            let asked = soon(scheduler.place(access)).await;
            assert!(asked.is_some(), "lists keep it out, of a cap of {cap}");
            drop(asked);
            // The place that is kept is not given to a list that waits.
            assert!(soon(scheduler.place(LISTING)).await.is_none());
            drop(held.pop());
            assert!(soon(scheduler.place(LISTING)).await.is_some());
        }
    });
}

#[test]
fn under_the_cap_what_a_person_looks_at_goes_first() {
    run(async || {
        let scheduler = Scheduler::new(1, rate_of_api);
        let held = scheduler.turn(lane("eu-west-1", "ec2:A"), LISTING).await;
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = tokio::task::JoinSet::new();
        for (name, priority) in [
            ("behind a tab", Priority::Hidden),
            ("background", Priority::Enriching),
            ("list", Priority::Listing),
            ("looked at", Priority::Looking),
        ] {
            let (scheduler, order) = (scheduler.clone(), Arc::clone(&order));
            let asker = Asker { query: 1, priority };
            tasks.spawn(async move {
                let _turn = scheduler.turn(lane("eu-west-1", "ec2:B"), asker).await;
                order.lock().unwrap().push(name);
            });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(held);
        while tasks.join_next().await.is_some() {}
        assert_eq!(
            *order.lock().unwrap(),
            ["looked at", "list", "background", "behind a tab"]
        );
    });
}

#[test]
fn a_lane_lets_a_burst_go_and_then_keeps_its_rate() {
    run(async || {
        let scheduler = Scheduler::new(64, rate_of_api);
        let started = Instant::now();
        // Organizations: four at once, then two a second.
        let accounts = lane("us-east-1", "organizations:ListAccounts");
        for _ in 0..4 {
            drop(scheduler.turn(accounts, LISTING).await);
        }
        assert!(started.elapsed() < Duration::from_millis(200));
        drop(scheduler.turn(accounts, LISTING).await);
        let fifth = started.elapsed();
        assert!(fifth > Duration::from_millis(400), "{fifth:?}");
        let seen = scheduler.lanes();
        assert_eq!((seen.len(), seen[0].sent, seen[0].in_flight), (1, 5, 0));
    });
}

#[test]
fn who_leaves_a_queue_takes_nothing_with_it() {
    run(async || {
        let scheduler = Scheduler::new(64, rate_of_api);
        let slow = lane("us-east-1", "iam:ListRoles");
        for _ in 0..4 {
            drop(scheduler.turn(slow, LISTING).await);
        }
        // Ten wait and give up.
        for _ in 0..10 {
            assert!(soon(scheduler.turn(slow, LISTING)).await.is_none());
        }
        assert_eq!(
            scheduler.longest_queue(),
            Duration::ZERO,
            "who has left is counted"
        );
        let started = Instant::now();
        drop(scheduler.turn(slow, LISTING).await);
        assert!(
            started.elapsed() < Duration::from_millis(600),
            "{:?}",
            started.elapsed()
        );
    });
}

#[test]
fn the_longest_queue_is_told_in_time() {
    run(async || {
        let scheduler = Scheduler::new(64, rate_of_api);
        let slow = lane("us-east-1", "iam:ListRoles");
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..24 {
            let scheduler = scheduler.clone();
            tasks.spawn(async move { drop(scheduler.turn(slow, LISTING).await) });
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        let longest = scheduler.longest_queue();
        assert_eq!(longest.as_secs(), 10, "20 wait at two a second");
        tasks.shutdown().await;
    });
}
