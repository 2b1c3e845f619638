#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

#[test]
fn metas_escaped_bytes_are_read_as_the_text_they_mean() {
    let body = br#"{"entry":[{"changes":[{"field":"messages","value":{
        "contacts":[{"profile":{"name":"Jo\u00e3o"}}],
        "messages":[{"from":"5511","id":"wamid.a\/b=","type":"text","text":{"body":"ol\u00e1 \ud83d\ude42"}},
                    {"from_user_id":"BR.13","id":"2","type":"interactive",
                     "interactive":{"type":"list_reply","list_reply":{"id":"x","title":"Tomorrow"}}},
                    {"from":"5511","id":"3","type":"image","image":{"id":"1"}},
                    {"id":"4","type":"system","system":{"body":"changed"}}],
        "statuses":[{"id":"wamid.c","status":"read","errors":null,"biz_opaque_callback_data":"A:delivered"},
                    {"id":"wamid.c","status":"played"},{"status":"sent"}]}}]}]}"#;
    let webhook = read(body).unwrap();
    let inbound = |wamid: &str, from: &str, body: &str| Inbound {
        wamid: wamid.to_owned(),
        from: from.to_owned(),
        body: body.to_owned(),
    };
    let expected = [
        inbound("wamid.a/b=", "5511", "olá 🙂"),
        inbound("2", "BR.13", "Tomorrow"),
        inbound("3", "5511", ""),
    ];
    assert_eq!(webhook.inbound, expected);
    let read = StatusUpdate {
        wamid: "wamid.c".to_owned(),
        status: Status::Read,
        callback: Some("A:delivered".to_owned()),
    };
    assert_eq!(webhook.statuses, [read]);
}
