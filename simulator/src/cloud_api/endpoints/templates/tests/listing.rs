#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

#[test]
fn a_listing_has_pages_that_lead_to_each_other() {
    let templates = (0..60)
        .map(|n| Template::utility(format!("5{n:05}"), &format!("t{n:02}"), "de", "x".into()));
    let world = world_of(templates.collect(), TemplateSettings::default());
    let list = |query: &str| {
        get(
            &world,
            &format!("{ACCOUNT}/message_templates?fields=name&{query}"),
        )
        .body
    };
    let names = |body: &Value| -> Vec<String> {
        body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = list("");
    assert_eq!(
        (names(&first).len(), names(&first)[0].as_str()),
        (25, "t00")
    );
    assert!(first["paging"].get("previous").is_none());
    let after = first["paging"]["cursors"]["after"].as_str().unwrap();
    let second = list(&format!("after={after}"));
    assert_eq!(names(&second)[0], "t25");
    let before = second["paging"]["cursors"]["before"].as_str().unwrap();
    assert_eq!(names(&list(&format!("before={before}"))), names(&first));
    let last = list(&format!(
        "limit=50&after={}",
        second["paging"]["cursors"]["after"].as_str().unwrap()
    ));
    assert_eq!(names(&last).len(), 10);
    assert!(last["paging"].get("next").is_none());
    assert_eq!(
        first["paging"]["next"],
        json!(format!(
            "https://graph.facebook.com/v24.0/{ACCOUNT}/message_templates?fields=name&limit=25&after={after}"
        ))
    );
}

#[derive(Debug)]
struct Host;

impl HeaderLookup for Host {
    fn get(&self, name: &str) -> Option<&str> {
        (name == "host").then_some("127.0.0.1:4800")
    }
}

#[test]
fn the_next_page_is_a_whole_address_on_the_host_that_was_asked() {
    let templates =
        (0..2).map(|n| Template::utility(format!("5{n:05}"), &format!("t{n}"), "de", "x".into()));
    let world = world_of(templates.collect(), TemplateSettings::default());
    let path = format!("/v23.0/{ACCOUNT}/message_templates");
    let request = Request {
        headers: &Host,
        ..Request::new("GET", &path)
            .query("limit=1&name=t&status=%5B%22APPROVED%22%5D")
            .authorization("Bearer token")
    };
    let answered = Answered::of(world.handle(start(), &request));
    let next = answered.body["paging"]["next"].as_str().unwrap().to_owned();
    assert!(next.starts_with("http://127.0.0.1:4800/v23.0/10/message_templates?name=t&status=%5B%22APPROVED%22%5D&limit=1&after="), "{next}");
}

#[test]
fn a_page_that_lies_behind_a_deleted_template_is_still_found() {
    let templates =
        (0..4).map(|n| Template::utility(format!("5{n:05}"), &format!("t{n}"), "de", "x".into()));
    let world = world_of(templates.collect(), TemplateSettings::default());
    let first = get(&world, &format!("{ACCOUNT}/message_templates?limit=2")).body;
    let after = first["paging"]["cursors"]["after"]
        .as_str()
        .unwrap()
        .to_owned();
    call(
        &world,
        start(),
        "DELETE",
        &format!("{ACCOUNT}/message_templates?name=t1"),
        &Value::Null,
    );
    let second = get(
        &world,
        &format!("{ACCOUNT}/message_templates?limit=2&after={after}"),
    )
    .body;
    assert_eq!(second["data"][0]["name"], "t2");
}

#[test]
fn a_bad_cursor_has_a_code_of_its_own_from_version_24_on() {
    let world = world();
    for (version, code) in [("v24.0/", 131_059), ("v23.0/", 100), ("", 131_059)] {
        let path = format!("/{version}{ACCOUNT}/message_templates");
        let request = Request::new("GET", &path)
            .query("after=nonsense")
            .authorization("Bearer token");
        let answered = Answered::of(world.handle(start(), &request));
        assert_eq!(
            (answered.status, answered.error().0),
            (400, code),
            "{version}"
        );
    }
}

#[test]
fn filters_and_their_lists_narrow_a_listing() {
    let mut paused = Template::utility("1".into(), "offer", "de", "Half price".into());
    paused.status = crate::template::TemplateStatus::Paused;
    paused.category = "MARKETING".into();
    paused.quality = crate::template::Quality::Red;
    let parcel = Template::utility("2".into(), "parcel_delivered", "pt_BR", "Delivered".into());
    let world = world_of(vec![paused, parcel], TemplateSettings::default());
    let cases = [
        ("", 2),
        ("name=parcel", 1),
        ("name_or_content=Half", 1),
        ("content=parcel", 0),
        ("status=paused", 1),
        ("status=APPROVED,PAUSED", 2),
        ("status=[\"APPROVED\"]", 1),
        ("category=MARKETING", 1),
        ("language=pt_BR,de", 2),
        ("language=de", 1),
        ("quality_score=RED", 1),
        ("quality_score=GREEN", 0),
        ("source=AUTO_GENERATED", 0),
    ];
    for (query, count) in cases {
        let body = get(&world, &format!("{ACCOUNT}/message_templates?{query}")).body;
        assert_eq!(body["data"].as_array().unwrap().len(), count, "{query}");
    }
    let body = get(&world, &format!("{ACCOUNT}/message_templates?name=parcel&summary=total_count,message_template_count,message_template_limit,are_translations_complete")).body;
    assert_eq!(
        body["summary"],
        json!({
            "total_count": 1, "message_template_count": 2, "message_template_limit": 6000, "are_translations_complete": true,
        })
    );
}

#[test]
fn unknown_fields_unknown_edges_and_foreign_methods_are_refused_as_graph_does() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let unknown = get(&world, &format!("{id}?fields=name,nonsense"));
    assert_eq!(
        unknown.body["error"]["message"],
        "(#100) Tried accessing nonexisting field (nonsense) on node type (WhatsAppBusinessHSM)"
    );
    assert_eq!(
        get(&world, &format!("{ACCOUNT}/message_templates/{id}")).error(),
        (100, 33)
    );
    assert_eq!(
        call(&world, start(), "DELETE", &id, &Value::Null).error(),
        (100, 33)
    );
    assert_eq!(
        call(
            &world,
            start(),
            "POST",
            &format!("{ACCOUNT}/message_templates/nonsense"),
            &json!({})
        )
        .error(),
        (100, 33)
    );
    assert_eq!(
        get(&world, &format!("{ACCOUNT}/message_templates?limit=x"))
            .error()
            .0,
        100
    );
}

