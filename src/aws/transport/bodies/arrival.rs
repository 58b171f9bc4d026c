//! A body while it arrives.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http_body::Body;

use super::footprint::Footprint;
use super::{MayPass, refused};
use crate::app::resource_explorer::source::body_meter::BodyMeter;
use crate::aws::transport::errors::Outline;

/// The longest body that is read where the caller set no memory aside: calls at start, sign-ins, credentials.
const MOST_UNMETERED_BYTES: u64 = 16 << 20;
/// The longest body that is read at all. AWS's own answers stay far below.
const MOST_BYTES: u64 = 512 << 20;
/// Bytes that an answer grows between two checks for room.
const METER_EVERY_BYTES: u64 = 1 << 20;

type Chunk = <SdkBody as Body>::Data;

/// The body, in memory and as long as it was announced.
pub(super) async fn whole(
    mut body: SdkBody,
    announced: Option<u64>,
    meter: Option<Arc<dyn BodyMeter>>,
) -> Result<SdkBody, ConnectorError> {
    let mut arrival = Arrival::new(meter);
    if let Some(bytes) = body.bytes() {
        arrival.count(bytes)?;
        arrival.end(announced)?;
        return Ok(body);
    }
    let mut chunks: Vec<Chunk> = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(chunk) = frame.map_err(ConnectorError::io)?.into_data() else {
            continue;
        };
        arrival.count(&chunk)?;
        chunks.push(chunk);
    }
    arrival.end(announced)?;
    Ok(joined(chunks, arrival.bytes))
}

/// Frees the chunks one by one while they are copied: the body is never in memory twice.
fn joined(mut chunks: Vec<Chunk>, bytes: u64) -> SdkBody {
    if chunks.len() == 1
        && let Some(only) = chunks.pop()
    {
        return SdkBody::from(only);
    }
    let mut whole = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    for chunk in chunks {
        whole.extend_from_slice(&chunk);
    }
    SdkBody::from(whole)
}

/// What has arrived so far.
struct Arrival {
    bytes: u64,
    footprint: Footprint,
    /// The bytes that had room at the last check.
    metered_bytes: u64,
    meter: Option<Arc<dyn BodyMeter>>,
}

impl Arrival {
    fn new(meter: Option<Arc<dyn BodyMeter>>) -> Self {
        Self {
            bytes: 0,
            footprint: Footprint::default(),
            metered_bytes: 0,
            meter,
        }
    }

    /// Counts a piece. Fails when there is no room for it; reading ends there.
    fn count(&mut self, piece: &[u8]) -> Result<(), ConnectorError> {
        self.bytes += piece.len() as u64;
        let most = match self.meter {
            Some(_) => MOST_BYTES,
            None => MOST_UNMETERED_BYTES,
        };
        if self.bytes > most {
            let reason = format!("longer than {} MB", most >> 20);
            return Err(refused(reason, Outline::of(piece), MayPass::No));
        }
        if self.meter.is_some() {
            self.footprint.add(piece);
        }
        if self.footprint.bytes() - self.metered_bytes >= METER_EVERY_BYTES {
            self.ask_for_room()?;
        }
        Ok(())
    }

    fn ask_for_room(&mut self) -> Result<(), ConnectorError> {
        let Some(meter) = &self.meter else {
            return Ok(());
        };
        self.metered_bytes = self.footprint.bytes();
        let room = meter.arrived(self.metered_bytes);
        room.map_err(|error| ConnectorError::other(Box::new(error), None))
    }

    fn end(&mut self, announced: Option<u64>) -> Result<(), ConnectorError> {
        match announced {
            Some(announced) if announced != self.bytes => {
                let reason = format!("cut short: {} of {announced} bytes", self.bytes);
                Err(refused(reason, Outline::of(&[]), MayPass::Yes))
            }
            _ => self.ask_for_room(),
        }
    }
}
