#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use std::collections::BTreeMap;

use scenarios::dialogue_kind::DialogueKind;
use simulator::parcel::Checkpoint;

use super::*;
use crate::policy::{Component, Priority, Source, Stale};
use crate::read_back::RecordsSource;

pub(super) const SMALL: &str = "[connector]\nname = \"c\"\nbase_url = \"http://127.0.0.1:4700\"\n[webhooks]\nwhatsapp = \"/w\"\n";

fn environment(name: &str) -> Option<String> {
    (name == "MY_SECRET").then(|| "from-the-environment".to_string())
}

pub(super) fn parse(text: &str) -> ConnectorFile {
    ConnectorFile::parse(text, "c.toml", &environment).unwrap()
}

fn error(text: &str) -> String {
    ConnectorFile::parse(text, "c.toml", &environment)
        .unwrap_err()
        .to_string()
}

pub(super) fn placeholders() -> Placeholders {
    Placeholders {
        cloud_api_url: "http://127.0.0.1:4800".to_string(),
        app_secret: Secret::new("the-app-secret"),
        access_token: Secret::new("the-token"),
        verify_token: Secret::new("the-verify-token"),
        phone_numbers: vec![
            ("s1".into(), "111111".into()),
            ("s2".into(), "222222".into()),
        ],
        carrier_secrets: BTreeMap::from([(
            Carrier::SeventeenTrack,
            Secret::new("the-17track-key"),
        )]),
        port: 4711,
        database: "/tmp/run/connector.db".to_string(),
        shakedown: "/usr/bin/shakedown".to_string(),
        ..Placeholders::default()
    }
}

#[test]
fn the_reference_file_states_the_reference_policy() {
    let file = ConnectorFile::reference().unwrap();
    // What a file promises when it says nothing is less: messages, and nothing beside them.
    let plain = Policy {
        sms_fallback: None,
        reminder: None,
        frequency: None,
        dialogues: BTreeMap::new(),
        can_tell_sellers_apart: false,
        ..file.policy.clone()
    };
    assert_eq!(plain, Policy::reference());
    assert!(file.policy.sms_fallback.is_some() && file.policy.reminder.is_some());
    assert_eq!(file.policy.dialogues.len(), DialogueKind::ALL.len());
    assert_eq!(file.driven_by(), DrivenBy::Checkpoints);
    assert_eq!(file.webhooks.carriers.len(), Carrier::ALL.len());
    assert_eq!(file.resources, Some(ResourceSource::Started));
    let records = file.records.unwrap();
    assert!(records.source.holds_messages() && records.source.holds_inbound());
    assert!(records.source.holds_sms() && records.names_inbound("tag"));
}

#[test]
fn the_example_for_vendors_is_a_valid_file() {
    let text = include_str!("../../connectors/example.toml");
    let file = parse(text);
    assert!(file.policy.traceable());
    assert!(matches!(
        file.records.unwrap().source,
        RecordsSource::Sqlite(_)
    ));
    assert!(text.lines().count() <= 25);
}

#[test]
fn the_reference_file_is_filled_with_the_run() {
    let filled = ConnectorFile::reference().unwrap().fill(&placeholders());
    assert_eq!(filled.base_url, "http://127.0.0.1:4711");
    assert_eq!(filled.ready_url, "http://127.0.0.1:4711/health");
    assert_eq!(filled.start, ["/usr/bin/shakedown", "reference-connector"]);
    assert_eq!(
        filled.whatsapp_url.unwrap(),
        "http://127.0.0.1:4711/webhooks/whatsapp"
    );
    assert_eq!(
        filled.carrier_urls[&Carrier::SeventeenTrack],
        "http://127.0.0.1:4711/webhooks/17track"
    );
    let table = [
        ("PHONE_NUMBERS", "s1=111111,s2=222222"),
        ("SEVENTEENTRACK_KEY", "the-17track-key"),
        ("LISTEN", "127.0.0.1:4711"),
        ("DATABASE", "/tmp/run/connector.db"),
        ("APP_SECRET", "the-app-secret"),
    ];
    for (name, value) in table {
        assert_eq!(filled.env[name], value);
    }
}

#[test]
fn a_small_file_gets_defaults() {
    let file = parse(SMALL);
    assert_eq!(file.driven_by(), DrivenBy::Inbound);
    assert_eq!(file.policy, Policy::silent());
    assert_eq!((file.records, file.resources), (None, None));
    let carrier = parse(&format!("{SMALL}aftership = \"/a\"\n"));
    assert_eq!(carrier.policy, Policy::reference());
    assert_eq!(carrier.named_hosts(), ["127.0.0.1"]);
}

