use super::*;
use crate::template::{Button, Header, Template};

fn catalog() -> Catalog {
    let positional = Template::utility(
        "1".into(),
        "delivered",
        "pt_BR",
        "{{1}} by {{2}} on {{3}}.".into(),
    );
    let named = Template::utility(
        "2".into(),
        "named",
        "de",
        "Hallo {{name}}, {{number}}.".into(),
    );
    let mut rich = Template::utility("3".into(), "rich", "en", "Parcel {{1}} is here.".into());
    rich.header = Some(Header::Media("image"));
    rich.buttons = vec![Button::Url {
        text: "View parcel".into(),
        url: "https://parcel.example/{{1}}".into(),
    }];
    let mut paused = Template::utility("4".into(), "paused", "en", "x".into());
    paused.status = TemplateStatus::Paused;
    let mut pending = Template::utility("5".into(), "pending", "en", "x".into());
    pending.status = TemplateStatus::Pending;
    Catalog::new([positional, named, rich, paused, pending])
}

fn code_of(body: &str) -> u32 {
    match read(body.as_bytes(), &catalog()).1 {
        Ok(_) => 0,
        Err(refusal) => refusal.code.code,
    }
}

fn template(name: &str, language: &str, components: &str) -> String {
    format!(
        r#"{{"messaging_product":"whatsapp","to":"+55 11 98765-4321","type":"template",
            "template":{{"name":"{name}","language":{{"code":"{language}"}},"components":[{components}]}}}}"#
    )
}

const THREE: &str = r#"{"type":"body","parameters":[{"type":"text","text":"YT1"},{"type":"text","text":"YunExpress"},{"type":"text","text":"2026-11-25"}]}"#;

#[test]
fn each_fault_of_a_body_has_its_own_code() {
    let cases: &[(u32, String)] = &[
        (0, template("delivered", "pt_BR", THREE)),
        (100, "{".to_owned()),
        (100, "[]".to_owned()),
        (100, r#"{"messaging_product":7}"#.to_owned()),
        (100, r#"{"to":"+5511987654321","type":"text","text":{"body":"x"}}"#.to_owned()),
        (100, r#"{"messaging_product":"sms","to":"+5511987654321","type":"text","text":{"body":"x"}}"#.to_owned()),
        (100, r#"{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}"#.to_owned()),
        (131009, r#"{"messaging_product":"whatsapp","to":"12","type":"text","text":{"body":"x"}}"#.to_owned()),
        (131009, r#"{"messaging_product":"whatsapp","to":"call me","type":"text","text":{"body":"x"}}"#.to_owned()),
        (131008, r#"{"messaging_product":"whatsapp","to":"5511987654321","type":"text","text":{}}"#.to_owned()),
        (131008, r#"{"messaging_product":"whatsapp","to":"5511987654321","type":"template"}"#.to_owned()),
        (131051, r#"{"messaging_product":"whatsapp","to":"5511987654321","type":"hologram"}"#.to_owned()),
        (132001, template("unknown", "pt_BR", THREE)),
        (132001, template("delivered", "de", THREE)),
        (132001, template("pending", "en", "")),
        (132015, template("paused", "en", "")),
        (132000, template("delivered", "pt_BR", r#"{"type":"body","parameters":[{"type":"text","text":"YT1"}]}"#)),
        (132000, template("delivered", "pt_BR", "")),
        (132000, template("delivered", "pt_BR", &format!(r#"{THREE},{{"type":"carousel"}}"#))),
        (132012, template("delivered", "pt_BR", &THREE.replacen(r#""type":"text","text":"YT1""#, r#""type":"image","image":{"id":"1"}"#, 1))),
        (132018, template("delivered", "pt_BR", &THREE.replace("YunExpress", "Yun\\nExpress"))),
        (132018, template("delivered", "pt_BR", &THREE.replace("YunExpress", "Yun     Express"))),
        (132005, template("delivered", "pt_BR", &THREE.replace("YunExpress", &"x".repeat(1_100)))),
        (131008, template("delivered", "pt_BR", &THREE.replace("YunExpress", ""))),
        (100, template("named", "de", r#"{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#)),
        (0, template("named", "de", r#"{"type":"BODY","parameters":[{"type":"text","parameter_name":"number","text":"a"},{"type":"text","parameter_name":"name","text":"b"}]}"#)),
        (131008, template("rich", "en", r#"{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (131008, template("rich", "en", r#"{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (132012, template("rich", "en", r#"{"type":"header","parameters":[{"type":"video","video":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (0, template("rich", "en", r#"{"type":"header","parameters":[{"type":"image","image":{"id":"1"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]},{"type":"button","sub_type":"URL","index":0,"parameters":[{"type":"text","text":"YT1"}]}"#)),
    ];
    for (expected, body) in cases {
        assert_eq!(code_of(body), *expected, "{body}");
    }
}

#[test]
fn mark_as_read_and_typing_are_no_messages() {
    let read_body = br#"{"messaging_product":"whatsapp","status":"read","message_id":"wamid.X","typing_indicator":{"type":"text"}}"#;
    let (_, result) = read(read_body, &catalog());
    assert_eq!(
        result,
        Ok(Accepted::Read {
            message_id: "wamid.X".into()
        })
    );
    assert_eq!(
        code_of(r#"{"messaging_product":"whatsapp","status":"read"}"#),
        131008
    );
    assert_eq!(
        code_of(r#"{"messaging_product":"whatsapp","status":"seen","message_id":"wamid.X"}"#),
        131009
    );
}

#[test]
fn what_was_sent_is_known_even_when_it_is_refused() {
    let (message, result) = read(template("unknown", "pt_BR", THREE).as_bytes(), &catalog());
    assert!(result.is_err());
    assert_eq!(message.to, "5511987654321");
    assert_eq!(message.template.as_deref(), Some("unknown"));
    assert_eq!(message.parameters[0].text, "YT1");
    assert_eq!(
        (
            message.parameters[2].component.as_str(),
            message.parameters[2].key.as_str()
        ),
        ("body", "3")
    );
}

#[test]
fn a_refusal_names_the_nearest_valid_form() {
    let (_, result) = read(template("delivered", "de", THREE).as_bytes(), &catalog());
    let refusal = result.expect_err("no German translation");
    assert_eq!(refusal.nearest, "pt_BR");
    assert_eq!(
        refusal.details,
        "template name (delivered) does not exist in de"
    );
}

#[test]
fn numbers_are_normalised_as_meta_does() {
    for (input, expected) in [
        ("+55 (11) 98765-4321", Some("5511987654321")),
        ("16505551234", Some("16505551234")),
        ("0049151", None),
        ("+49", None),
        ("1234567890123456", None),
        ("", None),
    ] {
        assert_eq!(normalised(input).as_deref(), expected, "{input}");
    }
}
