//! Texts, media, locations, contacts, reactions, pins, read receipts.

use super::*;

#[test]
fn every_plain_kind_is_accepted_in_its_smallest_and_its_largest_form() {
    let office = office();
    let link = "https://parcel.example/label.png";
    for body in [
        send("text", json!({ "body": "x" })),
        send(
            "text",
            json!({ "body": "é".repeat(4_096), "preview_url": true }),
        ),
        send("image", json!({ "id": JPEG })),
        send(
            "image",
            json!({ "link": link, "caption": "x".repeat(1_024) }),
        ),
        send("video", json!({ "id": "mp4", "caption": "x" })),
        send("audio", json!({ "id": OGG })),
        send("audio", json!({ "id": OGG, "voice": true })),
        send("audio", json!({ "link": link, "voice": false })),
        send("document", json!({ "link": link })),
        send(
            "document",
            json!({ "id": "pdf", "caption": "x", "filename": "bill.pdf" }),
        ),
        send("document", json!({ "id": JPEG })),
        send("sticker", json!({ "id": "webp" })),
        send(
            "location",
            json!({ "latitude": 37.44, "longitude": -122.16 }),
        ),
        send(
            "location",
            json!({ "latitude": "37.758056", "longitude": "-122.425332", "name": "HQ", "address": "1 Way" }),
        ),
        send("contacts", json!([{ "name": { "formatted_name": "Ana" } }])),
        send("contacts", json!([full_contact(), full_contact()])),
        send(
            "reaction",
            json!({ "message_id": "wamid.X", "emoji": "\u{1f600}" }),
        ),
        send(
            "reaction",
            json!({ "message_id": "wamid.X", "emoji": "1\u{fe0f}\u{20e3}" }),
        ),
        send("reaction", json!({ "message_id": "wamid.X", "emoji": "" })),
    ] {
        office.accepts(&body);
        let replied = but(body, &[("/context", json!({ "message_id": "wamid.Y" }))]);
        office.accepts(&replied);
    }
    // Graph reads a string of JSON as what it holds.
    let contacts = json!([full_contact()]).to_string();
    office.accepts(&send("contacts", json!(contacts)));
    office.accepts(&send("image", json!(json!({ "id": JPEG }).to_string())));
    // Without a type it is a text; numbers and nulls stand for strings and absences.
    office.accepts(&json!({ "messaging_product": "whatsapp", "to": 5511987654321_u64, "text": { "body": "x" }, "context": null }));
}

fn full_contact() -> Value {
    json!({
        "name": { "formatted_name": "John Smith", "first_name": "John", "last_name": "Smith", "middle_name": "D.", "prefix": "Dr", "suffix": "Jr" },
        "phones": [{ "phone": "+1 (650) 555-1234", "type": "WORK", "wa_id": "16505551234" }],
        "emails": [{ "email": "test@shop.example", "type": "WORK" }],
        "urls": [{ "url": "https://shop.example", "type": "WORK" }],
        "addresses": [{ "street": "1 Way", "city": "Menlo Park", "state": "CA", "zip": "94025", "country": "United States", "country_code": "us", "type": "HOME" }],
        "org": { "company": "Shop", "department": "Design", "title": "Manager" },
        "birthday": "2012-08-18",
    })
}

