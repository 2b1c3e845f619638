//! From a run directory to its outputs: judge the ledger, write the reports and the latency log.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, SystemTime};

use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, Tag};
use reports::record::RunRecord;
use rusqlite::Connection;
use scenarios::scenario::Scenario;

use crate::journeys::{LATENCY_US_MAX, histogram};
use crate::judge::judge;
use crate::run::RunFailure;

/// Judges the run in `dir` and writes every output.
///
/// # Errors
/// When the ledger cannot be read or an output cannot be written.
pub fn judge_and_write(dir: &Path, scenario: &Scenario) -> Result<RunRecord, RunFailure> {
    let ledger = dir.join("ledger.db");
    let record = judge(&ledger, scenario).map_err(|error| RunFailure::Usage(error.to_string()))?;
    reports::write::all(dir, &record).map_err(|error| RunFailure::Usage(error.to_string()))?;
    if let Err(error) = latency_log(&ledger, &dir.join("latency.hlog")) {
        return Err(RunFailure::Usage(format!(
            "{}: the latency log cannot be written: {error}",
            dir.display()
        )));
    }
    Ok(record)
}

/// One interval a minute of end-to-end latency, in microseconds, in HdrHistogram's log format, which its public
/// viewers read.
fn latency_log(ledger: &Path, path: &Path) -> Result<(), String> {
    let connection =
        Connection::open_with_flags(ledger, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|error| error.to_string())?;
    let mut statement = connection
        .prepare(
            "SELECT e.intended_us, MIN(s.at_us) FROM expectations e JOIN sends s ON s.expectation = e.id \
             WHERE e.want = 'message' AND e.ticket IS NOT NULL AND s.decision = 'accepted' GROUP BY e.id ORDER BY e.intended_us",
        )
        .map_err(|error| error.to_string())?;
    let mut rows = statement.query([]).map_err(|error| error.to_string())?;
    let file = File::create(path).map_err(|error| error.to_string())?;
    let mut out = BufWriter::new(file);
    let mut serializer = V2DeflateSerializer::new();
    let mut log = IntervalLogWriterBuilder::new()
        .with_start_time(SystemTime::UNIX_EPOCH)
        .begin_log_with(&mut out, &mut serializer)
        .map_err(|error| error.to_string())?;
    let tag = Tag::new("end-to-end");
    let mut minute = 0i64;
    let mut current = histogram();
    while let Some(row) = rows.next().map_err(|error| error.to_string())? {
        let (intended_us, at_us): (i64, i64) = (
            row.get(0).map_err(|error| error.to_string())?,
            row.get(1).map_err(|error| error.to_string())?,
        );
        let of = intended_us / MINUTE_US;
        if of != minute && !current.is_empty() {
            let start = Duration::from_secs(minute as u64 * 60);
            log.write_histogram(&current, start, Duration::from_secs(60), tag)
                .map_err(|error| format!("{error:?}"))?;
            current.reset();
        }
        minute = of;
        current.saturating_record((at_us - intended_us).clamp(1, LATENCY_US_MAX as i64) as u64);
    }
    if !current.is_empty() {
        let start = Duration::from_secs(minute as u64 * 60);
        log.write_histogram(&current, start, Duration::from_secs(60), tag)
            .map_err(|error| format!("{error:?}"))?;
    }
    Ok(())
}

const MINUTE_US: i64 = 60_000_000;
