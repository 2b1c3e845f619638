#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use std::time::Duration;

use proptest::prelude::*;
use simulator::carriers::Carrier;
use simulator::clock::Moment;
use simulator::parcel::Recipient;

use super::*;

/// The first courier that AfterShip tracks.
fn courier() -> &'static Courier {
    &Carrier::AfterShip.couriers()[0]
}

fn parcel(country: &'static str) -> Parcel {
    Parcel {
        index: 1,
        tracking_number: "LX123456785CN".to_string(),
        carrier: Carrier::AfterShip,
        courier: courier(),
        recipient: Recipient {
            phone: "5511912345678".to_string(),
            name: "João da Silva".to_string(),
            country,
            city: "São Paulo",
            postal_code: "01310-100".to_string(),
        },
        seller: 0,
        order_number: "1001".to_string(),
        estimated_delivery_date: "2026-11-25".to_string(),
        created_at: Moment::default(),
    }
}

fn param(component: &str, key: &str, text: &str) -> ExpectedParam {
    ExpectedParam {
        component: component.to_string(),
        key: key.to_string(),
        text: text.to_string(),
    }
}

fn parameter(component: Component, name: Option<&str>, source: Source) -> PolicyParameter {
    PolicyParameter {
        component,
        name: name.map(str::to_string),
        source,
    }
}

fn rich() -> Policy {
    let parameters = vec![
        parameter(Component::Header, None, Source::OrderNumber),
        parameter(Component::Body, Some("who"), Source::RecipientName),
        parameter(Component::Body, Some("number"), Source::TrackingNumber),
        parameter(
            Component::Button(1),
            None,
            Source::Text("fixed".to_string()),
        ),
    ];
    let message = PolicyMessage {
        template: "rich".to_string(),
        parameters,
    };
    Policy {
        messages: BTreeMap::from([
            (Checkpoint::Delivered, message.clone()),
            (Checkpoint::Customs, message.clone()),
        ]),
        carrier_names: BTreeMap::from([(
            courier().slug.to_string(),
            "Correio da China".to_string(),
        )]),
        reminder: Some(Reminder {
            after: Duration::from_secs(86_400),
            checkpoints: BTreeSet::from([Checkpoint::Delivered]),
            message,
            unless: None,
        }),
        sms_fallback: Some(SmsFallback {
            within: Duration::from_secs(30),
            checkpoints: BTreeSet::from([Checkpoint::Customs]),
            on: undeliverable(),
            provider: None,
            template: None,
            sign: None,
            params: Vec::new(),
        }),
        stale: Stale::Allow,
        ..Policy::silent()
    }
}

#[test]
fn the_reference_policy_notifies_three_checkpoints_with_three_facts() {
    let policy = Policy::reference();
    let table = [
        (Checkpoint::InfoReceived, None),
        (Checkpoint::InTransit, None),
        (Checkpoint::Customs, None),
        (Checkpoint::Exception, Some("parcel_exception")),
        (Checkpoint::OutForDelivery, Some("parcel_out_for_delivery")),
        (Checkpoint::Delivered, Some("parcel_delivered")),
    ];
    for (checkpoint, template) in table {
        let expected = policy.expected(&parcel("BR"), checkpoint);
        assert_eq!(
            expected.as_ref().map(|message| message.template.as_str()),
            template
        );
        if let Some(message) = expected {
            assert_eq!(message.language, "pt_BR");
            let facts = ["LX123456785CN", courier().name, "2026-11-25"];
            let wanted: Vec<ExpectedParam> = facts
                .iter()
                .zip(["1", "2", "3"])
                .map(|(text, key)| param("body", key, text))
                .collect();
            assert_eq!(message.params, wanted);
        }
    }
    assert!(policy.traceable());
}

#[test]
fn languages_follow_the_country_and_fall_back_to_the_default() {
    let table = [
        ("BR", "pt_BR"),
        ("ID", "id"),
        ("MX", "es_MX"),
        ("IN", "hi"),
        ("ZA", "en"),
        ("DE", "de"),
        ("US", "en_US"),
        ("FR", "en"),
    ];
    for (country, language) in table {
        assert_eq!(Policy::reference().language(country), language, "{country}");
    }
}

#[test]
fn every_component_counts_its_own_positions_and_names_stay_names() {
    let expected = rich()
        .expected(&parcel("BR"), Checkpoint::Delivered)
        .unwrap();
    let wanted = [
        param("header", "1", "1001"),
        param("body", "who", "João da Silva"),
        param("body", "number", "LX123456785CN"),
        param("button:1", "1", "fixed"),
    ];
    assert_eq!(expected.params, wanted);
}

