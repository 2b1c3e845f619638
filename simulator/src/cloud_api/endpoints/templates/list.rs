//! `GET /{waba-id}/message_templates`: the catalog, filtered and paged.

use serde_json::{Value, json};

use super::{account, cursor, ends_here, node};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::templates::refusals::must_be;
use crate::cloud_api::route;
use crate::template::{Catalog, Header, Template, TemplateStatus};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const PAGE_DEFAULT: usize = 25;
const PAGE_MAX: usize = 1_000;
/// From this version on a bad cursor has a code of its own (Meta, Cloud API, changelog, v24.0).
const CURSOR_CODE_FROM: u32 = 24;

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    ends_here(world, call)?;
    let account = account(world, call)?;
    let fields = node::fields(call.fields())?;
    let wanted = Wanted::of(call)?;
    let page = Page::of(world, call)?;
    let catalog = account.catalog();
    let matching: Vec<&Template> = catalog
        .sorted()
        .into_iter()
        .filter(|template| wanted.matches(template))
        .collect();
    let (from, to) = page.window(&matching);
    let data: Vec<Value> = matching[from..to]
        .iter()
        .map(|template| node::render(world, &account.id, template, &fields))
        .collect();
    let mut body = json!({ "data": data });
    if let Some(paging) = paging(call, &page, &matching, from, to) {
        body["paging"] = paging;
    }
    if let Some(summary) = call.param("summary") {
        body["summary"] = summarized(world, &summary, &catalog, &matching);
    }
    Ok(Done::json(&body))
}

/// What to show.
struct Wanted {
    name: Option<String>,
    content: Option<String>,
    name_or_content: Option<String>,
    statuses: Vec<String>,
    categories: Vec<String>,
    languages: Vec<String>,
    qualities: Vec<String>,
    generated: bool,
}

impl Wanted {
    fn of(call: &Call<'_>) -> Result<Wanted, Box<Refusal>> {
        call.parameters()?;
        let text = |key: &str| call.param(key).filter(|text| !text.is_empty());
        Ok(Wanted {
            name: text("name"),
            content: text("content"),
            name_or_content: text("name_or_content"),
            statuses: listed(call, "status"),
            categories: listed(call, "category"),
            languages: listed(call, "language"),
            qualities: listed(call, "quality_score"),
            generated: listed(call, "source") == ["AUTO_GENERATED"],
        })
    }

    fn matches(&self, template: &Template) -> bool {
        let one = |wanted: &[String], word: &str| {
            wanted.is_empty() || wanted.iter().any(|one| one.eq_ignore_ascii_case(word))
        };
        let named = |part: &String| template.name.contains(part.as_str());
        let holds = |part: &String| says(template, part);
        // Deleted ones are shown to nobody; nothing here is made by Direct Send.
        template.status != TemplateStatus::Deleted
            && !self.generated
            && self.name.as_ref().is_none_or(named)
            && self.content.as_ref().is_none_or(holds)
            && self
                .name_or_content
                .as_ref()
                .is_none_or(|part| named(part) || holds(part))
            && one(&self.statuses, template.status.word())
            && one(&self.categories, &template.category)
            && one(&self.languages, &template.language)
            && one(&self.qualities, template.quality.word())
    }
}

