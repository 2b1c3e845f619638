//! The keys come from the wire structs.

use super::*;

#[test]
fn the_probe_sees_tables_lists_and_values() {
    assert_eq!(kind(&["load", "hold"]), Some(Kind::Leaf));
    assert_eq!(kind(&["load", "hodl"]), None);
    assert_eq!(kind(&["load", "hold", "x"]), None);
    assert_eq!(kind(&["load", "peaks"]), Some(Kind::List));
    assert_eq!(kind(&["load", "peaks", "1", "0"]), Some(Kind::Leaf));
    assert_eq!(kind(&["mix", "carriers"]), Some(Kind::Open));
    assert_eq!(kind(&["mix", "carriers", "any"]), Some(Kind::Leaf));
    assert_eq!(kind(&["faults", "7", "share"]), Some(Kind::Leaf));
    assert_eq!(kind(&["faults", "x"]), None);
    assert!(matches!(kind(&["quick", "load"]), Some(Kind::Table(keys)) if keys.contains(&"hold")));
}

#[test]
fn the_quick_form_mirrors_every_section() {
    let sections = |path: &[&str]| match kind(path) {
        Some(Kind::Table(keys)) => keys.to_vec(),
        other => panic!("no table but {other:?}"),
    };
    let mut file = sections(&[]);
    file.retain(|key| !matches!(*key, "name" | "quick" | "quick_form"));
    assert_eq!(file, sections(&["quick"]));
}
