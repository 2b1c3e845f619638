//! Making a flow, and changing what is said about it.

use serde_json::json;

use super::{asset, check, found, life, status_changed};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::form::Form;
use crate::graph::flow::{FLOWS_MAX, Flow, FlowState};
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const CATEGORIES: [&str; 8] = [
    "SIGN_UP",
    "SIGN_IN",
    "APPOINTMENT_BOOKING",
    "LEAD_GENERATION",
    "CONTACT_US",
    "CUSTOMER_SUPPORT",
    "SURVEY",
    "OTHER",
];
/// Longest name. Meta publishes none: ours.
const NAME_MAX: usize = 200;

pub(super) fn create(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let name = form.required("name")?;
    let name = free_name(world, call.node, name, None)?;
    let mut flow = Flow::draft(world.new_id(), call.node, name, call.now);
    flow.app_id.clone_from(&call.token.app_id);
    if let Some(source) = form.text("clone_flow_id") {
        let source = world
            .flows
            .find(&source)
            .filter(|source| source.account_id == call.node)
            .ok_or_else(|| {
                wrong(
                    "clone_flow_id",
                    "a flow of this account",
                    source,
                    "GET flows",
                )
            })?;
        asset::copy_drawing(&source, &mut flow);
        flow.categories = source.categories;
        flow.endpoint_uri = source.endpoint_uri;
    }
    let categories = categories(&form)?;
    if !categories.is_empty() {
        flow.categories = categories;
    }
    if flow.categories.is_empty() {
        return Err(wrong(
            "categories",
            "at least one",
            "",
            &CATEGORIES.join(", "),
        ));
    }
    flow.endpoint_uri = endpoint_uri(&form)?.or(flow.endpoint_uri);
    if let Some(json) = form.text("flow_json") {
        check::too_large(json.len())?;
        asset::draw(&mut flow, json);
    }
    let (id, mistakes) = (flow.id.clone(), flow.mistakes.clone());
    let mut due = vec![status_changed(world, call, &flow, None)];
    if form.flag("publish") == Some(true) && mistakes.is_empty() {
        life::publishable(&flow)?;
        flow.state = FlowState::Published;
        due.push(status_changed(world, call, &flow, Some(FlowState::Draft)));
    }
    if !world.flows.insert(flow) {
        let most = format!("at most {FLOWS_MAX} flows");
        return Err(wrong("name", &most, "", "delete a draft first"));
    }
    world.nodes.insert(&id, NodeKind::Flow);
    let mut answer = json!({ "id": id, "success": true });
    if form.text("flow_json").is_some() {
        answer["validation_errors"] = json!(mistakes);
    }
    Ok(Done::json(&answer).with_due(due))
}

pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let flow = found(world, call)?;
    life::changeable(&flow)?;
    let name = match form.text("name") {
        Some(name) => Some(free_name(world, &flow.account_id, name, Some(&flow.id))?),
        None => None,
    };
    let categories = categories(&form)?;
    let endpoint_uri = endpoint_uri(&form)?;
    let app = form.text("application_id");
    if let Some(app) = &app
        && world.apps.with(app, |_| ()).is_none()
    {
        return Err(wrong(
            "application_id",
            "an app of this world",
            app,
            &call.token.app_id,
        ));
    }
    world.flows.with(&flow.id, |flow| {
        flow.updated = call.now;
        if let Some(name) = name {
            flow.name = name;
        }
        if !categories.is_empty() {
            flow.categories = categories;
        }
        if endpoint_uri.is_some() {
            flow.endpoint_uri = endpoint_uri;
        }
        if let Some(app) = app {
            flow.app_id = app;
        }
    });
    Ok(Done::success())
}

/// An account has each name once.
fn free_name(
    world: &World,
    account: &str,
    name: String,
    own: Option<&str>,
) -> Result<String, Box<Refusal>> {
    let long = name.trim().is_empty() || name.chars().count() > NAME_MAX;
    if long {
        return Err(wrong(
            "name",
            "1 to 200 characters",
            name,
            "delivery_survey",
        ));
    }
    match world.flows.named(account, &name) {
        Some(other) if own != Some(other.as_str()) => Err(Box::new(Refusal {
            subcode: Some(4_016_019),
            ..Refusal::new(100, "name", "an account has each name of a flow once")
                .details("Flow name is not unique")
                .got(&name)
                .nearest("another name")
        })),
        _ => Ok(name),
    }
}

fn categories(form: &Form) -> Result<Vec<String>, Box<Refusal>> {
    let categories = form.words("categories");
    match categories
        .iter()
        .find(|word| !CATEGORIES.contains(&word.as_str()))
    {
        Some(odd) => Err(wrong(
            "categories",
            "categories of Meta's",
            odd,
            &CATEGORIES.join(", "),
        )),
        None => Ok(categories),
    }
}

fn endpoint_uri(form: &Form) -> Result<Option<String>, Box<Refusal>> {
    match form.text("endpoint_uri").filter(|uri| !uri.is_empty()) {
        Some(uri) if !(uri.starts_with("https://") || uri.starts_with("http://127.0.0.1")) => {
            Err(wrong(
                "endpoint_uri",
                "an https address",
                uri,
                "https://connector.example/flow",
            ))
        }
        given => Ok(given),
    }
}
