use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use super::*;
use crate::app::resource_explorer::memory_budget::MemoryMeter;
use crate::app::resource_explorer::source::body_meter::body_meter;
use crate::app::resource_explorer::testing::{key, rate_of_api};
use crate::text::bytes::MIB;

/// A meter whose reading the test sets, in MiB, of a thousand.
struct TestMeter(AtomicU64);

impl MemoryMeter for TestMeter {
    fn total_bytes(&self) -> Option<u64> {
        Some(1000 << 20)
    }
    fn counted_bytes(&self) -> Option<u64> {
        Some(self.0.load(Relaxed) << 20)
    }
    fn rss_bytes(&self) -> Option<u64> {
        None
    }
    fn available_bytes(&self) -> Option<u64> {
        None
    }
    fn return_to_system(&self) {}
}

fn sender(max_in_flight: u16) -> Sender {
    let meter = Arc::new(TestMeter(AtomicU64::new(100)));
    let budget = Box::leak(Box::new(MemoryBudget::with_meter(meter, None)));
    Sender::new(Scheduler::new(max_in_flight, rate_of_api), budget)
}

fn lane(api: &'static str) -> Lane {
    let key = key("eu-west-1", "AWS::EC2::VPC");
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

fn request(api: &'static str) -> Request<'static> {
    Request {
        lane: Some(lane(api)),
        by: &LISTING,
        bytes: PAGE_BYTES,
        on_sign_in: OnSignIn::Fail,
    }
}

fn throttled() -> SourceError {
    SourceError::Throttled {
        action: "ec2:A".into(),
        code: "RequestLimitExceeded".into(),
        retry_after: Some(Duration::from_millis(1)),
    }
}

fn fault() -> SourceError {
    SourceError::Fault {
        action: "ec2:A".into(),
        code: "InternalError".into(),
        message: "an internal error".into(),
        request_id: None,
        retry_after: None,
    }
}

/// Errors in turn, then an answer.
fn script(errors: Vec<SourceError>) -> impl Fn() -> std::future::Ready<Result<u32, SourceError>> {
    let errors = Mutex::new(errors.into_iter());
    let sent = AtomicU32::new(0);
    move || {
        let sent = sent.fetch_add(1, Relaxed) + 1;
        std::future::ready(match errors.lock().unwrap().next() {
            Some(error) => Err(error),
            None => Ok(sent),
        })
    }
}

#[tokio::test]
async fn what_may_pass_is_sent_again_and_the_lane_is_told_of_both() {
    let sender = sender(8);
    let attempt = script(vec![throttled(), fault()]);
    let answered = sender.send(&request("ec2:A"), &attempt).await.unwrap();
    assert_eq!(answered.answer, 3);
    let share = sender.scheduler.share(lane("ec2:A"));
    assert!(share < 1.0, "the lane was not told that it was throttled");
    tokio::time::sleep(Duration::from_millis(500)).await;
    sender.send(&request("ec2:A"), &attempt).await.unwrap();
    let later = sender.scheduler.share(lane("ec2:A"));
    assert!(later > share, "the lane was not told that it was answered");
}

#[tokio::test]
async fn what_will_not_pass_is_sent_once() {
    let denied = SourceError::Denied {
        action: "ec2:A".into(),
        code: "UnauthorizedOperation".into(),
        principal: None,
    };
    let attempt = script(vec![denied.clone()]);
    let sender = sender(8);
    let Err(NoAnswer::Failed(error)) = sender.send(&request("ec2:A"), &attempt).await else {
        panic!("a denial is no answer")
    };
    assert_eq!(error, denied);
}

#[tokio::test]
async fn help_goes_out_in_the_place_of_what_it_helps_and_its_lane_is_told_how_it_went() {
    // There is only one place, and it is taken.
    let sender = sender(1);
    let most = AtomicU32::new(0);
    let on_their_way = AtomicU32::new(0);
    let help = || -> BoxFuture<'_, Result<(), SourceError>> {
        Box::pin(async {
            most.fetch_max(on_their_way.fetch_add(1, Relaxed) + 1, Relaxed);
            tokio::time::sleep(Duration::from_millis(5)).await;
            on_their_way.fetch_sub(1, Relaxed);
            Ok(())
        })
    };
    let attempt = || async {
        let tags = || RequestSender::send(&sender, Some(lane("tag:GetResources")), &help);
        let (first, second) = tokio::join!(tags(), tags());
        first.and(second)
    };
    sender.scheduler.throttled(lane("tag:GetResources"), None);
    let before = sender.scheduler.share(lane("tag:GetResources"));
    tokio::time::sleep(Duration::from_millis(600)).await;
    let list = request("sqs:ListQueues");
    let sent = sender.send(&list, &attempt);
    let sent = tokio::time::timeout(Duration::from_secs(5), sent).await;
    assert!(sent.expect("it waits for itself").is_ok());
    assert_eq!(most.load(Relaxed), 1, "one place, one request");
    assert!(sender.scheduler.share(lane("tag:GetResources")) > before);
}

#[tokio::test]
async fn an_answer_that_grows_waits_for_others_and_stops_everything_when_it_is_too_large() {
    // 800 MB may be used, 100 are used.
    let sender = sender(8);
    let body = |bytes: u64| {
        move || async move {
            let meter = body_meter().expect("every attempt is metered");
            for part in 1..=16 {
                meter.arrived(bytes * part / 16)?;
            }
            Ok(bytes)
        }
    };
    let answered = sender.send(&request("ec2:A"), &body(400 * MIB)).await;
    let answered = answered.unwrap();
    assert!(answered.reservation.bytes() >= 400 * MIB);
    // The rest is too small while the first answer is on its way.
    let (list, large) = (request("ec2:A"), body(350 * MIB));
    let waiting = sender.send(&list, &large);
    let (second, ()) = tokio::join!(waiting, async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(answered);
    });
    drop(second.unwrap());
    let Err(NoAnswer::OverLimit(message)) = sender.send(&request("ec2:A"), &body(900 * MIB)).await
    else {
        panic!("it alone is more than the limit")
    };
    assert!(message.starts_with("Memory limit exceeded: "), "{message}");
    assert_eq!(sender.budget.snapshot().reserved_bytes, 0);
}
