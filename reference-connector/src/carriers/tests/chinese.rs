//! SF Express and Kuaidi100.

use super::*;
use crate::form;

const FORM: [(&str, &str); 1] = [(
    "content-type",
    "application/x-www-form-urlencoded;charset=UTF-8",
)];

fn route(number: &str, operation: &str, reason: &str, time: &str) -> Value {
    json!({"id": "1", "mailno": number, "orderid": "#1001", "acceptTime": time, "acceptAddress": "深圳",
        "remark": "…", "opCode": operation, "reasonCode": "", "reasonName": reason})
}

fn told(reading: Reading) -> Vec<(String, Option<Checkpoint>)> {
    let Reading::News(news) = reading else {
        panic!("{reading:?}");
    };
    let pair = |news: News| (news.tracking_number.unwrap(), news.checkpoint);
    news.into_iter().map(pair).collect()
}

#[test]
fn sf_operations_are_checkpoints() {
    let cases = [
        ("44", "", INFO),
        ("50", "", TRANSIT),
        ("607", "", CUSTOMS),
        ("204", "", LAST_WAY),
        ("33", "收件人不在", None),
        ("33", "地址不详", EXCEPTION),
        ("70", "其他", EXCEPTION),
        ("70", "", None),
        ("648", "", EXCEPTION),
        ("125", "", None),
        ("80", "", DELIVERED),
        ("8000", "", DELIVERED),
    ];
    for (operation, reason, expected) in cases {
        let routes = [route("SF1", operation, reason, "2026-11-25 08:00:00")];
        let body = json!({"Body": {"WaybillRoute": routes}});
        let found = checkpoint(Carrier::SfExpress, &[], body.to_string());
        assert_eq!(found, expected, "{operation} {reason}");
    }
}

#[test]
fn the_routes_of_a_push_are_told_in_the_order_of_time_whoever_they_are_of() {
    let body = json!({"Body": {"WaybillRoute": [
        route("SF1", "80", "", "2026-11-25 18:00:00"),
        route("SF2", "204", "", "2026-11-25 09:00:00"),
        route("SF1", "204", "", "2026-11-25 08:00:00"),
    ]}});
    let expected = [
        ("SF1".to_owned(), LAST_WAY),
        ("SF2".to_owned(), LAST_WAY),
        ("SF1".to_owned(), DELIVERED),
    ];
    assert_eq!(told(read(Carrier::SfExpress, &body)), expected);
}

#[test]
fn sfs_xml_in_a_form_tells_the_same_as_its_json() {
    let xml = r#"<Request service="RoutePushService" lang="zh-CN"><Body>
        <WaybillRoute id="1" mailno="SF1" acceptTime="2026-11-25 08:00:00" remark="a &quot;b&quot; &amp; c" opCode="204" reasonName=""/>
        <WaybillRoute mailno="SF2" acceptTime="2026-11-25 09:00:00" opCode="33" reasonName="收件人不在"/>
        <WaybillRoute mailno="SF3" acceptTime="2026-11-25 07:00:00" opCode="80" reasonName=""/></Body></Request>"#;
    let body = format!("content={}", form::encode(xml));
    let reading = read_with(Carrier::SfExpress, &FORM, body).unwrap();
    let expected = [("SF3".to_owned(), DELIVERED), ("SF1".to_owned(), LAST_WAY)];
    assert_eq!(told(reading), expected);
}

fn kuaidi100(state: &str, entries: Value) -> String {
    let param = json!({"status": "polling", "message": "", "lastResult": {
        "message": "ok", "state": state, "status": "200", "ischeck": "0", "com": "ems", "nu": "EX473124829CN", "data": entries
    }});
    form::written(&[("param", &param.to_string()), ("sign", "…")])
}

#[test]
fn kuaidi100_states_and_words_are_checkpoints() {
    let cases = [
        ("0", "快件到达集散中心", TRANSIT),
        ("1", "已收取快件", TRANSIT),
        ("8", "快件清关中", CUSTOMS),
        ("8", "海关查验，需收件人提供资料", EXCEPTION),
        ("5", "正在派送途中", LAST_WAY),
        ("5", "快件已到达自提点", None),
        ("2", "快件破损", EXCEPTION),
        ("2", "派送不成功，收件人不在", None),
        ("4", "快件已退回寄件人", EXCEPTION),
        ("14", "收件人拒收", EXCEPTION),
        ("3", "已签收", DELIVERED),
    ];
    for (state, words, expected) in cases {
        let entries = json!([{"context": words, "time": "2026-11-25 08:00:00", "ftime": "2026-11-25 08:00:00"}]);
        let found = checkpoint(Carrier::Kuaidi100, &FORM, kuaidi100(state, entries));
        assert_eq!(found, expected, "{state} {words}");
    }
}

#[test]
fn kuaidi100s_newest_words_count_wherever_they_stand() {
    let entry = |words: &str, time: &str| json!({"context": words, "time": time, "status": null});
    let last = entry("快件已到达自提点", "2026-11-25 08:00:00");
    let before = entry("正在派送途中", "2026-11-24 08:00:00");
    for entries in [json!([last, before]), json!([before, last])] {
        assert_eq!(
            checkpoint(Carrier::Kuaidi100, &FORM, kuaidi100("5", entries)),
            None
        );
    }
    let reading = read_with(Carrier::Kuaidi100, &FORM, kuaidi100("3", json!([]))).unwrap();
    let news = one(reading);
    assert_eq!(
        (news.tracking_number, news.checkpoint),
        (some("EX473124829CN"), DELIVERED)
    );
    assert_eq!(news.known.carrier_name, some("EMS"));
}
