//! Apps, their tokens and their webhook subscriptions.
//!
//! Source: Meta, Cloud API, webhooks and overrides; Graph API, app subscriptions, debug token, access tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Needs};
use crate::graph::app::{AppState, CALLBACK_MAX};
use crate::graph::nodes::NodeKind;
use crate::graph::token::{Holder, Permission};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Handshake, Outcome, Saves};

const SOURCE: &str = "Meta, Cloud API, webhooks";
const MANAGES: Needs = Needs::Permission(Permission::WhatsappBusinessManagement);

const fn full(
    method: &'static str,
    node: NodeKind,
    edge: &'static str,
    needs: Needs,
    fields: &'static [&'static str],
    handler: crate::cloud_api::endpoint_table::Handler,
) -> Endpoint {
    Endpoint {
        method,
        node,
        edge,
        needs,
        coverage: Coverage::Full,
        fields,
        source: SOURCE,
        handler,
    }
}

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    full(
        "POST",
        NodeKind::Account,
        "subscribed_apps",
        MANAGES,
        &["override_callback_uri", "verify_token"],
        subscribe,
    ),
    full(
        "GET",
        NodeKind::Account,
        "subscribed_apps",
        MANAGES,
        &[],
        subscribed,
    ),
    full(
        "DELETE",
        NodeKind::Account,
        "subscribed_apps",
        MANAGES,
        &[],
        unsubscribe,
    ),
    full(
        "POST",
        NodeKind::App,
        "subscriptions",
        Needs::AppToken,
        &["object", "callback_url", "verify_token", "fields"],
        set_subscription,
    ),
    full(
        "GET",
        NodeKind::App,
        "subscriptions",
        Needs::AppToken,
        &[],
        subscriptions,
    ),
    full(
        "DELETE",
        NodeKind::App,
        "subscriptions",
        Needs::AppToken,
        &["object", "fields"],
        drop_subscription,
    ),
    full("GET", NodeKind::App, "", Needs::Token, &["fields"], read),
    full(
        "GET",
        NodeKind::Word,
        "",
        Needs::Token,
        &["input_token", "fields"],
        word,
    ),
    full(
        "GET",
        NodeKind::Word,
        "access_token",
        Needs::Token,
        &[
            "grant_type",
            "client_id",
            "client_secret",
            "fb_exchange_token",
        ],
        access_token,
    ),
];

/// Subscribes the token's app to the account's webhooks. A bare call takes an override away.
fn subscribe(world: &World, call: &Call<'_>) -> Outcome {
    call.parameters()?;
    let (app, account) = (call.token.app_id.clone(), call.node.to_owned());
    let Some(url) = call
        .param("override_callback_uri")
        .filter(|url| !url.is_empty())
    else {
        world.apps.change(&app, |state| {
            state.accounts.insert(account, None);
        });
        return Ok(Done::success());
    };
    let verify_token = verify_token(call.param("verify_token"))?;
    handshake(world, &url, verify_token, Saves::Account { app, account })
}