#[test]
fn health_says_whether_a_template_can_be_sent() {
    let world = world();
    let created = create(&world, start(), &parcel("a"));
    let pending = field(&world, &created.id(), "health_status");
    assert_eq!(pending["can_send_message"], "BLOCKED");
    assert_eq!(pending["entities"][0]["errors"][0]["error_code"], 141_002);
    wake(&world, created.due, at(10));
    let node = get(
        &world,
        &format!(
            "{}?fields=health_status,quality_score,rejected_reason,correct_category",
            created.body["id"].as_str().unwrap()
        ),
    )
    .body;
    assert_eq!(node["health_status"]["can_send_message"], "AVAILABLE");
    assert_eq!(
        node["health_status"]["entities"].as_array().unwrap().len(),
        4
    );
    assert_eq!(node["quality_score"]["score"], "UNKNOWN");
    assert_eq!(node["rejected_reason"], "NONE");
    assert!(node.get("correct_category").is_none());
}

#[test]
fn ten_thousand_templates_are_listed_to_the_end() {
    let templates = (0..10_000)
        .map(|n| Template::utility(format!("5{n:05}"), &format!("t{n:05}"), "de", "x".into()));
    let world = world_of(templates.collect(), TemplateSettings::default());
    let mut after = String::new();
    let mut seen = 0;
    loop {
        let page = get(
            &world,
            &format!("{ACCOUNT}/message_templates?fields=id&limit=1000&after={after}"),
        )
        .body;
        seen += page["data"].as_array().unwrap().len();
        if page["paging"].get("next").is_none() {
            break;
        }
        after = page["paging"]["cursors"]["after"]
            .as_str()
            .unwrap()
            .to_owned();
    }
    assert_eq!(seen, 10_000);
}
