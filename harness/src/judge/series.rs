//! The points of the charts: one a second, coarser in long runs.

use reports::record::SeriesPoint;

use crate::checks::{Context, Sample};
use crate::ledger::open::LedgerError;

/// Most points.
const POINTS: i64 = 2_000;
const SECOND_US: i64 = 1_000_000;

/// What is collected for one point.
#[derive(Default)]
struct Bucket {
    offered: u64,
    latencies: Vec<i64>,
    cpu: (f64, u32),
    rss: Option<u64>,
}

/// All points, from the start of the run to the end of the drain.
pub(crate) fn points(context: &Context<'_>) -> Result<Vec<SeriesPoint>, LedgerError> {
    let end_us = context
        .facts
        .watched_until_us()
        .max(context.facts.load_to_us);
    if context.journeys.is_empty() || end_us <= 0 {
        return Ok(Vec::new());
    }
    let seconds = end_us / SECOND_US + 1;
    let width_us = (seconds + POINTS - 1) / POINTS * SECOND_US;
    let count = (end_us / width_us + 1) as usize;
    let place = |at_us: i64| (at_us.max(0) / width_us).min(count as i64 - 1) as usize;
    let mut buckets: Vec<Bucket> = (0..count).map(|_| Bucket::default()).collect();
    for journey in context.journeys {
        buckets[place(journey.intended_us)].offered += 1;
        if let Some(completed_us) = journey.completed_us {
            buckets[place(completed_us)]
                .latencies
                .push(journey.latency_us(completed_us));
        }
    }
    context.each(
        "SELECT at_us, cpu_percent, rss_bytes FROM resources WHERE who = 'connector'",
        [],
        |row| {
            let bucket = &mut buckets[place(row.get(0)?)];
            bucket.cpu = (bucket.cpu.0 + row.get::<_, f64>(1)?, bucket.cpu.1 + 1);
            bucket.rss = bucket.rss.max(Some(row.get::<_, i64>(2)?.max(0) as u64));
            Ok(())
        },
    )?;
    let per_min = 60e6 / width_us as f64;
    let mut outstanding = 0_u64;
    let points = buckets.into_iter().enumerate().map(|(place, bucket)| {
        let completed = bucket.latencies.len() as u64;
        outstanding = (outstanding + bucket.offered).saturating_sub(completed);
        let latencies = Sample::new(bucket.latencies);
        SeriesPoint {
            at_s: ((place as i64 + 1) * width_us) as f64 / 1e6,
            offered_per_min: bucket.offered as f64 * per_min,
            completed_per_min: completed as f64 * per_min,
            outstanding,
            p50_ms: latencies.at_us(0.5).map(|us| us as f64 / 1_000.0),
            p95_ms: latencies.at_us(0.95).map(|us| us as f64 / 1_000.0),
            connector_cpu_percent: (bucket.cpu.1 > 0)
                .then(|| bucket.cpu.0 / f64::from(bucket.cpu.1)),
            connector_rss_bytes: bucket.rss,
        }
    });
    Ok(points.collect())
}
