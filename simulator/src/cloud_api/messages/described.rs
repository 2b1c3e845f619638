//! What a body says, before anything of it is judged: a refused send is on record as it came.

use super::super::request::SendRequest;
use super::super::request::json::Json;
use super::super::template_fill;
use super::message::category_word;
use super::{Addressed, Message, Payload, Product, Surroundings, number};

/// Media kinds that stand under their own name.
const MEDIA: [&str; 5] = ["image", "video", "document", "audio", "sticker"];

pub(super) fn message(
    request: &SendRequest<'_>,
    payload: &Payload<'_>,
    around: &Surroundings<'_>,
) -> Message {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let template = request.template.as_ref();
    let components = template.and_then(|template| template.components.as_deref());
    let mut message = Message {
        kind: request.kind.as_deref().unwrap_or("text").to_owned(),
        template: template.and_then(|template| owned(template.name.as_deref())),
        language: template
            .and_then(|template| template.language.as_ref())
            .and_then(|language| owned(language.code.as_deref())),
        parameters: components.map(template_fill::received).unwrap_or_default(),
        callback: owned(request.biz_opaque_callback_data.as_deref()),
        reply_to: request
            .context
            .as_ref()
            .and_then(|context| owned(context.message_id.as_deref())),
        identity_hash: owned(request.recipient_identity_key_hash.as_deref()),
        product: Product::of(around.edge, request.product_policy.as_deref()),
        activity_sharing: request
            .message_activity_sharing
            .as_deref()
            .and_then(|word| word.parse().ok()),
        category: request.category.as_deref().map(|category| {
            let end = category.char_indices().nth(32).map(|(at, _)| at);
            category_word(&category[..end.unwrap_or(category.len())])
        }),
        ..Message::default()
    };
    recipient(&mut message, request, around);
    if let Some(components) = components {
        template_fill::media(components, &mut |id, link| note(&mut message, id, link));
    }
    match payload {
        Payload::Typed => {
            let body = request.text.as_ref().and_then(|text| text.body.as_deref());
            message.text = body.filter(|_| message.kind == "text").map(str::to_owned);
        }
        Payload::Tree(tree) => content(&mut message, tree),
        Payload::Absent | Payload::TooDeep => {}
    }
    message
}

fn recipient(message: &mut Message, request: &SendRequest<'_>, around: &Surroundings<'_>) {
    let to = request.to.as_deref().filter(|to| !to.is_empty());
    let user_id = request.recipient.as_deref().filter(|id| !id.is_empty());
    message.user_id = user_id.map(str::to_owned);
    (message.addressed, message.input) = match (to, user_id) {
        (Some(to), _) if request.recipient_type.as_deref() == Some("group") => {
            (Addressed::Group, to.to_owned())
        }
        (Some(to), _) => (Addressed::Number, to.to_owned()),
        (None, Some(user_id)) => (Addressed::UserId, user_id.to_owned()),
        (None, None) => (Addressed::Unreadable, String::new()),
    };
    if message.addressed == Addressed::Number {
        let sender = &around.sender.display;
        match number::resolved(&message.input, sender, around.switches) {
            Some(wa_id) => {
                message.to = wa_id;
                return;
            }
            None => message.addressed = Addressed::Unreadable,
        }
    }
    message.to = message.input.clone();
}

fn content(message: &mut Message, tree: &Json<'_>) {
    let text = |json: &Json<'_>, key: &str| {
        let text = json.get(key).and_then(Json::text);
        text.map(std::borrow::Cow::into_owned)
    };
    match &*message.kind {
        "interactive" => {
            message.subkind = text(tree, "type");
            message.text = tree.get("body").and_then(|body| text(body, "text"));
            let action = tree.get("action");
            let cards = action.and_then(|action| action.get("cards"));
            let cards = cards.map(Json::items).unwrap_or_default();
            let headers = cards.iter().chain([tree]);
            for header in headers.filter_map(|part| part.get("header")) {
                for medium in MEDIA.iter().filter_map(|kind| header.get(kind)) {
                    note_tree(message, medium);
                }
            }
        }
        "reaction" => {
            message.text = text(tree, "emoji");
            message.reaction_to = text(tree, "message_id");
            // Reactions have a target of their own.
            message.reply_to = None;
        }
        "contacts" => {
            let names = tree
                .items()
                .iter()
                .filter_map(|contact| contact.get("name"));
            let names: Vec<String> = names
                .filter_map(|name| text(name, "formatted_name"))
                .collect();
            message.text = Some(names.join(", "));
        }
        "location" => message.text = text(tree, "name").or_else(|| text(tree, "address")),
        kind if MEDIA.contains(&kind) => {
            message.text = text(tree, "caption");
            message.voice = kind == "audio" && tree.get("voice") == Some(&Json::Flag(true));
            note_tree(message, tree);
        }
        _ => {}
    }
}

fn note_tree(message: &mut Message, medium: &Json<'_>) {
    let id = medium.get("id").and_then(Json::text);
    let link = medium.get("link").and_then(Json::text);
    note(message, id.as_deref(), link.as_deref());
}

fn note(message: &mut Message, id: Option<&str>, link: Option<&str>) {
    message.media_ids.extend(id.map(str::to_owned));
    message.media_links.extend(link.map(str::to_owned));
}
