//! Who may use an account. Source: Meta, business messaging OpenAPI v23.0, assigned users.

use serde_json::{Value, json};

use super::note;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::form::Form;
use crate::cloud_api::node;
use crate::graph::account_card::USERS_MAX;
use crate::graph::derived;
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) const KIND: &str = "user";
const TASKS: [&str; 15] = [
    "MANAGE",
    "DEVELOP",
    "MANAGE_TEMPLATES",
    "MANAGE_PHONE",
    "VIEW_COST",
    "MANAGE_EXTENSIONS",
    "VIEW_PHONE_ASSETS",
    "MANAGE_PHONE_ASSETS",
    "VIEW_TEMPLATES",
    "VIEW_INSIGHTS",
    "RECEIVE_INCOMING_MESSAGES",
    "MANAGE_BILLING",
    "MANAGE_USERS",
    "MESSAGING",
    "FULL_CONTROL",
];

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    if required(call, "business")? != world.settings.graph.business_id {
        return Err(wrong(
            "business",
            "the portfolio of the account",
            call.param("business").unwrap_or_default(),
            &world.settings.graph.business_id,
        ));
    }
    let users: Vec<(String, Vec<String>)> = world
        .account_cards
        .with(call.node, |card| card.users.clone().into_iter().collect());
    let system = derived::user_id(&world.settings.app.access_token);
    let asked = call.fields();
    let mut page = node::page(call, &users, |(id, tasks)| {
        let is_system = *id == system;
        let whole = json!({
            "id": id,
            "name": if is_system { "System user" } else { "Business user" },
            "business": { "id": world.settings.graph.business_id, "name": "Shakedown" },
            "user_type": if is_system { "SYSTEM_USER" } else { "BUSINESS_USER" },
            "tasks": tasks,
        });
        let default = ["name", "business", "user_type"];
        node::pick(
            whole.as_object().cloned().unwrap_or_default(),
            &asked,
            &default,
        )
    })?;
    page["summary"] = json!({ "total_count": users.len() });
    Ok(Done::json(&page))
}

pub(super) fn assign(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let user = user_of(&form)?;
    let tasks = form.words("tasks");
    let unknown = tasks.iter().find(|task| !TASKS.contains(&task.as_str()));
    if tasks.is_empty() || unknown.is_some() {
        let got = unknown.cloned().unwrap_or_default();
        return Err(wrong("tasks", "tasks of Meta's", got, &TASKS.join(", ")));
    }
    let full = world.account_cards.with(call.node, |card| {
        let full = card.users.len() >= USERS_MAX && !card.users.contains_key(&user);
        if !full {
            card.users.insert(user.clone(), tasks);
        }
        full
    });
    if full {
        return Err(wrong(
            "user",
            "at most 1,000 people",
            user,
            "remove somebody first",
        ));
    }
    world.nodes.insert(&user, NodeKind::Other(KIND));
    note(
        world,
        call,
        "USER_ADDED",
        format!("User {user} was added to the account"),
    );
    Ok(Done::success())
}

pub(super) fn remove(world: &World, call: &Call<'_>) -> Outcome {
    let user = user_of(&Form::of(call)?)?;
    let was_there = world
        .account_cards
        .with(call.node, |card| card.users.remove(&user).is_some());
    if !was_there {
        return Err(Box::new(Refusal {
            message: "User is not assigned to this WhatsApp Business Account".to_owned(),
            ..Refusal::new(803, "user", "the user has no task in this account")
                .got(&user)
                .nearest("GET assigned_users?business=")
        }));
    }
    note(
        world,
        call,
        "USER_REMOVED",
        format!("User {user} was removed from the account"),
    );
    Ok(Done::success())
}

/// `GET /{user-id}/assigned_whatsapp_business_accounts`.
pub(super) fn accounts(world: &World, call: &Call<'_>) -> Outcome {
    let mut accounts: Vec<(String, Vec<String>)> = world
        .accounts
        .keys()
        .filter_map(|account| {
            let tasks = world
                .account_cards
                .with(account, |card| card.users.get(call.node).cloned())?;
            Some((account.clone(), tasks))
        })
        .collect();
    accounts.sort();
    let asked = call.fields();
    let page = node::page(call, &accounts, |(account, tasks)| {
        let mut whole = super::whole(world, account);
        whole.insert("permissions".to_owned(), json!(tasks));
        whole.insert(
            "business_id".to_owned(),
            Value::String(world.settings.graph.business_id.clone()),
        );
        node::pick(
            whole,
            &asked,
            &["name", "status", "permissions", "business_id"],
        )
    })?;
    Ok(Done::json(&page))
}

fn user_of(form: &Form) -> Result<String, Box<Refusal>> {
    let user = form.required("user")?;
    if (1..=20).contains(&user.len()) && user.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(user);
    }
    Err(wrong(
        "user",
        "the digits of a user's id",
        user,
        "2345678901234567",
    ))
}
