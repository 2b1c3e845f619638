//! Claims about the quick form, overrides, and the text that describes a run.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::catalogue::FILES;
use crate::scenario::Shape;

fn loaded(name: &str, quick: bool, overrides: &[&str]) -> Result<Loaded, ScenarioError> {
    let overrides: Vec<String> = overrides
        .iter()
        .map(|written| (*written).to_owned())
        .collect();
    load(&Request {
        source: Source::Catalogue(name.to_owned()),
        quick,
        overrides: &overrides,
    })
}

fn again(loaded: &Loaded) -> Scenario {
    from_text("scenario.toml", &loaded.text)
        .unwrap_or_else(|error| panic!("{error}\n{}", loaded.text))
}

#[test]
fn the_effective_text_of_every_form_reads_as_the_same_scenario() {
    for (name, _) in FILES {
        for quick in [false, true] {
            let loaded = loaded(name, quick, &[]).unwrap();
            assert_eq!(again(&loaded), loaded.scenario);
            assert_eq!(loaded.scenario.quick.is_some(), quick);
            assert!(loaded.text.contains("# "), "the comments are kept");
        }
    }
}

#[test]
fn the_effective_text_of_a_quick_form() {
    let loaded = loaded(
        "step-ramp",
        true,
        &["load.hold=2s", "mix.carriers.17track=0"],
    )
    .unwrap();
    let kept: Vec<&str> = loaded
        .text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let kept = kept.join("\n");
    insta::assert_snapshot!(kept);
}

#[test]
fn overrides_lie_over_the_quick_form() {
    let loaded = loaded("step-ramp", true, &["load.hold=2s", "load.start=700"]).unwrap();
    let Shape::Steps {
        start, step, hold, ..
    } = loaded.scenario.load.shape
    else {
        panic!("not steps");
    };
    assert_eq!((start, step, hold), (700.0, 400.0, Duration::from_secs(2)));
}

#[test]
fn another_shape_takes_the_place_of_the_old_one() {
    let overrides = ["load.shape=constant", "load.rate=10/s", "load.duration=3s"];
    let loaded = loaded("step-ramp", false, &overrides).unwrap();
    let expected = Shape::Constant {
        rate: 600.0,
        duration: Duration::from_secs(3),
    };
    assert_eq!(loaded.scenario.load.shape, expected);
    assert_eq!(again(&loaded), loaded.scenario);
}

#[test]
fn lists_are_set_whole_or_by_entry() {
    let by_entry = loaded("smoke", false, &["faults.1.status=500", "faults.2.to=9s"]).unwrap();
    assert_eq!(by_entry.scenario.faults[2].to, Some(Duration::from_secs(9)));
    let whole = loaded("smoke", false, &["faults=[]"]).unwrap();
    assert!(whole.scenario.faults.is_empty());
    let peak = loaded(
        "soak-72h",
        false,
        &["load.peaks.1=[18, 20]", "load.peaks.0.0=8"],
    )
    .unwrap();
    let Shape::Daily(daily) = &peak.scenario.load.shape else {
        panic!("not daily");
    };
    assert_eq!(daily.peaks, [(8.0, 11.0), (18.0, 20.0)]);
    for loaded in [by_entry, whole, peak] {
        assert_eq!(again(&loaded), loaded.scenario);
    }
}