/// A list as Graph takes it: `a,b` or `["a","b"]`.
fn listed(call: &Call<'_>, key: &str) -> Vec<String> {
    let Some(text) = call.param(key) else {
        return Vec::new();
    };
    text.trim_matches(['[', ']'])
        .split(',')
        .map(|part| part.trim().trim_matches('"').to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn says(template: &Template, part: &str) -> bool {
    let header = match &template.header {
        Some(Header::Text(text)) => text.as_str(),
        _ => "",
    };
    let footer = template.footer.as_deref().unwrap_or("");
    [header, &template.body, footer]
        .iter()
        .any(|text| text.contains(part))
        || template
            .buttons
            .iter()
            .any(|button| button.label().contains(part))
}

/// Which page.
struct Page {
    limit: usize,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

impl Page {
    fn of(world: &World, call: &Call<'_>) -> Result<Page, Box<Refusal>> {
        let limit = match call.param("limit").filter(|text| !text.is_empty()) {
            None => PAGE_DEFAULT,
            Some(text) => {
                let limit: usize = text
                    .parse()
                    .map_err(|_| must_be("limit", "a positive integer"))?;
                limit.clamp(1, PAGE_MAX)
            }
        };
        Ok(Page {
            limit,
            before: place(world, call, "before")?,
            after: place(world, call, "after")?,
        })
    }

    /// Which of the matching templates stand on the page.
    fn window(&self, matching: &[&Template]) -> (usize, usize) {
        let key = |template: &&Template| (template.name.clone(), template.language.clone());
        if let Some(after) = &self.after {
            let from = matching.partition_point(|template| key(template) <= *after);
            return (from, (from + self.limit).min(matching.len()));
        }
        if let Some(before) = &self.before {
            let to = matching.partition_point(|template| key(template) < *before);
            return (to.saturating_sub(self.limit), to);
        }
        (0, self.limit.min(matching.len()))
    }
}

fn place(
    world: &World,
    call: &Call<'_>,
    key: &str,
) -> Result<Option<(String, String)>, Box<Refusal>> {
    let Some(given) = call.param(key).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if let Some(place) = cursor::read(&given) {
        return Ok(Some(place));
    }
    let version = call
        .version
        .or_else(|| world.apps.with(&call.token.app_id, |app| app.version));
    let rule = "the cursor comes from no page of this listing";
    let refusal = if version.is_none_or(|version| version >= CURSOR_CODE_FROM) {
        Refusal::new(131_059, key, rule)
    } else {
        Refusal::new(100, key, rule)
    };
    let nearest = "paging.cursors of an earlier page, or none to start again";
    Err(Box::new(refusal.got(&given).nearest(nearest)))
}

fn paging(
    call: &Call<'_>,
    page: &Page,
    matching: &[&Template],
    from: usize,
    to: usize,
) -> Option<Value> {
    let of = |template: &Template| cursor::of(&template.name, &template.language);
    let shown = &matching[from..to];
    let (before, after) = (of(shown.first()?), of(shown.last()?));
    let mut paging = json!({ "cursors": { "before": before, "after": after } });
    if to < matching.len() {
        paging["next"] = json!(link(call, page.limit, "after", &after));
    }
    if from > 0 {
        paging["previous"] = json!(link(call, page.limit, "before", &before));
    }
    Some(paging)
}

/// The whole address of another page, with all that was asked for.
fn link(call: &Call<'_>, limit: usize, direction: &str, cursor: &str) -> String {
    let headers = call.request.headers;
    let origin = headers
        .get("host")
        .filter(|host| is_host(host))
        .map_or_else(
            || "https://graph.facebook.com".to_owned(),
            |host| {
                let secure = headers.get("x-forwarded-proto") == Some("https");
                format!("{}://{host}", if secure { "https" } else { "http" })
            },
        );
    let mut query = String::new();
    for (key, value) in route::query_pairs(call.request.query) {
        if !matches!(key.as_str(), "limit" | "before" | "after") {
            query.push_str(&format!("{}={}&", escaped(&key), escaped(&value)));
        }
    }
    let path = call.request.path;
    format!("{origin}{path}?{query}limit={limit}&{direction}={cursor}")
}

fn is_host(host: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    !host.is_empty() && host.len() <= 255 && host.bytes().all(plain)
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

fn summarized(world: &World, asked: &str, catalog: &Catalog, matching: &[&Template]) -> Value {
    let mut summary = json!({});
    let asked = route::top_level_fields(asked);
    let all = asked.iter().any(|name| name == "true");
    let values = [
        ("total_count", json!(matching.len())),
        ("message_template_count", json!(catalog.len())),
        (
            "message_template_limit",
            json!(world.settings.graph.switches.template_limit.number()),
        ),
        ("are_translations_complete", json!(translated(catalog))),
    ];
    for (name, value) in values {
        if all || asked.iter().any(|one| one == name) {
            summary[name] = value;
        }
    }
    summary
}

/// Whether every template there is in one language is there in all of them.
fn translated(catalog: &Catalog) -> bool {
    let mut counts = catalog
        .names()
        .into_iter()
        .map(|name| catalog.named(name).len());
    let first = counts.next().unwrap_or(0);
    counts.all(|count| count == first)
}