/// Sets or, with an empty address, takes away a number's override for the token's app.
pub(crate) fn override_of_number(world: &World, call: &Call<'_>, configuration: &Value) -> Outcome {
    let (app, number) = (call.token.app_id.clone(), call.node.to_owned());
    let text = |name: &str| {
        configuration
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    match text("override_callback_uri") {
        None => Err(missing("webhook_configuration.override_callback_uri")),
        Some(url) if url.is_empty() => {
            world
                .apps
                .change(&app, |state| state.numbers.remove(&number));
            Ok(Done::success())
        }
        Some(url) => {
            let verify_token = verify_token(text("verify_token"))?;
            handshake(world, &url, verify_token, Saves::Number { app, number })
        }
    }
}

/// `webhook_configuration` of a number, as `GET /{phone}?fields=webhook_configuration` shows it.
pub(crate) fn configuration_of_number(world: &World, call: &Call<'_>, number: &str) -> Value {
    let account = world
        .shards
        .get(number)
        .map_or("", |shard| &*shard.account_id);
    world
        .apps
        .with(&call.token.app_id, |app| {
            let mut shown = serde_json::Map::new();
            let mut put = |key: &str, url: Option<&Arc<str>>| {
                if let Some(url) = url {
                    shown.insert(key.to_owned(), json!(**url));
                }
            };
            put("phone_number", app.numbers.get(number));
            put(
                "whatsapp_business_account",
                app.accounts.get(account).and_then(Option::as_ref),
            );
            put("application", app.callback.as_ref());
            Value::Object(shown)
        })
        .unwrap_or_else(|| json!({}))
}

fn subscribed(world: &World, call: &Call<'_>) -> Outcome {
    Ok(Done::json(
        &json!({ "data": subscribed_nodes(world, call.node) }),
    ))
}

/// The apps subscribed to an account.
pub(crate) fn subscribed_nodes(world: &World, account: &str) -> Vec<Value> {
    world
        .apps
        .all()
        .iter()
        .filter_map(|app| {
            let overriding = app.accounts.get(account)?;
            let mut node = json!({ "whatsapp_business_api_data": {
                "link": format!("https://www.facebook.com/games/?app_id={}", app.id),
                "name": app.name,
                "id": *app.id,
            } });
            if let Some(url) = overriding {
                node["override_callback_uri"] = json!(**url);
            }
            Some(node)
        })
        .collect()
}

fn unsubscribe(world: &World, call: &Call<'_>) -> Outcome {
    world
        .apps
        .change(&call.token.app_id, |app| app.accounts.remove(call.node));
    Ok(Done::success())
}

fn set_subscription(world: &World, call: &Call<'_>) -> Outcome {
    call.parameters()?;
    object(call)?;
    let url = call
        .param("callback_url")
        .ok_or_else(|| missing("callback_url"))?;
    let verify_token = verify_token(call.param("verify_token"))?;
    let saves = Saves::App {
        app: call.node.to_owned(),
        fields: fields(call),
    };
    handshake(world, &url, verify_token, saves)
}

fn subscriptions(world: &World, call: &Call<'_>) -> Outcome {
    let node = world.apps.with(call.node, subscription_node).flatten();
    let data: Vec<Value> = node.into_iter().collect();
    Ok(Done::json(&json!({ "data": data })))
}

fn subscription_node(app: &AppState) -> Option<Value> {
    let url = app.callback.as_ref()?;
    let fields: Vec<Value> = app
        .fields
        .iter()
        .map(|name| json!({ "name": name, "version": format!("v{}.0", app.version) }))
        .collect();
    Some(json!({
        "object": "whatsapp_business_account",
        "callback_url": **url,
        "active": true,
        "fields": fields,
    }))
}

fn drop_subscription(world: &World, call: &Call<'_>) -> Outcome {
    call.parameters()?;
    let dropped = fields(call);
    world.apps.change(call.node, |app| {
        if dropped.is_empty() {
            app.callback = None;
            app.fields.clear();
        } else {
            app.fields.retain(|field| !dropped.contains(field));
        }
    });
    Ok(Done::success())
}

fn read(world: &World, call: &Call<'_>) -> Outcome {
    let app = world
        .apps
        .with(call.node, |app| json!({ "id": *app.id, "name": app.name, "link": format!("https://www.facebook.com/games/?app_id={}", app.id) }));
    Ok(Done::json(&app.unwrap_or_else(|| json!({}))))
}

/// `/me`, `/app` and `/debug_token`.
fn word(world: &World, call: &Call<'_>) -> Outcome {
    match call.node {
        "me" => Ok(Done::json(&json!({
            "id": crate::chance::index_of(&call.token.value).to_string(),
            "name": "System user",
        }))),
        "app" => {
            let name = world.apps.with(&call.token.app_id, |app| app.name.clone());
            Ok(Done::json(
                &json!({ "id": call.token.app_id, "name": name }),
            ))
        }
        "debug_token" => debug_token(world, call),
        _ => Err(world.unsupported(call, NodeKind::Word)),
    }
}

fn debug_token(world: &World, call: &Call<'_>) -> Outcome {
    let value = call
        .param("input_token")
        .ok_or_else(|| missing("input_token"))?;
    let Some(token) = world.tokens.find(&value) else {
        return Ok(Done::json(&json!({ "data": {
            "error": { "code": 190, "message": "Invalid OAuth access token." },
            "is_valid": false,
            "scopes": [],
        } })));
    };
    let scopes: Vec<&str> = token.permissions.iter().map(|one| one.word()).collect();
    let valid = crate::graph::token::valid(&token, call.now).is_ok();
    Ok(Done::json(&json!({ "data": {
        "app_id": token.app_id,
        "type": match token.holder { Holder::App => "APP", Holder::User => "USER", Holder::SystemUser => "SYSTEM_USER" },
        "application": "connector",
        "data_access_expires_at": 0,
        "expires_at": token.expires.map_or(0, crate::clock::Moment::unix_s),
        "is_valid": valid,
        "scopes": scopes,
    } })))
}

/// `/oauth/access_token`: an app's own token, or a long-lived one for the token at hand.
fn access_token(world: &World, call: &Call<'_>) -> Outcome {
    if call.node != "oauth" {
        return Err(world.unsupported(call, NodeKind::Word));
    }
    match call.param("grant_type").as_deref() {
        Some("client_credentials") => {
            let (id, secret) = (
                call.param("client_id").unwrap_or_default(),
                call.param("client_secret").unwrap_or_default(),
            );
            let right = world.apps.with(&id, |app| *app.secret == *secret);
            if right != Some(true) {
                return Err(Box::new(Refusal {
                    message: "Error validating client secret.".to_owned(),
                    ..Refusal::new(100, "client_secret", "app id and secret belong together")
                }));
            }
            Ok(Done::json(
                &json!({ "access_token": format!("{id}|{secret}"), "token_type": "bearer" }),
            ))
        }
        Some("fb_exchange_token") => Ok(Done::json(&json!({
            "access_token": call.param("fb_exchange_token"),
            "token_type": "bearer",
            "expires_in": 5_184_000,
        }))),
        other => Err(Box::new(
            Refusal::new(100, "grant_type", "this grant is not known here")
                .got(other.unwrap_or(""))
                .nearest("client_credentials, fb_exchange_token"),
        )),
    }
}

fn fields(call: &Call<'_>) -> Vec<String> {
    let listed = match call.value("fields") {
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
        Some(Value::String(text)) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        _ => Vec::new(),
    };
    let unique: BTreeMap<String, ()> = listed
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(|name| (name, ()))
        .take(100)
        .collect();
    unique.into_keys().collect()
}

fn object(call: &Call<'_>) -> Result<(), Box<Refusal>> {
    let object = call.param("object").unwrap_or_default();
    if object == "whatsapp_business_account" {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(
            100,
            "object",
            "this world's webhooks are about WhatsApp business accounts",
        )
        .got(object)
        .nearest("whatsapp_business_account"),
    ))
}

