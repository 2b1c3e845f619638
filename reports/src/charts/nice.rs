//! Where the ticks of an axis go: round numbers that cover the data. Pure arithmetic.

/// Ticks at multiples of 1, 2 or 5 times a power of ten; the first is at or below `lo`, the last at or above
/// `hi`. About `about` of them. Values that are not finite, or a range of no width, give a range that has one.
pub(super) fn linear(lo: f64, hi: f64, about: usize) -> Vec<f64> {
    let lo = if lo.is_finite() { lo } else { 0.0 };
    let hi = if hi.is_finite() { hi } else { lo };
    let (lo, hi) = if hi < lo { (hi, lo) } else { (lo, hi) };
    // A range narrower than a double can split is widened to one it can.
    let hi = hi.max(lo + lo.abs().max(1e-6) * 1e-6);
    let step = nice_step((hi - lo) / about.max(1) as f64);
    ticks(lo, hi, step)
}

/// Ticks at the given distance that cover `lo..=hi`, at most 200.
pub(super) fn ticks(lo: f64, hi: f64, step: f64) -> Vec<f64> {
    let first = (lo / step).floor();
    let last = (hi / step).ceil().max(first + 1.0);
    let count = ((last - first) as usize).min(200);
    (0..=count).map(|n| (first + n as f64) * step).collect()
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `raw`.
fn nice_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|f| f * power >= raw * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// Powers of ten that cover `lo..=hi`; what is not above zero counts as 0.01.
pub(super) fn decades(lo: f64, hi: f64) -> Vec<f64> {
    let clean = |x: f64| if x.is_finite() { x.max(0.01) } else { 0.01 };
    let (lo, hi) = (clean(lo), clean(hi).max(clean(lo)));
    let first = (lo.log10() + 1e-9).floor() as i32;
    let last = ((hi.log10() - 1e-9).ceil() as i32).max(first + 1);
    (first..=last)
        .map(|exponent| 10f64.powi(exponent))
        .collect()
}

/// Distances between ticks on a clock, seconds.
const CLOCK: [f64; 20] = [
    1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_200.0, 1_800.0, 3_600.0, 7_200.0,
    10_800.0, 21_600.0, 43_200.0, 86_400.0, 172_800.0, 864_000.0,
];

/// Ticks in seconds from 0 that cover `hi` with at most `most` intervals, at distances that a clock has.
pub(super) fn clock(hi: f64, most: usize) -> Vec<f64> {
    let hi = if hi.is_finite() { hi.max(1.0) } else { 1.0 };
    let step = CLOCK
        .into_iter()
        .find(|step| (hi / step).ceil() <= most as f64);
    ticks(0.0, hi, step.unwrap_or_else(|| nice_step(hi / most as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rises(ticks: &[f64]) -> bool {
        ticks.len() >= 2 && ticks.windows(2).all(|pair| pair[0] < pair[1])
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(linear(0.0, 2_900.0, 5), [0.0, 1_000.0, 2_000.0, 3_000.0]);
        assert_eq!(
            linear(0.0, 0.9, 5),
            [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]
        );
        assert_eq!(
            decades(0.4, 5_842.0),
            [0.1, 1.0, 10.0, 100.0, 1_000.0, 10_000.0]
        );
        assert_eq!(clock(224.0, 6), [0.0, 60.0, 120.0, 180.0, 240.0]);
        assert_eq!(clock(259_200.0, 6).last(), Some(&259_200.0));
    }

    #[test]
    fn nonsense_still_gives_an_axis() {
        for ticks in [
            linear(f64::NAN, f64::INFINITY, 5),
            linear(7.0, 7.0, 5),
            decades(-1.0, f64::NAN),
            clock(f64::NAN, 6),
        ] {
            assert!(rises(&ticks), "{ticks:?}");
        }
    }

    proptest! {
        #[test]
        fn linear_ticks_cover_the_range_and_rise(lo in -1e6..1e6f64, width in 1e-3..1e9f64, about in 2..9usize) {
            let hi = lo + width;
            let ticks = linear(lo, hi, about);
            let slack = width * 1e-6;
            prop_assert!(rises(&ticks));
            prop_assert!(ticks[0] <= lo + slack && ticks[ticks.len() - 1] >= hi - slack, "{ticks:?}");
            prop_assert!(ticks.len() <= about + 3, "{ticks:?}");
        }

        #[test]
        fn decades_cover_the_range_and_rise(lo in 0.01..1e5f64, factor in 1.0..1e6f64) {
            let ticks = decades(lo, lo * factor);
            prop_assert!(rises(&ticks));
            prop_assert!(ticks[0] <= lo * 1.001 && ticks[ticks.len() - 1] >= lo * factor * 0.999, "{ticks:?}");
        }

        #[test]
        fn clock_ticks_cover_the_run_and_rise(hi in 0.0..3e7f64, most in 3..9usize) {
            let ticks = clock(hi, most);
            prop_assert!(rises(&ticks));
            prop_assert!(ticks[0] == 0.0 && ticks[ticks.len() - 1] >= hi, "{ticks:?}");
            prop_assert!(ticks.len() <= most + 2, "{ticks:?}");
        }
    }
}
