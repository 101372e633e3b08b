//! `extensions.portico`: how an answer came about, for those who may know.

use std::time::Duration;

use bytes::Bytes;
use gateway_executor::FetchReport;
use gateway_plan::Plan;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Explanation<'a> {
    duration_ms: f64,
    steps: usize,
    fetches: Vec<FetchTimes>,
    plan: &'a Plan,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FetchTimes {
    id: u32,
    duration_ms: f64,
    status: Option<u16>,
    bytes: usize,
    entities: usize,
}

/// Adds the explanation to a response that the executor wrote, `{"data": …}` without extensions of its own.
pub(crate) fn add(body: &Bytes, plan: &Plan, fetches: &[FetchReport], took: Duration) -> Bytes {
    let explanation = Explanation {
        duration_ms: milliseconds(took),
        steps: plan.steps(),
        fetches: fetches.iter().map(times).collect(),
        plan,
        text: plan.to_string(),
    };
    let Ok(json) = serde_json::to_vec(&explanation) else {
        tracing::error!("a plan could not be written as JSON");
        return body.clone();
    };
    let Some(open) = body.strip_suffix(b"}") else {
        return body.clone();
    };
    let mut explained = Vec::with_capacity(body.len() + json.len() + 32);
    explained.extend_from_slice(open);
    explained.extend_from_slice(b",\"extensions\":{\"portico\":");
    explained.extend_from_slice(&json);
    explained.extend_from_slice(b"}}");
    Bytes::from(explained)
}

fn times(report: &FetchReport) -> FetchTimes {
    FetchTimes {
        id: report.id.0,
        duration_ms: milliseconds(report.duration),
        status: report.status,
        bytes: report.bytes,
        entities: report.entities,
    }
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