fn verify_token(given: Option<String>) -> Result<String, Box<Refusal>> {
    given
        .filter(|token| !token.is_empty())
        .ok_or_else(|| missing("verify_token"))
}

fn missing(field: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(100, field, format!("{field} is required"))
            .details(format!("The parameter {field} is required.")),
    )
}

fn handshake(world: &World, url: &str, verify_token: String, saves: Saves) -> Outcome {
    if url.chars().count() > CALLBACK_MAX
        || !(url.starts_with("http://") || url.starts_with("https://"))
    {
        return Err(Box::new(
            Refusal::new(
                100,
                "callback",
                format!("an address of at most {CALLBACK_MAX} characters"),
            )
            .got(url)
            .nearest("https://connector.example/webhook"),
        ));
    }
    let mut done = Done::success();
    done.handshake = Some(Handshake {
        url: url.to_owned(),
        verify_token,
        challenge: (world.new_id().parse::<u64>().unwrap_or(0) % 10_000_000_000).to_string(),
        saves,
    });
    Ok(done)
}

/// Saves a callback that has proved itself.
pub(crate) fn save(world: &World, handshake: &Handshake) {
    let url: Arc<str> = handshake.url.as_str().into();
    match &handshake.saves {
        Saves::App { app, fields } => world.apps.change(app, |state| {
            state.callback = Some(url);
            state.verify_token.clone_from(&handshake.verify_token);
            state.fields.clone_from(fields);
        }),
        Saves::Account { app, account } => world.apps.change(app, |state| {
            state.accounts.insert(account.clone(), Some(url));
        }),
        Saves::Number { app, number } => world.apps.change(app, |state| {
            state.numbers.insert(number.clone(), url);
        }),
    };
}

/// Graph's words for a callback that did not prove itself.
pub(crate) fn unproven(why: &str) -> Refusal {
    Refusal {
        message: format!("(#2200) Callback verification failed with the following errors: {why}"),
        ..Refusal::new(
            2200,
            "callback",
            "the callback has to answer 200 with the bare challenge",
        )
        .got(why)
        .nearest("answer hub.challenge when hub.verify_token is right")
    }
}
