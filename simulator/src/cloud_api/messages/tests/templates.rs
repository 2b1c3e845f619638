//! Templates of text alone, a picture and a link: what most connectors send.

use super::*;

fn catalog() -> Office {
    let utility = |id: &str, name: &str, language: &str, body: &str| {
        Template::utility(id.to_owned(), name, language, body.to_owned())
    };
    let rich = Template {
        header: Some(Header::Media("image")),
        buttons: vec![Button::Url {
            text: "View parcel".into(),
            url: "https://parcel.example/{{1}}".into(),
        }],
        ..utility("3", "rich", "en", "Parcel {{1}} is here.")
    };
    let with_status = |id: &str, name: &str, status| Template {
        status,
        ..utility(id, name, "en", "x")
    };
    Office::new([
        utility("1", "delivered", "pt_BR", "{{1}} by {{2}} on {{3}}."),
        utility("2", "named", "de", "Hallo {{name}}, {{number}}."),
        rich,
        with_status("4", "paused", TemplateStatus::Paused),
        with_status("5", "pending", TemplateStatus::Pending),
        with_status("6", "disabled", TemplateStatus::Disabled),
        with_status("7", "deleted", TemplateStatus::PendingDeletion),
    ])
}

fn template(name: &str, language: &str, components: &str) -> String {
    format!(
        r#"{{"messaging_product":"whatsapp","to":"+55 11 98765-4321","type":"template",
            "template":{{"name":"{name}","language":{{"code":"{language}"}},"components":[{components}]}}}}"#
    )
}

const THREE: &str = r#"{"type":"body","parameters":[{"type":"text","text":"YT1"},{"type":"text","text":"YunExpress"},{"type":"text","text":"2026-11-25"}]}"#;