#[test]
fn a_template_of_two_checkpoints_leads_back_to_both() {
    assert_eq!(
        rich().checkpoint_of("rich"),
        [Checkpoint::Customs, Checkpoint::Delivered]
    );
    assert_eq!(
        Policy::reference().checkpoint_of("parcel_delivered"),
        [Checkpoint::Delivered]
    );
    assert_eq!(Policy::reference().checkpoint_of("other"), []);
}

#[test]
fn courier_names_are_overridden_by_name_or_slug() {
    assert_eq!(rich().carrier_name(courier()), "Correio da China");
    assert_eq!(Policy::reference().carrier_name(courier()), courier().name);
}

#[test]
fn a_message_without_the_tracking_number_makes_a_policy_untraceable() {
    let mut policy = Policy::reference();
    let delivered = policy.messages.get_mut(&Checkpoint::Delivered).unwrap();
    delivered.parameters.remove(0);
    assert!(!policy.traceable());
}

#[test]
fn templates_are_derived_from_the_parameters_of_their_messages() {
    let specs = rich().templates();
    let [spec] = &specs[..] else {
        panic!("one template, not {}", specs.len());
    };
    let named = ParameterNames::Named(vec!["who".to_string(), "number".to_string()]);
    assert_eq!(spec.body.parameters, named);
    assert_eq!(spec.body.text, "News of your parcel: {{who}}, {{number}}.");
    assert_eq!(
        spec.header.as_ref().unwrap().parameters,
        ParameterNames::Positional(1)
    );
    assert!(matches!(
        spec.buttons[..],
        [ButtonSpec::QuickReply { .. }, ButtonSpec::Url { .. }]
    ));
    assert!(
        spec.languages.contains(&"pt_BR".to_string()) && spec.languages.contains(&"en".to_string())
    );
    assert_eq!(spec.misfit(&rich().messages[&Checkpoint::Delivered]), None);
    assert_eq!(Policy::reference().templates().len(), 3);
}

#[test]
fn a_text_knows_its_parameters() {
    let named = |names: &[&str]| {
        Some(ParameterNames::Named(
            names.iter().map(|name| name.to_string()).collect(),
        ))
    };
    let table = [
        ("plain", Some(ParameterNames::Positional(0))),
        (
            "{{1}} and {{2}} and {{1}}",
            Some(ParameterNames::Positional(2)),
        ),
        ("{{2}} before {{1}}", Some(ParameterNames::Positional(2))),
        ("{{ number }} from {{who}}", named(&["number", "who"])),
        ("{{1}} and {{3}}", None),
        ("{{1}} and {{who}}", None),
        ("{{Who}}", None),
        ("{{}}", None),
        ("{{1}", None),
        ("{not one}", Some(ParameterNames::Positional(0))),
    ];
    for (text, parameters) in table {
        assert_eq!(
            TextSpec::parse(text).ok().map(|spec| spec.parameters),
            parameters,
            "{text}"
        );
    }
}

#[test]
fn a_policy_survives_the_ledger() {
    for policy in [Policy::reference(), Policy::silent(), rich()] {
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
    }
    let json = serde_json::to_value(rich()).unwrap();
    assert_eq!(
        json["messages"]["delivered"]["parameters"][3]["component"],
        serde_json::json!({"button": 1})
    );
    assert_eq!(
        json["reminder"]["checkpoints"],
        serde_json::json!(["delivered"])
    );
    let unknown = serde_json::to_string(&Policy::reference())
        .unwrap()
        .replace("delivered\"", "handed_over\"");
    assert!(serde_json::from_str::<Policy>(&unknown).is_err());
}

proptest! {
    #[test]
    fn any_message_fits_the_template_derived_from_it(
        header in 0usize..2, body in 0usize..6, named in any::<bool>(), button in proptest::option::of(0u8..4)
    ) {
        let name = |index: usize| named.then(|| format!("p{index}"));
        let mut parameters = Vec::new();
        for (component, count) in [(Component::Header, header), (Component::Body, body)] {
            for index in 0..count {
                parameters.push(PolicyParameter { component, name: name(index), source: Source::TrackingNumber });
            }
        }
        parameters.extend(button.map(|index| parameter(Component::Button(index), None, Source::OrderNumber)));
        let message = PolicyMessage { template: "any".to_string(), parameters };
        let spec = TemplateSpec::derived(&message, vec!["en".to_string()]);
        prop_assert_eq!(spec.misfit(&message), None);
        prop_assert_eq!(TextSpec::parse(&spec.body.text).unwrap().parameters.count(), body);
    }
}