#[test]
fn a_policy_is_read_with_positions_names_buttons_and_texts() {
    let file = parse(&format!(
        r#"{SMALL}
[policy]
stale = "allow"
[policy.languages]
BR = "pt_BR"
[policy.messages.delivered]
template = "parcel_delivered"
header = ["order_number"]
body = {{ number = "tracking_number", greeting = {{ text = "Olá" }} }}
buttons = {{ 1 = "tracking_number" }}
[policy.reminder]
after = "24h"
template = "parcel_reminder"
body = ["tracking_number"]
[policy.sms_fallback]
within = "30s"
[[templates]]
name = "parcel_delivered"
header = "Order {{{{1}}}}"
body = "{{{{greeting}}}}, {{{{number}}}} is there"
buttons = [{{ type = "quick_reply", text = "Stop" }}, {{ type = "url", text = "See", url = "https://shop.example/{{{{1}}}}" }}]
"#
    ));
    let policy = &file.policy;
    assert_eq!(policy.stale, Stale::Allow);
    assert_eq!(
        (policy.language("BR"), policy.language("DE")),
        ("pt_BR", "en")
    );
    let message = &policy.messages[&Checkpoint::Delivered];
    let read: Vec<(Component, Option<&str>, &Source)> = message
        .parameters
        .iter()
        .map(|one| (one.component, one.name.as_deref(), &one.source))
        .collect();
    let wanted = [
        (Component::Header, None, &Source::OrderNumber),
        (
            Component::Body,
            Some("greeting"),
            &Source::Text("Olá".to_string()),
        ),
        (Component::Body, Some("number"), &Source::TrackingNumber),
        (Component::Button(1), None, &Source::TrackingNumber),
    ];
    assert_eq!(read, wanted);
    assert_eq!(
        policy.reminder.as_ref().unwrap().after,
        Duration::from_secs(86_400)
    );
    let names: Vec<String> = policy
        .templates()
        .into_iter()
        .map(|spec| spec.name)
        .collect();
    assert_eq!(names, ["parcel_delivered", "parcel_reminder"]);
}

#[test]
fn promises_beside_messages_are_read_with_their_defaults() {
    let file = parse(&format!(
        "{SMALL}aftership = \"/a\"\naliyun_report = \"/sms\"\n\
         [policy.sms]\non = [131026, 131049]\nparams = [\"tracking_number\"]\n\
         [policy.reminder]\nafter = \"24h\"\ntemplate = \"again\"\nunless = \"view\"\n\
         [policy.frequency]\nmax = 3\nwithin = \"24h\"\n\
         [policy.dialogue]\nlate = {{ priority = \"high\", handover = true }}\n\
         opt_out = {{ handover = false, answer = true }}\n"
    ));
    let sms = file.policy.sms_fallback.unwrap();
    assert_eq!(sms.on, [131_026, 131_049].into());
    assert_eq!(sms.params, [Source::TrackingNumber]);
    assert_eq!((sms.provider, sms.template), (None, None));
    assert_eq!(sms.checkpoints.len(), file.policy.messages.len());
    let reminder = file.policy.reminder.unwrap();
    assert_eq!(reminder.unless.as_deref(), Some("view"));
    assert_eq!(file.policy.frequency.unwrap().max, 3);
    let late = file.policy.dialogues[&DialogueKind::Late];
    assert_eq!((late.priority, late.handover), (Some(Priority::High), true));
    let opt_out = file.policy.dialogues[&DialogueKind::OptOut];
    assert_eq!((opt_out.priority, opt_out.answer), (None, true));
    assert!(file.webhooks.aliyun_report.is_some());
}