#[test]
fn each_fault_of_a_template_send_has_its_own_code() {
    let office = catalog();
    let cases: &[(u32, String)] = &[
        (0, template("delivered", "pt_BR", THREE)),
        (0, template("delivered", "pt_BR", &THREE.replacen(r#""type":"text","text":"YT1""#, r#""type":"currency","currency":{"fallback_value":"$1","code":"USD","amount_1000":1000}"#, 1))),
        (0, template("delivered", "pt_BR", &format!(r#"{THREE},{{"type":"tap_target_configuration","parameters":[{{"type":"tap_target_configuration","tap_target_configuration":[{{"url":"https://a.example","title":"A"}}]}}]}}"#))),
        (0, template("delivered", "pt_BR", THREE).replace(r#""code":"pt_BR""#, r#""policy":"deterministic","code":"pt_BR""#)),
        (100, template("delivered", "pt_BR", THREE).replace(r#""code":"pt_BR""#, r#""policy":"fallback","code":"pt_BR""#)),
        (131_008, r#"{"messaging_product":"whatsapp","to":"5511987654321","type":"template"}"#.to_owned()),
        (131_008, template("", "pt_BR", THREE)),
        (131_008, template("delivered", "", THREE)),
        (132_001, template("unknown", "pt_BR", THREE)),
        (132_001, template("delivered", "de", THREE)),
        (132_001, template("pending", "en", "")),
        (132_001, template("deleted", "en", "")),
        (132_015, template("paused", "en", "")),
        (132_016, template("disabled", "en", "")),
        (132_000, template("delivered", "pt_BR", r#"{"type":"body","parameters":[{"type":"text","text":"YT1"}]}"#)),
        (132_000, template("delivered", "pt_BR", "")),
        (132_000, template("delivered", "pt_BR", &format!(r#"{THREE},{{"type":"carousel"}}"#))),
        (132_000, template("delivered", "pt_BR", &format!(r#"{THREE},{{"type":"header","parameters":[{{"type":"text","text":"a"}}]}}"#))),
        (132_000, template("delivered", "pt_BR", &format!(r#"{THREE},{{"type":"button","sub_type":"url","index":"0","parameters":[{{"type":"text","text":"a"}}]}}"#))),
        (132_012, template("delivered", "pt_BR", &THREE.replacen(r#""type":"text","text":"YT1""#, r#""type":"image","image":{"id":"1"}"#, 1))),
        (132_018, template("delivered", "pt_BR", &THREE.replace("YunExpress", "Yun\\nExpress"))),
        (132_018, template("delivered", "pt_BR", &THREE.replace("YunExpress", "Yun\\tExpress"))),
        (132_018, template("delivered", "pt_BR", &THREE.replace("YunExpress", "Yun     Express"))),
        (0, template("delivered", "pt_BR", &THREE.replace("YunExpress", "Yun    Express"))),
        (132_005, template("delivered", "pt_BR", &THREE.replace("YunExpress", &"x".repeat(1_100)))),
        (131_008, template("delivered", "pt_BR", &THREE.replace("YunExpress", ""))),
        (100, template("named", "de", r#"{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#)),
        (132_000, template("named", "de", r#"{"type":"body","parameters":[{"type":"text","parameter_name":"nam","text":"a"},{"type":"text","parameter_name":"number","text":"b"}]}"#)),
        (100, template("named", "de", r#"{"type":"body","parameters":[{"type":"text","parameter_name":"name","text":"a"},{"type":"text","parameter_name":"name","text":"b"}]}"#)),
        (0, template("named", "de", r#"{"type":"BODY","parameters":[{"type":"text","parameter_name":"number","text":"a"},{"type":"text","parameter_name":"name","text":"b"}]}"#)),
        (131_008, template("rich", "en", r#"{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (131_008, template("rich", "en", r#"{"type":"header","parameters":[{"type":"image","image":{"id":"2871834006348767"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (132_012, template("rich", "en", r#"{"type":"header","parameters":[{"type":"video","video":{"id":"mp4"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (100, template("rich", "en", r#"{"type":"header","parameters":[{"type":"image","image":{"id":"7"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (100, template("rich", "en", r#"{"type":"header","parameters":[{"type":"image","image":{"link":"label.png"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#)),
        (0, template("rich", "en", r#"{"type":"header","parameters":[{"type":"image","image":{"id":"2871834006348767"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]},{"type":"button","sub_type":"URL","index":0,"parameters":[{"type":"text","text":"YT1"}]}"#)),
    ];
    for (expected, body) in cases {
        let (_, judged) = office.read(body.as_bytes());
        let code = judged.err().map_or(0, |refusal| refusal.code.code);
        assert_eq!(code, *expected, "{body}");
    }
}

#[test]
fn numbers_of_parameters_are_counted_in_metas_words() {
    let two =
        r#"{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#;
    let (_, judged) = catalog().read(template("delivered", "pt_BR", two).as_bytes());
    assert_eq!(
        judged.unwrap_err().details,
        "body: number of localizable_params (2) does not match the expected number of params (3)"
    );
    let (_, judged) = catalog().read(template("rich", "en", "").as_bytes());
    assert_eq!(
        judged.unwrap_err().details,
        "body: number of localizable_params (0) does not match the expected number of params (1)"
    );
}

#[test]
fn a_button_without_its_value_is_named_in_metas_words() {
    let components = r#"{"type":"header","parameters":[{"type":"image","image":{"id":"2871834006348767"}}]},{"type":"body","parameters":[{"type":"text","text":"a"}]}"#;
    let (_, judged) = catalog().read(template("rich", "en", components).as_bytes());
    assert_eq!(
        judged.unwrap_err().details,
        "buttons: Button at index 0 of type Url requires a parameter"
    );
}

#[test]
fn what_was_sent_is_known_even_when_it_is_refused() {
    let (message, judged) = catalog().read(template("unknown", "pt_BR", THREE).as_bytes());
    assert!(judged.is_err());
    assert_eq!(message.to, "5511987654321");
    assert_eq!(message.template.as_deref(), Some("unknown"));
    assert_eq!(message.parameters[0].text, "YT1");
    let last = &message.parameters[2];
    assert_eq!((&*last.component, &*last.key), ("body", "3"));
    assert_eq!(message.category, None);
}

#[test]
fn an_accepted_template_tells_its_category_and_its_media() {
    let (message, _) = catalog().read(template("delivered", "pt_BR", THREE).as_bytes());
    assert_eq!(message.category.as_deref(), Some("utility"));
    assert!(!message.needs_window());
    let header = r#"{"type":"header","parameters":[{"type":"image","image":{"link":"https://a.example/x.png"}}]}"#;
    let (message, _) = catalog().read(template("rich", "en", header).as_bytes());
    assert_eq!(message.media_links, ["https://a.example/x.png"]);
}

#[test]
fn a_refusal_names_the_nearest_valid_form() {
    let (_, judged) = catalog().read(template("delivered", "de", THREE).as_bytes());
    let refusal = judged.unwrap_err();
    assert_eq!(refusal.nearest, "pt_BR");
    assert_eq!(
        refusal.details,
        "template name (delivered) does not exist in de"
    );
}