#[test]
fn wrong_overrides_are_named_with_their_cure() {
    let cases = [
        "load.hodl=3s",
        "hold=3s",
        "load.hold",
        "load.hold=",
        "load.hold=0s",
        "load.hold=3",
        "load.ceiling=400",
        "load.start=9600",
        "load.start.x=3",
        "load={ shape = \"steps\", stat = 3 }",
        "load.shape=constant",
        "load.shape=search",
        "load.rate=3",
        "mix.carriers.aftershp=0.5",
        "mix.stale=2",
        "mix.carriers={ aftership = 0.0 }",
        "faults.0.share=0.1",
        "faults.x=0.1",
        "faults=[",
        "quick.load.hold=3s",
        "quick_form=x",
        "name=",
        "=3",
        "load..hold=3",
    ];
    let mut said = String::new();
    for case in cases {
        let error = loaded("step-ramp", true, &[case]).expect_err(case);
        said.push_str(&format!("{error}\n"));
    }
    let more = [
        loaded("smoke", false, &["faults.3.share=0.1"]),
        loaded("smoke", false, &["faults.0=3"]),
        loaded("soak-72h", false, &["load.peaks.2.0=3"]),
        loaded("soak-72h", false, &["load.peaks.0.0.1=3"]),
        loaded("smok", false, &[]),
    ];
    for error in more {
        said.push_str(&format!("{}\n", error.unwrap_err()));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn an_argument_is_a_catalogue_name_or_a_file() {
    assert_eq!(
        Source::parse("smoke"),
        Ok(Source::Catalogue("smoke".to_owned()))
    );
    assert_eq!(
        Source::parse("Cargo.toml"),
        Ok(Source::File("Cargo.toml".into()))
    );
    let error = Source::parse("soak").unwrap_err();
    insta::assert_snapshot!(error, @"no scenario 'soak': it is neither in the catalogue nor a file; the catalogue has smoke, soak-72h, two-way, step-ramp, exceptions, sms-fallback, two-sources, template-matrix, unread-reminder, number-hygiene");
    let error = load(&Request {
        source: Source::File("src".into()),
        quick: false,
        overrides: &[],
    });
    insta::assert_snapshot!(error.unwrap_err(), @"cannot read scenario src: it is a directory; name a TOML file");
}

/// A file in every notation that TOML has.
const ODD_FILE: &str = r#"
about = "mine" # a comment
faults = [{ kind = "drop_answer", share = 0.5 }]
mix = { sellers = 2, carriers = { aftership = 1 } }
load.shape = "constant"
load.rate = 600 # ten a second
load.duration = "10m"

[drain] # how it ends
limit = "9s"

[quick]
about = "a spike"
load.shape = "spike"
load.base = 60
load.peak = 600
load.at = "1s"
load.length = "1s"
load.duration = "5s"
mix.carriers.17track = 1
stop = { latency_limit = "2s" }
[[quick.faults]]
kind = "answer_http"
status = 500
share = 0.1
[[quick.faults]]
kind = "drop_answer"
share = 0.2
[quick.checks.minimum]
C01 = 3
"#;

fn load_file(text: &str, quick: bool, overrides: &[String]) -> Loaded {
    let directory = std::env::temp_dir().join(format!("scenarios-{}-{quick}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("my own.toml");
    std::fs::write(&path, text).unwrap();
    let loaded = load(&Request {
        source: Source::parse(&path.display().to_string()).unwrap(),
        quick,
        overrides,
    });
    std::fs::remove_dir_all(&directory).unwrap();
    loaded.unwrap()
}

#[test]
fn a_file_in_odd_notation_keeps_its_comments_and_gets_a_name() {
    let plain = load_file(ODD_FILE, false, &["mix.sellers=3".to_owned()]);
    assert_eq!(plain.scenario.name, "my-own");
    assert_eq!(again(&plain), plain.scenario);
    insta::assert_snapshot!(plain.text);
}

#[test]
fn a_quick_form_in_odd_notation_is_laid_over() {
    let overrides = ["faults.1.share=0.3", "load.peak=900"].map(str::to_owned);
    let quick = load_file(ODD_FILE, true, &overrides);
    assert_eq!(again(&quick), quick.scenario);
    insta::assert_snapshot!(quick.text);
}

#[test]
fn a_quick_form_of_a_quick_form_is_refused() {
    let quick = loaded("smoke", true, &[]).unwrap();
    let document = Document::parse(quick.text.as_str()).unwrap();
    let error = quick_form("scenario.toml", &document, &quick.scenario).unwrap_err();
    insta::assert_snapshot!(error, @"scenario.toml: is a quick form already; leave out --quick");
}

#[test]
fn the_hash_is_that_of_the_text() {
    assert_eq!(
        sha256_hex("abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

fn share() -> impl Strategy<Value = String> {
    (0.0..=1.0_f64).prop_map(|share| format!("{share:?}"))
}

fn period() -> impl Strategy<Value = String> {
    (1..5_000_u32, prop::sample::select(vec!["ms", "s", "m"]))
        .prop_map(|(number, unit)| format!("{number}{unit}"))
}

fn an_override() -> impl Strategy<Value = String> {
    let shares = vec![
        "mix.stale",
        "mix.forged",
        "mix.countries.JP",
        "mix.carriers.17track",
        "handsets.read_share",
        "criteria.delivery_rate",
        "stop.error_rate_limit",
    ];
    let periods = vec![
        "mix.succession",
        "handsets.sent_after",
        "criteria.end_to_end",
        "criteria.record_visible",
        "stop.latency_limit",
    ];
    prop_oneof![
        (prop::sample::select(shares), share()).prop_map(|(path, value)| format!("{path}={value}")),
        (prop::sample::select(periods), period())
            .prop_map(|(path, value)| format!("{path}={value}")),
        (0.01..10_000_000.0_f64)
            .prop_map(|rate| format!("criteria.peak_capacity_per_min={rate:?}")),
        (1..1_000_u32).prop_map(|sellers| format!("mix.sellers={sellers}")),
        share().prop_map(|share| format!("faults=[{{ kind = \"drop_answer\", share = {share} }}]")),
        share().prop_map(|share| format!("mix.carriers={{ yunexpress = 1, aftership = {share} }}")),
        (0..99_u32, 0..99_u64).prop_map(|(id, least)| format!("checks.minimum.C{id:02}={least}")),
        (1..20_000_u32).prop_map(|slots| format!("load.in_flight_max={slots}")),
        prop::sample::select(vec![
            "load.arrivals=poisson",
            "load.shape=constant",
            "load.rate=\"5000/h\"",
            "load.duration=90s",
            "load={ shape = \"constant\", rate = 7, duration = \"3s\" }",
            "load.peaks=[[1, 2.5]]",
            "load.starts_at_hour=7.5",
            "world={}",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,40}".prop_map(|about| format!("about={about}")),
        "\\PC{0,20}".prop_map(|about| format!("about={}", toml_edit::Value::from(about))),
    ]
}

proptest! {
    #[test]
    fn what_overrides_make_reads_as_the_same_scenario(
        file in prop::sample::select(FILES.map(|(name, _)| name).to_vec()),
        quick: bool,
        overrides in prop::collection::vec(an_override(), 0..6),
    ) {
        let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        if let Ok(loaded) = loaded(file, quick, &overrides) {
            prop_assert_eq!(again(&loaded), loaded.scenario);
        }
    }

    #[test]
    fn no_override_makes_a_panic(path in "[a-z_.0-9]{0,20}", value in "\\PC{0,12}") {
        let _ = loaded("smoke", false, &[&format!("{path}={value}")]);
        let _ = loaded("smoke", true, &[&format!("load.{path}={value}")]);
        let _ = loaded("soak-72h", true, &[&format!("faults.0.share.{path}={value}")]);
    }

    #[test]
    fn no_text_makes_a_panic(text in "(\\[(load|mix|quick|faults)\\]\n|(shape|rate|about|x) = (3|\"a\"|\\[\\])\n|\\PC{0,3}){0,8}") {
        let _ = from_text("x.toml", &text);
    }
}
