#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::{Value, json};

use super::asked::{Filters, Range, Step};
use crate::cloud_api::endpoints::bench::{ACCOUNT, Bench, START, TEMPLATE};
use crate::graph::tally::DAY_S;

fn field(bench: &Bench, written: &str) -> Value {
    let name = written.split('.').next().unwrap();
    bench.get(&format!("{ACCOUNT}?fields=id,{written}"))[name].clone()
}

fn range() -> String {
    let start = START.unix_s();
    format!("start({start}).end({})", start + DAY_S)
}

/// Three messages to Brazil and Germany, all read.
fn busy() -> Bench {
    let mut bench = Bench::new();
    for to in ["5511987654321", "5511987654322", "4915112345678"] {
        bench.send(to);
    }
    bench.later(3_600);
    bench
}

#[test]
fn filters_are_read_however_they_are_written() {
    let (name, filters) = Filters::of_field(
        "pricing_analytics.start(1).end(2).granularity(DAILY).phone_numbers([\"+1 555\",\"2\"]).dimensions(PHONE, TIER).country_codes([])",
    );
    assert_eq!(name, "pricing_analytics");
    assert_eq!(
        filters.range().unwrap(),
        Range {
            start_s: 1,
            end_s: 2
        }
    );
    assert_eq!(filters.words("dimensions"), ["PHONE", "TIER"]);
    assert_eq!(filters.words("phone_numbers"), ["+1 555", "2"]);
    assert!(filters.words("country_codes").is_empty());
    for odd in [
        "analytics",
        "analytics.",
        "analytics.start(",
        "analytics.start(1",
        ")(",
        "",
    ] {
        assert!(Filters::of_field(odd).1.range().is_err(), "{odd}");
    }
}

#[test]
fn a_month_begins_and_ends_with_the_calendar() {
    // 15 February 2028: a leap year.
    let (start, end) = Step::Month.around(1_834_185_600);
    assert_eq!((end - start) / DAY_S, 29);
    assert_eq!(Step::HalfHour.around(3_601), (3_600, 5_400));
    assert_eq!(Step::Day.around(DAY_S + 1), (DAY_S, 2 * DAY_S));
}

#[test]
fn messaging_analytics_count_what_was_sent_and_delivered() {
    let bench = busy();
    let shown = field(&bench, &format!("analytics.{}.granularity(DAY)", range()));
    let start = START.unix_s();
    assert_eq!(
        shown,
        json!({
            "phone_numbers": ["15550783881"],
            "country_codes": ["BR", "DE"],
            "granularity": "DAY",
            "data_points": [{ "start": start, "end": start + DAY_S, "sent": 3, "delivered": 3 }],
        })
    );
    let cases = [
        (".country_codes([BR])", 2),
        (".phone_numbers([15550783881])", 3),
        (".product_types([0])", 3),
    ];
    for (filter, expected) in cases {
        let shown = field(
            &bench,
            &format!("analytics.{}.granularity(HALF_HOUR){filter}", range()),
        );
        assert_eq!(shown["data_points"][0]["sent"], expected, "{filter}");
    }
    for filter in [
        ".phone_numbers([19999999999])",
        ".country_codes([US])",
        ".product_types([2])",
    ] {
        let shown = field(
            &bench,
            &format!("analytics.{}.granularity(DAY){filter}", range()),
        );
        assert_eq!(shown["data_points"], json!([]), "{filter}");
    }
}

#[test]
fn prices_and_conversations_are_broken_down_by_what_is_asked_for() {
    let bench = busy();
    let priced = field(
        &bench,
        &format!(
            "pricing_analytics.{}.granularity(DAILY).dimensions(COUNTRY,PRICING_CATEGORY,PRICING_TYPE,PHONE,TIER)",
            range()
        ),
    );
    let points = priced["data"][0]["data_points"].as_array().unwrap();
    assert_eq!(points.len(), 2, "{priced}");
    assert_eq!(points[0]["country"], "BR");
    assert_eq!(points[0]["volume"], 2);
    assert!(points[0]["cost"].as_f64() > Some(0.0), "{priced}");
    assert_eq!(points[0]["pricing_category"], "UTILITY");
    assert_eq!(points[0]["tier"], "0:MAX");
    assert_eq!(points[0]["phone_number"], "15550783881");
    let plain = field(
        &bench,
        &format!(
            "conversation_analytics.{}.granularity(DAILY).metric_types([CONVERSATION])",
            range()
        ),
    );
    let start = START.unix_s();
    assert_eq!(
        plain["data"][0]["data_points"],
        json!([{ "start": start, "end": start + DAY_S, "conversation": 3 }])
    );
}

#[test]
fn template_analytics_want_insights_first() {
    let bench = busy();
    let asked = format!(
        "GET {ACCOUNT}/template_analytics?start={}&end={}&granularity=daily&template_ids=[{TEMPLATE}]",
        START.unix_s(),
        START.unix_s() + DAY_S
    );
    assert_eq!(bench.code(&asked, Value::Null), 200_007);
    bench.ok(
        &format!("POST {ACCOUNT}?is_enabled_for_insights=true"),
        Value::Null,
    );
    let shown = bench.ok(&asked, Value::Null);
    let points = shown["data"][0]["data_points"].as_array().unwrap();
    assert_eq!(points.len(), 1, "{shown}");
    assert_eq!(
        (
            &points[0]["sent"],
            &points[0]["delivered"],
            &points[0]["read"]
        ),
        (&json!(3), &json!(3), &json!(3))
    );
    assert_eq!(points[0]["template_id"], TEMPLATE);
    let as_field = field(
        &bench,
        &format!(
            "template_analytics.{}.granularity(DAILY).template_ids([{TEMPLATE}]).metric_types([SENT])",
            range()
        ),
    );
    assert_eq!(as_field["data"][0]["data_points"][0]["sent"], 3);
    assert!(as_field["data"][0]["data_points"][0].get("read").is_none());
}

#[test]
fn looks_that_meta_would_not_take_are_refused() {
    let bench = Bench::new();
    bench.ok(
        &format!("POST {ACCOUNT}?is_enabled_for_insights=true"),
        Value::Null,
    );
    let day = range();
    let long_ago = START.unix_s() - 100 * DAY_S;
    let cases = [
        format!("analytics.{day}"),
        format!("analytics.{day}.granularity(DAILY)"),
        "analytics.start(2).end(1).granularity(DAY)".to_owned(),
        "analytics.start(x).end(1).granularity(DAY)".to_owned(),
        format!("pricing_analytics.{day}.granularity(DAILY).dimensions(SHOE)"),
        format!("template_analytics.{day}.granularity(DAILY)"),
        format!(
            "template_analytics.{day}.granularity(DAILY).template_ids([1,2,3,4,5,6,7,8,9,10,11])"
        ),
        format!(
            "template_analytics.start({long_ago}).end({}).granularity(DAILY).template_ids([1])",
            START.unix_s()
        ),
    ];
    for written in cases {
        let code = bench.code(&format!("GET {ACCOUNT}?fields={written}"), Value::Null);
        assert_eq!(code, 100, "{written}");
    }
}
