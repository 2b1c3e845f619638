//! What a wrong scenario file is told. The messages are snapshots: read them as their reader would.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

/// A complete scenario with a line in its `[load]`, `[mix]` or at its end.
fn with(lines: &str) -> String {
    format!("[load]\nshape = \"constant\"\nrate = 500\nduration = \"30s\"\n{lines}\n")
}

fn steps(lines: &str) -> String {
    format!("[load]\nshape = \"steps\"\nstart = 500\nstep = 200\nceiling = 5000\n{lines}\n")
}

fn daily(lines: &str) -> String {
    format!("[load]\nshape = \"daily\"\nmean = \"5000/h\"\nduration = \"72h\"\n{lines}\n")
}

fn spike(lines: &str) -> String {
    format!("[load]\nshape = \"spike\"\nbase = 500\npeak = 3000\nduration = \"5m\"\n{lines}\n")
}

/// Each text's last two lines with what is said about the text.
fn complaints(texts: &[String]) -> String {
    let mut said = String::new();
    for text in texts {
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let shown = lines[lines.len().saturating_sub(2)..].join(" | ");
        let error = from_text("my.toml", text).expect_err(text);
        said.push_str(&format!("{shown}\n    {error}\n"));
    }
    said
}

#[test]
fn unknown_keys_name_their_line_and_the_nearest_key() {
    let said = complaints(&[
        with("hodl = \"3s\""),
        with("[mix]\nforgd = 0.1"),
        with("[laod]\nrate = 3"),
        with("throughput_mps = 3"),
        with("zzz = 3"),
        with("[zzz]"),
        with("[[faults]]\nkind = \"drop_answer\"\nshare = 0.1\ncoed = 3"),
        with("[mix]\ncarriers = { aftership = 0.5 }\nfaults = [{ shaer = 0.1 }]"),
        with("[quick]\nabout = \"x\"\n[quick.load]\nhodl = \"3s\""),
        with("[quick]\nabout = \"x\"\nname = \"y\""),
        with("[checks.minimum]\nC1 = 3"),
        with("[checks]\nrequired = [\"C01\", \"loss\"]"),
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn values_of_the_wrong_form_are_told_the_right_one() {
    let said = complaints(&[
        "name = \"x\"\n[load]\nshape = \"constant\"\nrate = \"fast\"\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nrate = \"5000/d\"\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nduration = 30\nrate = 500".to_owned(),
        "[load]\nshape = \"constant\"\nduration = \"30 seconds\"\nrate = 500".to_owned(),
        "[load]\nshape = \"constant\"\nduration = \"-3s\"\nrate = 500".to_owned(),
        "[load]\nshape = \"constant\"\nduration = \"9999d\"\nrate = 500".to_owned(),
        with("[mix]\nstale = \"5%\""),
        with("[mix]\nstale = 1.5"),
        with("[mix]\nstale = -0.1"),
        with("[mix]\nstale = nan"),
        with("[mix]\nstale = { a = 1 }"),
        with("[mix]\nsellers = 2.5"),
        with("[mix]\nsellers = [2]"),
        with("[world]\npair_limit = \"yes\""),
        "name = 3\n[load]\nshape = \"constant\"".to_owned(),
        "load = 3".to_owned(),
        "faults = 3\n[load]\nshape = \"constant\"\nrate = 5\nduration = \"3s\"".to_owned(),
        with("[faults]\nkind = \"drop_answer\""),
        with("[mix.sellers]\ncount = 3"),
        daily("peaks = [9, 11]"),
        "[load\nshape".to_owned(),
        "[load]\nshape = \"steps\"\nshape = \"daily\"".to_owned(),
        "[load]\nshape = steps".to_owned(),
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn impossible_values_get_cause_and_cure() {
    let said = complaints(&[
        "[load]\nshape = \"constant\"\nrate = 0\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nrate = -500\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nrate = 10_000_001\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nrate = inf\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nrate = 1\nduration = \"0s\"".to_owned(),
        with("in_flight_max = 0"),
        with("arrivals = \"posson\""),
        with("burst_size = 10"),
        with("arrivals = \"bursts\"\nburst_size = 1"),
        steps("hold = \"0s\""),
        steps("name = 1"),
        "[load]\nshape = \"steps\"\nstart = 500\nstep = 200\nceiling = 400".to_owned(),
        "[load]\nshape = \"steps\"\nstart = 1\nstep = \"1/h\"\nceiling = 4000".to_owned(),
        daily("time_zone = \"America/Sao_Paolo\""),
        daily("time_zone = \"Mars\""),
        daily("peak_factor = 0.5"),
        daily("peaks = [[9, 11], [19, 25]]"),
        daily("peaks = [[9, 11],\n  [10, 12]]"),
        daily("peaks = [[9]]"),
        daily("day = \"25h\""),
        daily("starts_at_hour = 25"),
        "[load]\nshape = \"daily\"\nmean = 9_000_000\npeak_factor = 3\npeaks = [[9, 11]]\nduration = \"72h\"".to_owned(),
        spike("at = \"290s\"\nlength = \"20s\""),
        spike("at = \"0s\"\nlength = \"0s\""),
        with("[mix]\nundeliverable = 0.6\nrefused = 0.6"),
        with("[mix]\nsellers = 0"),
        with("[mix.carriers]\naftership = 0"),
        with("[mix.carriers]\naftershp = 1"),
        with("[mix.carriers]\ndhl = 1"),
        with("[mix.countries]\nBR = 0.5\nXX = 0.5"),
        with("[mix.countries]\nbr = 1"),
        with("[mix]\ncountries = {}"),
        with("[handsets]\nbatch_max = 1001"),
        with("[handsets]\napp_version = 3"),
        with("[world]\nthroughput_mps = 0"),
        with("[stop]\nlatency_quantile = 95"),
        with("[stop]\nlatency_limit = \"0s\""),
        with("[criteria]\ndelivery_rate = 99"),
        with("[criteria]\nend_to_end = \"0ms\""),
        with("[drain]\nlimit = \"1s\""),
        "name = \"\"\n[load]\nshape = \"constant\"\nrate = 1\nduration = \"3s\"".to_owned(),
        "name = \"../x\"\n[load]\nshape = \"constant\"\nrate = 1\nduration = \"3s\"".to_owned(),
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn missing_and_foreign_keys_say_what_the_shape_needs() {
    let said = complaints(&[
        "name = \"x\"".to_owned(),
        "[load]\nrate = 500".to_owned(),
        "[load]\nshape = \"constant\"\nduration = \"3s\"".to_owned(),
        "[load]\nshape = \"constant\"\nrate = 500".to_owned(),
        "[load]\nshape = \"steps\"\nstart = 500\nceiling = 900".to_owned(),
        "[load]\nshape = \"trace\"".to_owned(),
        "[load]\nshape = \"search\"".to_owned(),
        "[load]\nshape = \"step\"".to_owned(),
        "[load]\nshape = \"sawtooth\"".to_owned(),
        with("hold = \"3s\""),
        steps("duration = \"3s\""),
        with("[[faults]]\nshare = 0.1"),
        with("[[faults]]\nkind = \"drop_answer\""),
        with("[[faults]]\nkind = \"drop_anser\"\nshare = 0.1"),
        with("[[faults]]\nkind = \"drop_answer\"\nshare = 0.1\ncode = 131016"),
        with("[[faults]]\nkind = \"refuse_send\"\nshare = 0.1"),
        with("[[faults]]\nkind = \"refuse_send\"\nshare = 0.1\ncode = 131026"),
        with("[[faults]]\nkind = \"refuse_send\"\nshare = 0.1\ncode = 131016\nstatus = 503"),
        with("[[faults]]\nkind = \"answer_http\"\nshare = 0.1\nstatus = 404"),
        with("[[faults]]\nkind = \"drop_answer\"\nshare = 0.1\nfrom = \"9s\"\nto = \"9s\""),
        with("[quick]\n"),
        with("[quick]\nabout = \"\""),
        with("[quick]\nabout = \"x\"\n[quick.load]\nduration = \"0s\""),
        with("[quick]\nabout = \"x\"\n[quick.load]\nhold = \"3s\""),
        with("[quick]\nabout = \"x\"\n[[quick.faults]]\nkind = \"drop_answer\"\nshare = 3"),
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn three_lines_make_a_scenario_and_everything_else_has_a_default() {
    let scenario = from_text("dir/my own.toml", &with("")).unwrap();
    insta::assert_debug_snapshot!(scenario);
}

#[test]
fn rates_and_times_are_read_in_every_unit() {
    let text = "[load]\nshape = \"spike\"\nbase = \"600/h\"\npeak = \"2/s\"\nat = \"1.5s\"\nlength = \"200ms\"\nduration = \"0.5h\"";
    let scenario = from_text("x", text).unwrap();
    let expected = crate::scenario::Shape::Spike {
        base: 10.0,
        peak: 120.0,
        at: std::time::Duration::from_millis(1_500),
        length: std::time::Duration::from_millis(200),
        duration: std::time::Duration::from_secs(1_800),
    };
    assert_eq!(scenario.load.shape, expected);
}
