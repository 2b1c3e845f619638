//! Which scenario shows which defect of the reference connector. The connector says what a defect is and which check has
//! to catch it; what has to happen in the world for that is ours to know.

/// The scenario that shows most of them: a little of every trouble.
const EVERYTHING: &str = "smoke";

/// The others, by defect.
const SPECIAL: [(&str, &str); 12] = [
    ("message-per-history-entry", "exceptions"),
    ("ack-wrong-body", "sms-fallback"),
    ("drops-unsorted-history", "two-sources"),
    ("pointer-not-fetched", "two-sources"),
    ("wrong-carrier-name", "two-sources"),
    ("sms-twice", "sms-fallback"),
    ("sms-never", "sms-fallback"),
    ("tag-wrong", "two-way"),
    ("handover-missed", "two-way"),
    ("reminder-twice", "unread-reminder"),
    ("opt-out-ignored", "two-way"),
    ("fourth-same-template", "number-hygiene"),
];

/// The name of the scenario whose run shows a defect.
pub fn scenario(defect: &str) -> &'static str {
    let special = SPECIAL.iter().find(|(known, _)| *known == defect);
    special.map_or(EVERYTHING, |(_, scenario)| scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_defects_and_scenarios_that_exist() {
        let catalogue: Vec<_> = scenarios::names()
            .into_iter()
            .map(|entry| entry.name.to_string())
            .collect();
        for (defect, scenario) in SPECIAL {
            let known = reference_connector::defects::ALL;
            assert!(known.iter().any(|one| one.name == defect), "{defect}");
            assert!(catalogue.iter().any(|name| name == scenario), "{scenario}");
        }
        assert_eq!(scenario("no-dedup"), EVERYTHING);
    }
}
