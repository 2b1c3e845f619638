//! `POST /{waba-id}/upsert_message_templates`: one authentication template in many languages, created where it is
//! missing and edited where it is there.

use serde_json::{Value, json};

use super::refusals::{invalid, must_be, required};
use super::rules::{self, Setting};
use super::{account, create, edit, ends_here};
use crate::cloud_api::answer::Refusal;
use crate::template::{ParameterFormat, Template};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn upsert(world: &World, call: &Call<'_>) -> Outcome {
    ends_here(world, call)?;
    let account = account(world, call)?;
    call.parameters()?;
    let name = rules::name(call.param("name"))?;
    let category = rules::category(call.param("category"))?;
    if category != "AUTHENTICATION" {
        let said = "Only templates of the category AUTHENTICATION can be upserted.";
        return Err(invalid("category", said));
    }
    let languages = call
        .value("languages")
        .ok_or_else(|| required("languages"))?;
    let languages: Vec<String> = languages
        .as_array()
        .filter(|list| !list.is_empty())
        .ok_or_else(|| must_be("languages", "an array"))?
        .iter()
        .map(|code| rules::language(code.as_str().map(str::to_owned)))
        .collect::<Result<_, _>>()?;
    let ttl = rules::seconds_to_live(call.param("message_send_ttl_seconds"), category)?;
    let components = call
        .value("components")
        .ok_or_else(|| required("components"))?;
    let setting = Setting {
        category,
        format: ParameterFormat::Positional,
        tuning: &world.settings.graph.templates,
        dangling: world.settings.graph.switches.dangling_variable,
    };
    rules::components(&components, setting)?;
    let (mut data, mut due): (Vec<Value>, Vec<_>) = (Vec::new(), Vec::new());
    for language in languages {
        let there = account
            .catalog_mut()
            .get_mut(&name, &language)
            .map(|template| {
                let due = edit::apply(world, call, account, template)?;
                let answer = json!({ "id": template.id, "status": template.status.word() });
                Ok::<_, Box<Refusal>>((answer, due))
            })
            .transpose()?;
        let (mut one, more) = match there {
            Some(edited) => edited,
            None => {
                let mut template = Template {
                    name: name.clone(),
                    language: language.clone(),
                    category: category.to_owned(),
                    parameter_format: Some(ParameterFormat::Positional),
                    ttl_seconds: ttl,
                    ..Template::default()
                };
                let kept = rules::components(&components, setting)?.fill(&mut template);
                create::add(world, call, account, template, kept, None)?
            }
        };
        one["language"] = json!(language);
        data.push(one);
        due.extend(more);
    }
    Ok(Done::json(&json!({ "data": data })).with_due(due))
}