#[test]
fn wrong_promises_are_told_their_line_and_cure() {
    for (text, says) in [
        (
            "[policy.dialogue.lte]\nhandover = true",
            "did you mean \"late\"?",
        ),
        ("[policy.dialogue.late]\npriority = \"high\"", "handover"),
        ("[policy.sms]\non = []", "131026"),
        ("[policy.sms]\nprovider = \"nexmo\"", "nexmo"),
        ("[policy.frequency]\nmax = 0\nwithin = \"24h\"", "from 1"),
        ("[policy]\nseller_templates = \"yes\"", "true or false"),
    ] {
        let said = error(&format!("{SMALL}aftership = \"/a\"\n{text}\n"));
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn errors_name_line_key_cause_and_cure() {
    let after = |rest: &str| format!("{SMALL}{rest}");
    let table = [
        (
            "[conector]\n".to_string(),
            "c.toml:1: conector: there is no such key; did you mean \"connector\"?",
        ),
        (
            after("aftrship = \"/a\"\n"),
            "c.toml:6: webhooks.aftrship: there is no such carrier; did you mean \"aftership\"?",
        ),
        (
            after("aftership = \"a\"\n"),
            "c.toml:6: webhooks.aftership: this is no path; begin with one slash",
        ),
        (
            after("[policy]\nstale = \"supress\"\n"),
            "c.toml:7: policy.stale: \"supress\" is not known here; did you mean \"suppress\"?",
        ),
        (
            after("[policy.messages.deliverd]\ntemplate = \"x\"\n"),
            "c.toml:6: policy.messages.deliverd: no checkpoint is called \"deliverd\"; did you mean \"delivered\"?",
        ),
        (
            after("[policy.messages.delivered]\nbody = []\n"),
            "c.toml:6: policy.messages.delivered: the key \"template\" is missing; add template = ...",
        ),
        (
            after("[policy.messages.delivered]\ntemplate = \"x\"\nbody = [\"tracking\"]\n"),
            "c.toml:8: policy.messages.delivered.body[0]: a parcel has no \"tracking\"; did you mean \"tracking_number\"?",
        ),
        (
            after("[policy.messages.delivered]\ntemplate = \"Big\"\n"),
            "c.toml:7: policy.messages.delivered.template: \"Big\" is no template name",
        ),
        (
            after("[policy.languages]\nBrazil = \"pt_BR\"\n"),
            "c.toml:7: policy.languages.Brazil: \"Brazil\" is no country",
        ),
        (
            after("[policy.languages]\nBR = \"pt-BR\"\n"),
            "c.toml:7: policy.languages.BR: \"pt-BR\" is no language code of WhatsApp",
        ),
        (
            after("[credentials]\napp_secret = \"env:NOT_SET\"\n"),
            "c.toml:7: credentials.app_secret: the environment variable NOT_SET is not set; export NOT_SET=",
        ),
        (
            after(
                "[records]\nkind = \"http\"\n[records.messages]\npath = \"/m?a={curser}\"\nfields = { wamid = \"/id\" }\n",
            ),
            "c.toml:9: records.messages.path: there is no placeholder {curser}; did you mean \"cursor\"?",
        ),
        (
            after(
                "[records]\nkind = \"sqlite\"\ndatabase = \"x\"\nmessages_sql = \"DELETE FROM m\"\n",
            ),
            "c.toml:9: records.messages_sql: this is no query",
        ),
        (
            after("[records]\nkind = \"sqlite\"\ndatabase = \"x\"\n"),
            "c.toml:6: records: neither messages nor inbound is described",
        ),
        (
            after("[resources]\npid = 0\n"),
            "c.toml:7: resources.pid: 0 is out of range; write a number from 1 to 4294967295",
        ),
        (
            after("[stimulus.aftership]\npath = \"/x/{tracking_number}\"\n"),
            "c.toml:6: stimulus.aftership: \"aftership\" is a carrier's name",
        ),
        (
            after("[stimulus.own]\npath = \"/x\"\n"),
            "c.toml:6: stimulus.own: neither path nor body holds {tracking_number}",
        ),
        (
            after("[stimulus.own]\npath = \"/{tracking_number}\"\nack = { status = \"2x\" }\n"),
            "c.toml:8: stimulus.own.ack.status: \"2x\" is no HTTP status",
        ),
        (
            after("[stimulus.own]\npath = \"/{tracking_number}\"\ntimeout = \"10\"\n"),
            "c.toml:8: stimulus.own.timeout: \"10\" is no duration; write a whole number and a unit",
        ),
        (
            SMALL.replace("127.0.0.1:4700", "graph.facebook.com"),
            "c.toml:3: connector.base_url: graph.facebook.com is refused: a real provider, Meta",
        ),
        (
            SMALL.replace("4700", "{port}"),
            "c.toml:3: connector.base_url: {port} is picked when the connector is started",
        ),
        (
            SMALL.replace("4700", "4700/api"),
            "c.toml:3: connector.base_url: it has a path; write it as http://127.0.0.1:4700",
        ),
        (
            SMALL.replace("whatsapp = \"/w\"\n", ""),
            "c.toml:1: the file names no webhook and no trigger",
        ),
        (
            SMALL.replace(
                "[webhooks]",
                "allow_hosts = [\"api.twilio.com\"]\n[webhooks]",
            ),
            "c.toml:4: connector.allow_hosts[0]: api.twilio.com is refused: a real provider, Twilio",
        ),
        (
            SMALL.replace("name = \"c\"", "name = 1"),
            "c.toml:2: connector.name: this is of type integer; write a text in quotes",
        ),
        (
            SMALL.replace("name = \"c\"", "name = \"c"),
            "c.toml:2: this is no TOML: ",
        ),
    ];
    for (text, wanted) in table {
        let found = error(&text);
        assert!(found.starts_with(wanted), "wanted {wanted}\n found {found}");
    }
}

#[test]
fn a_template_that_does_not_fit_its_message_is_an_error() {
    let templates = "[policy.messages.delivered]\ntemplate = \"x\"\nbody = [\"tracking_number\"]\n[[templates]]\nname = \"x\"\nbody = \"{{1}} with {{2}}\"\n";
    let found = error(&format!("{SMALL}{templates}"));
    assert!(
        found.starts_with("c.toml:9: templates[0]: \"x\" does not fit its message"),
        "{found}"
    );
    assert!(
        found.contains("the template's body takes 2 positional parameters, the message gives 1"),
        "{found}"
    );
}

#[test]
fn secrets_are_masked_wherever_they_stand() {
    let text = r#"# call us about s3cret-app-key
[connector]
name = "c"
base_url = "http://127.0.0.1:4700"
start = ["run", "--secret=s3cret-app-key"]
env = { DB_PASSWORD = "hunter22hunter", TOKEN = "{access_token}", REGION = "eu", EMPTY_KEY = "" }
[webhooks]
whatsapp = "/w"
[credentials]
app_secret = "s3cret-app-key"
access_token = "env:MY_SECRET"
waba_id = "1234567"
[records]
kind = "postgres"
url = "postgres://shop:pa55word@127.0.0.1/shop"
messages_sql = "SELECT 1 AS wamid"
"#;
    let file = parse(text);
    let masked = file.masked_text();
    for secret in [
        "s3cret-app-key",
        "hunter22hunter",
        "pa55word",
        "from-the-environment",
    ] {
        assert!(!masked.contains(secret), "{secret} in\n{masked}");
        assert!(
            !format!("{file:?}").contains(secret),
            "{secret} in {file:?}"
        );
    }
    for kept in [
        "env:MY_SECRET",
        "{access_token}",
        "REGION = \"eu\"",
        "1234567",
        "EMPTY_KEY = \"\"",
        "# call us",
    ] {
        assert!(masked.contains(kept), "{kept} not in\n{masked}");
    }
    assert_eq!(
        file.credentials.access_token.unwrap().reveal(),
        "from-the-environment"
    );
    assert_eq!(file.sha256.len(), 64);
}

#[test]
fn stated_credentials_win_over_generated_ones() {
    let file = parse(&format!(
        "{SMALL}[credentials]\napp_secret = \"stated\"\n17track_key = \"k\"\n"
    ));
    let placeholders = placeholders().with_credentials(&file.credentials);
    assert_eq!(placeholders.app_secret.reveal(), "stated");
    assert_eq!(placeholders.access_token.reveal(), "the-token");
    assert_eq!(
        placeholders.carrier_secrets[&Carrier::SeventeenTrack].reveal(),
        "k"
    );
}

#[test]
fn sellers_numbers_are_ids_with_or_without_the_number() {
    let file = parse(&format!(
        "{SMALL}[numbers]\ns1 = \"106540352242922\"\ns2 = {{ id = \"106540352242923\", phone = \"+8613800138000\" }}\n"
    ));
    let ids: Vec<&str> = file
        .numbers
        .iter()
        .map(|one| one.phone_number_id.as_str())
        .collect();
    assert_eq!(ids, ["106540352242922", "106540352242923"]);
    assert_eq!(file.numbers[1].phone.as_deref(), Some("8613800138000"));
}

#[test]
fn durations_have_a_unit() {
    let table = [
        ("500ms", Some(500)),
        ("10s", Some(10_000)),
        ("5m", Some(300_000)),
        ("24h", Some(86_400_000)),
        ("10", None),
        ("0s", None),
        ("s", None),
        ("1.5s", None),
        ("-1s", None),
        ("99999999999999999h", None),
        ("721h", None),
    ];
    for (text, milliseconds) in table {
        assert_eq!(
            duration::parse(text).ok(),
            milliseconds.map(Duration::from_millis),
            "{text}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = ConnectorFile::read(Path::new("/no/such/connector.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("/no/such/connector.toml: ") && error.contains("--connector"),
        "{error}"
    );
}
