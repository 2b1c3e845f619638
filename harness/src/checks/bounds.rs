//! What a count of violations says about the rate behind it. No more statistics than the checks print.

/// 95 % quantile of the standard normal distribution.
const Z: f64 = 1.644_853_626_951_472_2;

/// Upper bound of the violation rate with 95 % confidence (one-sided), None without cases: the rule of three
/// (3/n) when nothing was found, else Wilson's score bound.
pub fn upper_bound_95(cases: u64, violations: u64) -> Option<f64> {
    if cases == 0 {
        return None;
    }
    let n = cases as f64;
    if violations == 0 {
        return Some((3.0 / n).min(1.0));
    }
    let share = (violations as f64 / n).min(1.0);
    let square = Z * Z;
    let spread = Z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let bound = (share + square / (2.0 * n) + spread) / (1.0 + square / n);
    Some(bound.clamp(share, 1.0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a missing bound is the failure of the test
    use super::upper_bound_95;

    #[test]
    fn nothing_found_follows_the_rule_of_three() {
        assert_eq!(upper_bound_95(360_000, 0), Some(3.0 / 360_000.0));
        assert_eq!(upper_bound_95(2, 0), Some(1.0));
        assert_eq!(upper_bound_95(0, 0), None);
    }

    #[test]
    fn a_bound_lies_above_the_share_and_below_one() {
        for (cases, violations) in [(10, 1), (1_000, 10), (1_000, 999), (5, 5), (3, 7)] {
            let bound = upper_bound_95(cases, violations).unwrap();
            assert!(
                bound >= (violations as f64 / cases as f64).min(1.0) && bound <= 1.0,
                "{cases} {violations}"
            );
        }
        assert!((upper_bound_95(1_000, 10).unwrap() - 0.0165).abs() < 0.0005);
    }
}
