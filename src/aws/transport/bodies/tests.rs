//! Bodies as clients get them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use aws_smithy_types::body::SdkBody;

use super::*;
use crate::app::resource_explorer::source::SourceError;
use crate::app::resource_explorer::source::body_meter::{BodyMeter, metered};
use crate::aws::transport::errors::{CallError, Failure};

/// Room for so many bytes.
struct Room {
    most: u64,
    arrived: AtomicU64,
}

impl BodyMeter for Room {
    fn arrived(&self, bytes: u64) -> Result<(), SourceError> {
        self.arrived.store(bytes, Relaxed);
        if bytes > self.most {
            return Err(SourceError::MemoryLimit("no room".into()));
        }
        Ok(())
    }
}

fn answer(body: &str, length: Option<usize>) -> HttpResponse {
    let mut answer = HttpResponse::new(200.try_into().unwrap(), SdkBody::from(body));
    if let Some(length) = length {
        answer
            .headers_mut()
            .insert("content-length", length.to_string());
    }
    answer
}

async fn taken(body: &str, length: Option<usize>, expected: Expected) -> Result<String, String> {
    let taken = take(answer(body, length), expected).await;
    let taken = taken.map_err(|error| error.into_source().to_string())?;
    let body = taken.body().bytes().unwrap_or_default().to_vec();
    Ok(String::from_utf8(body).unwrap())
}

#[tokio::test]
async fn a_body_that_is_shorter_than_announced_is_no_answer() {
    let whole = "{\"a\":[]}";
    for expected in [Expected::Json, Expected::Anything] {
        assert!(
            taken(whole, Some(whole.len()), expected.clone())
                .await
                .is_ok()
        );
        assert!(taken(whole, Some(whole.len() + 1), expected).await.is_err());
    }
    let error = take(answer(whole, Some(100)), Expected::Json)
        .await
        .unwrap_err();
    assert!(error.is_io(), "what was lost on the way is asked for again");
}

#[tokio::test]
async fn a_body_stops_where_there_is_no_room_and_says_why() {
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(4 << 20));
    let room = |most| {
        Arc::new(Room {
            most,
            arrived: AtomicU64::new(0),
        })
    };
    let wide = room(64 << 20);
    let read = metered(wide.clone(), take(answer(&body, None), Expected::Json)).await;
    assert!(read.is_ok());
    assert!(wide.arrived.load(Relaxed) >= 3 * body.len() as u64);
    let narrow = metered(room(8 << 20), take(answer(&body, None), Expected::Json)).await;
    let error = narrow.unwrap_err();
    assert!(
        error.as_other().is_none() && !error.is_io(),
        "not asked again"
    );
    let error = aws_smithy_runtime_api::client::result::SdkError::dispatch_failure(error);
    let error = CallError::new::<crate::aws::transport::errors::WireError>(error);
    let limit = SourceError::MemoryLimit("no room".into());
    assert_eq!(error, CallError::Explained(Box::new(limit.clone())));
    assert_eq!(Failure::from(limit.clone()).error, limit);
}

#[tokio::test]
async fn a_body_is_bounded_without_reserved_memory_too() {
    let endless = "x".repeat(17 << 20);
    let error = taken(&endless, None, Expected::Anything).await;
    assert_eq!(error.unwrap_err(), "longer than 16 MB");
}