#[test]
fn every_limit_of_a_plain_kind_has_its_code_and_names_its_place() {
    let office = office();
    let picture = "https://parcel.example/label.png";
    let contact =
        |changes: &[(&str, Value)]| send("contacts", json!([but(full_contact(), changes)]));
    let cases = [
        (
            100,
            "text['body'] must be at most 4096",
            send("text", json!({ "body": "x".repeat(4_097) })),
        ),
        (131_008, "text.body", send("text", json!({ "body": "" }))),
        (
            131_008,
            "text.body",
            json!({ "messaging_product": "whatsapp", "to": NUMBER }),
        ),
        (
            100,
            "text['preview_url'] must be a boolean",
            send("text", json!({ "body": "x", "preview_url": "maybe" })),
        ),
        (
            100,
            "Unexpected key \"boddy\" on param \"text\"",
            send("text", json!({ "boddy": "x" })),
        ),
        (
            100,
            "Param text must be a JSON object",
            send("text", json!("hello")),
        ),
        (
            131_008,
            "'image'",
            json!({ "messaging_product": "whatsapp", "to": NUMBER, "type": "image" }),
        ),
        (131_008, "requires 'id' or 'link'", send("image", json!({}))),
        (
            131_009,
            "only one of",
            send("image", json!({ "id": JPEG, "link": picture })),
        ),
        (
            100,
            "image['id'] is not a valid whatsapp business account media attachment ID",
            send("image", json!({ "id": "1" })),
        ),
        (
            100,
            "image['link'] is not a valid URI",
            send("image", json!({ "link": "label.png" })),
        ),
        (
            100,
            "image['link'] is not a valid URI",
            send("image", json!({ "link": "ftp://parcel.example/x" })),
        ),
        (
            100,
            "image['caption'] must be at most 1024",
            send("image", json!({ "id": JPEG, "caption": "x".repeat(1_025) })),
        ),
        (
            100,
            "Unexpected key \"caption\" on param \"audio\"",
            send("audio", json!({ "id": OGG, "caption": "x" })),
        ),
        (
            100,
            "Unexpected key \"filename\" on param \"image\"",
            send("image", json!({ "id": JPEG, "filename": "x" })),
        ),
        (
            131_053,
            "Unsupported Image mime type application/pdf",
            send("image", json!({ "id": "pdf" })),
        ),
        (
            131_053,
            "Unsupported Sticker mime type image/jpeg",
            send("sticker", json!({ "id": JPEG })),
        ),
        (
            131_053,
            "voice message",
            send("audio", json!({ "id": "mp3", "voice": true })),
        ),
        (
            100,
            "audio['voice'] must be a boolean",
            send("audio", json!({ "id": OGG, "voice": 1 })),
        ),
        (
            100,
            "Param video must be a JSON object",
            send("video", json!(["mp4"])),
        ),
        (
            100,
            "The parameter location['longitude'] is required",
            send("location", json!({ "latitude": 1 })),
        ),
        (
            100,
            "location['latitude'] must be a number",
            send("location", json!({ "latitude": "north", "longitude": 1 })),
        ),
        (
            131_009,
            "location['latitude'] must be from -90 to 90",
            send("location", json!({ "latitude": 91, "longitude": 1 })),
        ),
        (
            131_009,
            "location['longitude'] must be from",
            send("location", json!({ "latitude": 1, "longitude": "-180.5" })),
        ),
        (
            131_009,
            "Invalid contacts count",
            send("contacts", json!([])),
        ),
        (
            100,
            "Param contacts must be an array",
            send("contacts", json!({})),
        ),
        (
            100,
            "The parameter contacts[0]['name'] is required",
            contact(&[("/name", Value::Null)]),
        ),
        (
            100,
            "The parameter contacts[0]['name']['formatted_name'] is required",
            contact(&[("/name/formatted_name", Value::Null)]),
        ),
        (
            131_009,
            "contacts[0]['birthday'] must have the format",
            contact(&[("/birthday", json!("18.08.2012"))]),
        ),
        (
            100,
            "contacts[0]['phones'] must be an array",
            contact(&[("/phones", json!("+1"))]),
        ),
        (
            100,
            "Unexpected key \"number\" on param \"contacts[0]['phones'][0]\"",
            contact(&[("/phones/0/number", json!("1"))]),
        ),
        (
            100,
            "The parameter reaction['message_id'] is required",
            send("reaction", json!({ "emoji": "\u{1f600}" })),
        ),
        (
            100,
            "The parameter reaction['emoji'] is required",
            send("reaction", json!({ "message_id": "wamid.X" })),
        ),
        (
            131_009,
            "reaction['emoji']",
            send(
                "reaction",
                json!({ "message_id": "wamid.X", "emoji": "thanks" }),
            ),
        ),
        (
            131_009,
            "only be pinned in groups",
            send(
                "pin",
                json!({ "type": "pin", "message_id": "wamid.X", "expiration_days": 4 }),
            ),
        ),
    ];
    for (code, words, body) in cases {
        let refusal = office.refuses(&body);
        assert_eq!(refusal.0, code, "{refusal:?} of {body}");
        assert!(refusal.1.contains(words), "{:?} lacks {words:?}", refusal.1);
    }
    assert_eq!(office.refuses(&send("hologram", json!({}))).0, 131_051);
}

#[test]
fn a_message_knows_what_the_customer_will_see_and_which_media_it_needs() {
    let office = office();
    let link = "https://parcel.example/label.png";
    let image = office.accepts(&send(
        "image",
        json!({ "link": link, "caption": "Your label" }),
    ));
    assert_eq!(image.text.as_deref(), Some("Your label"));
    assert_eq!(image.media_links, [link]);
    let voice = office.accepts(&send("audio", json!({ "id": OGG, "voice": true })));
    assert!(voice.voice && voice.media_ids == [OGG]);
    let body = send(
        "reaction",
        json!({ "message_id": "wamid.X", "emoji": "\u{1f600}" }),
    );
    let reaction = office.accepts(&but(
        body,
        &[("/context", json!({ "message_id": "wamid.Y" }))],
    ));
    assert_eq!(reaction.reaction_to.as_deref(), Some("wamid.X"));
    assert_eq!(reaction.reply_to, None);
    let contacts = office.accepts(&send("contacts", json!([full_contact()])));
    assert_eq!(contacts.text.as_deref(), Some("John Smith"));
    assert!(contacts.needs_window());
}

#[test]
fn what_goes_beside_a_message_is_kept_with_it() {
    let body = but(
        send("text", json!({ "body": "Good day" })),
        &[
            ("/context", json!({ "message_id": "wamid.X" })),
            ("/biz_opaque_callback_data", json!("é".repeat(512))),
            ("/recipient_identity_key_hash", json!("DF2lS5v2W6x=")),
        ],
    );
    let message = office().accepts(&body);
    assert_eq!(message.text.as_deref(), Some("Good day"));
    assert_eq!(message.reply_to.as_deref(), Some("wamid.X"));
    assert_eq!(message.identity_hash.as_deref(), Some("DF2lS5v2W6x="));
    let long = but(
        body,
        &[("/biz_opaque_callback_data", json!("x".repeat(513)))],
    );
    assert_eq!(office().refuses(&long).0, 131_009);
}

#[test]
fn mark_as_read_and_typing_are_no_messages() {
    let receipt = |changes: &[(&str, Value)]| {
        let body =
            json!({ "messaging_product": "whatsapp", "status": "read", "message_id": "wamid.X" });
        office().judge(&but(body, changes)).1
    };
    let accepted = |typing| {
        Ok(Accepted::Read {
            message_id: "wamid.X".to_owned(),
            typing,
        })
    };
    assert_eq!(receipt(&[]), accepted(false));
    assert_eq!(
        receipt(&[("/typing_indicator", json!({ "type": "text" }))]),
        accepted(true)
    );
    for (code, change) in [
        (131_008, ("/message_id", Value::Null)),
        (131_009, ("/status", json!("seen"))),
        (131_009, ("/typing_indicator", json!({ "type": "audio" }))),
        (100, ("/messaging_product", Value::Null)),
    ] {
        let refusal = receipt(&[change]).unwrap_err();
        assert_eq!(refusal.code.code, code);
    }
}
