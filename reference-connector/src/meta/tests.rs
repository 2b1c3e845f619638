#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

#[test]
fn metas_escaped_bytes_are_read_as_the_text_they_mean() {
    let body = br#"{"entry":[{"changes":[{"field":"messages","value":{
        "contacts":[{"profile":{"name":"Jo\u00e3o"}}],
        "messages":[{"from":"5511","id":"wamid.a\/b=","type":"text","text":{"body":"ol\u00e1 \ud83d\ude42"}},
                    {"from_user_id":"BR.13","id":"2","type":"interactive",
                     "interactive":{"type":"list_reply","list_reply":{"id":"x","title":"Tomorrow"}}},
                    {"from":"5511","id":"3","type":"image","image":{"id":"1","caption":"quebrado"},"context":{"id":"wamid.q"}},
                    {"from":"5511","id":"5","type":"button","button":{"payload":"view:A","text":"View"}},
                    {"id":"4","type":"system","system":{"body":"changed"}}],
        "statuses":[{"id":"wamid.c","status":"read","errors":null,"biz_opaque_callback_data":"A:delivered"},
                    {"id":"wamid.c","status":"played"},{"status":"sent"},
                    {"id":"wamid.d","status":"failed","errors":[{"code":131026,"title":"Message undeliverable"}]}],
        "metadata":{"phone_number_id":"1001"}}}]}]}"#;
    let webhook = read(body).unwrap();
    let inbound = |wamid: &str, from: &str, body: &str| Inbound {
        wamid: wamid.to_owned(),
        from: from.to_owned(),
        body: body.to_owned(),
        kind: Kind::Other,
        phone_number_id: "1001".to_owned(),
        context: None,
        payload: None,
        photo: None,
    };
    let expected = [
        inbound("wamid.a/b=", "5511", "olá 🙂"),
        Inbound {
            payload: Some("x".to_owned()),
            ..inbound("2", "BR.13", "Tomorrow")
        },
        Inbound {
            kind: Kind::Damaged,
            context: Some("wamid.q".to_owned()),
            photo: Some("1".to_owned()),
            ..inbound("3", "5511", "quebrado")
        },
        Inbound {
            payload: Some("view:A".to_owned()),
            ..inbound("5", "5511", "View")
        },
    ];
    assert_eq!(webhook.inbound, expected);
    let update = |wamid: &str, status, code, callback: Option<&str>| StatusUpdate {
        wamid: wamid.to_owned(),
        status,
        code,
        callback: callback.map(str::to_owned),
    };
    let expected = [
        update("wamid.c", Status::Read, None, Some("A:delivered")),
        update("wamid.d", Status::Failed, Some(131_026), None),
    ];
    assert_eq!(webhook.statuses, expected);
}
