//! Claims about single values.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::super::bounds::normalized;
use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn whole_milliseconds_come_back_exactly(ms in 0..10_000_000_000_u64) {
        let Period(read) = Period::try_from(Written::Text(format!("{ms}ms"))).unwrap();
        prop_assert_eq!(read, Duration::from_millis(ms));
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".{0,12}") {
        let _ = Period::try_from(Written::Text(text.clone()));
        let _ = Rate::try_from(Written::Text(text));
    }

    #[test]
    fn normalized_shares_sum_to_one(shares in prop::collection::btree_map(0..20_u32, 0.001..1.0_f64, 1..12)) {
        let normalized = normalized("shares", shares).unwrap();
        prop_assert!((normalized.values().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
