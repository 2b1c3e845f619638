//! The carriers: what the command says for machines, and the page that is generated from the profiles.

use libtest_mimic::Trial;
use serde_json::Value;
use simulator::carriers::Carrier;

use crate::claim::claims;
use crate::program::shakedown;
use crate::scratch::Scratch;
use crate::tidy::text;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        beside: every_carrier_has_an_object_that_says_everything,
        the_page_of_the_carriers_is_fresh,
    ]
}

fn every_carrier_has_an_object_that_says_everything() {
    let printed = shakedown(&Scratch::new(), &["carriers", "--json"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    let objects: Vec<Value> = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(objects.len(), Carrier::ALL.len());
    for (object, carrier) in objects.iter().zip(Carrier::ALL) {
        let profile = carrier.profile();
        assert_eq!(object["carrier"], profile.word);
        assert_eq!(object["signature"], profile.signature);
        assert_eq!(object["confirmed"], profile.confirmed);
        assert_eq!(object["query"].as_str(), profile.query);
        let delays = object["retries_after_s"].as_array().unwrap();
        assert_eq!(delays.len() + 1, profile.retry.attempts(), "{carrier:?}");
        let statuses = object["statuses"].as_array().unwrap();
        assert!(statuses.iter().all(|one| one["code"] != ""), "{carrier:?}");
    }
}

fn the_page_of_the_carriers_is_fresh() {
    let printed = shakedown(&Scratch::new(), &["carriers", "--markdown"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    let page = text("docs/carriers.md");
    let stale = printed
        .out
        .lines()
        .zip(page.lines())
        .find(|(fresh, kept)| fresh != kept);
    assert!(
        printed.out == page,
        "docs/carriers.md is stale; `cargo run -- carriers --markdown > docs/carriers.md` makes it anew\nfirst difference: {stale:#?}"
    );
}
