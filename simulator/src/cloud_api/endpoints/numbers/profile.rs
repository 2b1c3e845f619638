//! The public profile.

use serde_json::{Value, json};

use super::{card_of, shard, whatsapp, wrong};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::node;
use crate::graph::derived;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const FIELDS: &[&str] = &[
    "about",
    "address",
    "description",
    "email",
    "profile_picture_url",
    "websites",
    "vertical",
    "messaging_product",
];
/// Field and most characters (Meta, Cloud API, business profiles).
const LENGTHS: &[(&str, usize)] = &[
    ("about", 139),
    ("address", 256),
    ("description", 512),
    ("email", 128),
];
const VERTICALS: &[&str] = &[
    "ALCOHOL",
    "APPAREL",
    "AUTO",
    "BEAUTY",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GOVT",
    "GROCERY",
    "HEALTH",
    "HOTEL",
    "MATRIMONY_SERVICE",
    "NONPROFIT",
    "ONLINE_GAMBLING",
    "OTC_DRUGS",
    "OTHER",
    "PHYSICAL_GAMBLING",
    "PROF_SERVICES",
    "RESTAURANT",
    "RETAIL",
    "TRAVEL",
    "UNDEFINED",
    "NOT_A_BIZ",
    "",
];
const WEBSITES_MAX: usize = 2;
const WEBSITE_MAX: usize = 256;

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let mut profile = card_of(world, call)?.profile.clone();
    let mut asked = call.fields();
    if asked.iter().any(|name| name == "id") {
        let id = derived::profile_id(&shard(world, call)?.number.id);
        profile.insert("id".to_owned(), Value::String(id));
    }
    if !asked.is_empty() {
        asked.push("messaging_product".to_owned());
    }
    Ok(Done::json(
        &json!({ "data": [node::pick(profile, &asked, FIELDS)] }),
    ))
}

/// `POST whatsapp_business_profile`, and `POST` to the profile's own id.
pub(crate) fn change(world: &World, call: &Call<'_>) -> Outcome {
    whatsapp(call)?;
    for (name, most) in LENGTHS {
        if let Some(text) = call.param(name)
            && text.chars().count() > *most
        {
            return Err(wrong(
                name,
                &format!("at most {most} characters"),
                text,
                "a shorter text",
            ));
        }
    }
    if call.param("about").is_some_and(|about| about.is_empty()) {
        return Err(wrong(
            "about",
            "between 1 and 139 characters",
            "",
            "Parcels, all day",
        ));
    }
    if let Some(vertical) = call.param("vertical")
        && !VERTICALS.contains(&vertical.as_str())
    {
        return Err(wrong(
            "vertical",
            "a vertical of Meta's",
            vertical,
            "RETAIL",
        ));
    }
    let websites = websites(call)?;
    let picture = picture(world, call)?;
    let mut card = card_of(world, call)?;
    for name in ["about", "address", "description", "email", "vertical"] {
        match call.param(name) {
            Some(text) if text.is_empty() && name != "vertical" => {
                card.profile.remove(name);
            }
            Some(text) => {
                let kept = if text.is_empty() {
                    "UNDEFINED".to_owned()
                } else {
                    text
                };
                card.profile.insert(name.to_owned(), json!(kept));
            }
            None => {}
        }
    }
    match websites {
        Some(list) if list.is_empty() => {
            card.profile.remove("websites");
        }
        Some(list) => {
            card.profile.insert("websites".to_owned(), json!(list));
        }
        None => {}
    }
    if let Some(url) = picture {
        card.profile
            .insert("profile_picture_url".to_owned(), json!(url));
    }
    Ok(Done::success())
}

/// None: not to be changed. An empty text clears them, as an empty list does.
fn websites(call: &Call<'_>) -> Result<Option<Vec<String>>, Box<Refusal>> {
    let list = match call.value("websites") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(list)) => list
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .filter(|one| !one.is_empty())
            .collect(),
        Some(other) => {
            return Err(wrong(
                "websites",
                "a list of addresses",
                other.to_string(),
                "[\"https://shop.example\"]",
            ));
        }
    };
    let bad = list.iter().find(|url| {
        url.len() > WEBSITE_MAX || !(url.starts_with("http://") || url.starts_with("https://"))
    });
    if let Some(bad) = bad {
        return Err(wrong(
            "websites",
            "addresses with http:// or https://, at most 256 characters",
            bad,
            "https://shop.example",
        ));
    }
    if list.len() > WEBSITES_MAX {
        return Err(wrong(
            "websites",
            "at most 2",
            list.len().to_string(),
            "the first two",
        ));
    }
    Ok(Some(list))
}

fn picture(world: &World, call: &Call<'_>) -> Result<Option<String>, Box<Refusal>> {
    let Some(handle) = call
        .param("profile_picture_handle")
        .filter(|handle| !handle.is_empty())
    else {
        return Ok(None);
    };
    if !world.uploads.knows_handle(&handle) {
        return Err(wrong(
            "profile_picture_handle",
            "a handle of a finished upload",
            handle,
            "POST /{app-id}/uploads gives one",
        ));
    }
    let name = format!("{:x}", crate::chance::index_of(&handle));
    Ok(Some(format!("https://pps.whatsapp.net/v/{name}.jpg")))
}
