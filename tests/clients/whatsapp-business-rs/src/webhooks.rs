//! What arrives, read by the client's own service with its signature check on.

use axum::http::StatusCode;
use reqwest::Method;
use serde_json::{Value, json};
use whatsapp_business_rs::server::MessageUpdate;

use crate::claim::{Claims, Trouble, holds, same};
use crate::readable::readable;
use crate::world::World;

/// A status, and whether an update is one.
type Word = (&'static str, fn(&MessageUpdate) -> bool);

pub async fn all(claims: &mut Claims, world: &World) {
    let handshake = async {
        let answer = world.control(Method::POST, "/verify", None).await?;
        same(answer["passed"].clone(), Value::Bool(true), "passed")
    };
    claims.claim("webhook: the handshake", handshake).await;
    claims
        .claim(
            "webhook: a customer's text, with letters that need escaping",
            text(world),
        )
        .await;
    claims
        .claim(
            "webhook: sent, delivered and read of one message, with its callback data",
            statuses(world),
        )
        .await;
    claims
        .claim("webhook: a failed status says why", failed(world))
        .await;
    triggered(claims, world).await;
    let taken = async {
        let arrived = world.arrived();
        let of_mine = arrived
            .iter()
            .filter(|one| one.status != StatusCode::OK && readable(&one.body));
        let refused: Vec<_> = of_mine.map(|one| (one.status, one.body.clone())).collect();
        holds(refused.is_empty(), || {
            let last = world
                .callback()
                .map(|one| one.last_error())
                .unwrap_or_default();
            format!(
                "of {}, refused: {refused:?}; last complaint: {last}",
                arrived.len()
            )
        })
    };
    claims
        .claim("webhook: the client took all that it has types for", taken)
        .await;
    let genuine = async {
        let refused = world
            .arrived()
            .iter()
            .filter(|one| one.status == StatusCode::UNAUTHORIZED)
            .count();
        same(refused, 0, "rejected")
    };
    claims
        .claim(
            "signature: none of this run's was rejected by the client",
            genuine,
        )
        .await;
    claims
        .claim(
            "signature: a changed one, a changed body and none are rejected",
            forged(world),
        )
        .await;
}

async fn text(world: &World) -> Result<(), Trouble> {
    let text = "Wo ist \"mein\" Päckchen? 📦 </b> \u{2028}";
    let from = world.customer();
    let wamid = world.customer_writes(&from, text).await?;
    let message = world
        .heard("the text", |callback| callback.message(&wamid))
        .await?;
    same(message.content.text_body(), Some(text), "text")?;
    same(
        message.sender.phone_id.as_str(),
        from.trim_start_matches('+'),
        "sender",
    )?;
    same(message.sender.metadata.name.as_deref(), Some("Ana"), "name")?;
    same(
        message.recipient.phone_id.clone(),
        world.id("PHONE_NUMBER_ID")?,
        "recipient",
    )
}

async fn statuses(world: &World) -> Result<(), Trouble> {
    let client = world.client().await?;
    let (to, _) = world.writer().await?;
    let number = world.id("PHONE_NUMBER_ID")?;
    let draft = whatsapp_business_rs::Draft::text("Here").with_biz_opaque_callback_data("r 1");
    let created = client
        .message(number.as_str())
        .send(to.clone(), draft)
        .execute()
        .await?;
    let wamid = created.message.message_id();
    let words: [Word; 3] = [
        ("sent", MessageUpdate::is_sent),
        ("delivered", MessageUpdate::is_delivered),
        ("read", MessageUpdate::is_read),
    ];
    for (word, held) in words {
        let update = world
            .heard(word, |callback| callback.update(wamid, held))
            .await?;
        same(update.callback(), Some("r 1"), "callback data")?;
        let recipient = update
            .message
            .recipient()
            .map(|one| one.phone_id().to_owned());
        same(
            recipient.as_deref(),
            Some(to.trim_start_matches('+')),
            "recipient",
        )?;
    }
    Ok(())
}

async fn failed(world: &World) -> Result<(), Trouble> {
    // The client has no templates, so the send is ours; what is claimed is how it reads the status.
    let url = format!(
        "{}/v24.0/{}/messages",
        world.id("CLOUD_API_URL")?,
        world.id("PHONE_NUMBER_ID")?
    );
    let body = template(world, "999131026000001");
    let answer: Value = world
        .http()
        .post(url)
        .bearer_auth(world.id("ACCESS_TOKEN")?)
        .json(&body)
        .send()
        .await?
        .json()
        .await?;
    let wamid = answer["messages"][0]["id"]
        .as_str()
        .ok_or_else(|| format!("no id: {answer}"))?;
    let update = world
        .heard("the failure", |callback| {
            callback.update(wamid, MessageUpdate::failed)
        })
        .await?;
    same(
        update
            .context
            .errors
            .iter()
            .map(|error| error.code)
            .collect(),
        vec![131_026],
        "its codes",
    )
}

/// Every webhook of Meta's that the control plane can make happen.
async fn triggered(claims: &mut Claims, world: &World) {
    let words = claims
        .claim(
            "trigger: the control plane lists what it can make happen",
            words(world),
        )
        .await;
    for word in words.unwrap_or_default() {
        let happen = async {
            let before = world.arrived().len();
            world
                .control(Method::POST, "/trigger", Some(json!({"what": word})))
                .await?;
            let one = world
                .heard(&word, |callback| callback.arrived().get(before).cloned())
                .await?;
            let wanted = if readable(&one.body) {
                StatusCode::OK
            } else {
                StatusCode::BAD_REQUEST
            };
            let complaint = world.callback()?.last_error();
            let shown = String::from_utf8_lossy(&one.body).into_owned();
            holds(one.status == wanted, || {
                format!("{} instead of {wanted}: {complaint}\n{shown}", one.status)
            })
        };
        claims.claim(&format!("trigger: {word}"), happen).await;
    }
}

/// The words that bring a webhook of Meta's; the others change a customer, or are a carrier's.
async fn words(world: &World) -> Result<Vec<String>, Trouble> {
    let answer = world.control(Method::GET, "/trigger", None).await?;
    let list = answer["words"].as_array();
    let list = list.ok_or_else(|| format!("no list: {answer}"))?;
    let webhook = |one: &&Value| one["field"].as_str().is_some_and(|field| !field.is_empty());
    let word = |one: &Value| one["what"].as_str().map(str::to_owned);
    Ok(list.iter().filter(webhook).filter_map(word).collect())
}

async fn forged(world: &World) -> Result<(), Trouble> {
    let callback = world.callback()?;
    let arrived = world.arrived();
    let one = arrived
        .iter()
        .find(|one| one.status == StatusCode::OK)
        .ok_or("no webhook arrived")?;
    let mut signature = one.signature.clone();
    let last = signature.pop().ok_or("no signature")?;
    signature.push(if last == '0' { '1' } else { '0' });
    let changed = [&one.body[..], b" "].concat();
    let mut seen = Vec::new();
    for (body, signature) in [
        (&one.body[..], Some(one.signature.as_str())),
        (&one.body[..], Some(signature.as_str())),
        (&changed[..], Some(one.signature.as_str())),
        (&one.body[..], None),
    ] {
        seen.push(callback.again(body, signature).await?.0.as_u16());
    }
    same(
        seen,
        vec![200, 401, 401, 401],
        "right, forged, changed body, none",
    )
}

/// A template of the announcement, with a value for each parameter, as the body of a send.
fn template(world: &World, to: &str) -> Value {
    let first = &world.identity()["TEMPLATES"][0];
    let count = first["parameters"].as_array().map_or(0, Vec::len);
    let parameters: Vec<Value> = (0..count)
        .map(|at| json!({"type": "text", "text": format!("value {at}")}))
        .collect();
    json!({
        "messaging_product": "whatsapp", "to": to, "type": "template",
        "template": {
            "name": first["name"], "language": {"code": "en"},
            "components": [{"type": "body", "parameters": parameters}],
        },
    })
}
