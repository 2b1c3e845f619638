//! Exact percentiles of a set of durations: eight bytes a sample, nothing rounded, so that 4,999 ms is never 5,001.

use reports::record::Percentiles;

/// Durations in microseconds, sorted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    sorted_us: Vec<i64>,
}

impl Sample {
    /// Sorts `durations_us`; negative ones count as zero.
    pub fn new(mut durations_us: Vec<i64>) -> Sample {
        durations_us
            .iter_mut()
            .for_each(|duration| *duration = (*duration).max(0));
        durations_us.sort_unstable();
        Sample {
            sorted_us: durations_us,
        }
    }

    /// Number of durations.
    pub fn count(&self) -> u64 {
        self.sorted_us.len() as u64
    }

    /// The smallest duration that at least the share `quantile` of all are not above; None without samples.
    pub fn at_us(&self, quantile: f64) -> Option<i64> {
        let n = self.sorted_us.len();
        let place = (quantile * n as f64 - 1e-9).ceil().max(1.0) as usize;
        self.sorted_us.get(place.min(n).checked_sub(1)?).copied()
    }

    /// [`Sample::at_us`] in milliseconds, 0 without samples.
    pub fn at_ms(&self, quantile: f64) -> f64 {
        self.at_us(quantile).unwrap_or(0) as f64 / 1_000.0
    }

    /// How many are above `limit_us`.
    pub fn above(&self, limit_us: i64) -> u64 {
        (self.sorted_us.len()
            - self
                .sorted_us
                .partition_point(|duration| *duration <= limit_us)) as u64
    }

    /// The figures of a report.
    pub fn percentiles(&self) -> Percentiles {
        Percentiles {
            count: self.count(),
            p50: self.at_ms(0.5),
            p90: self.at_ms(0.9),
            p95: self.at_ms(0.95),
            p99: self.at_ms(0.99),
            p999: self.at_ms(0.999),
            max: self.at_ms(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn a_percentile_is_a_sample_by_nearest_rank() {
        let sample = Sample::new((1..=100).rev().map(|ms| ms * 1_000).collect());
        for (quantile, ms) in [
            (0.5, 50.0),
            (0.95, 95.0),
            (0.99, 99.0),
            (0.999, 100.0),
            (1.0, 100.0),
            (0.0, 1.0),
        ] {
            assert_eq!(sample.at_ms(quantile), ms, "{quantile}");
        }
        assert_eq!(sample.above(95_000), 5);
    }

    #[test]
    fn an_empty_sample_has_no_percentile() {
        assert_eq!(Sample::new(Vec::new()).at_us(0.95), None);
    }
}
