//! `POST /{template-id}`: category, components, time to live. New components replace all old ones, and the review
//! begins anew.

use serde_json::json;

use super::account_of_template;
use super::refusals::{EDITED_LATELY, STATUS_FIXED, invalid, refuse};
use super::rules::{self, Form, Setting};
use crate::cloud_api::answer::Refusal;
use crate::due::Due;
use crate::graph::account::Account;
use crate::graph::nodes::NodeKind;
use crate::graph::template_life::{self, Notices, lock};
use crate::limits::quotas::templates::EditDecision;
use crate::template::{Template, TemplateStatus};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn edit(world: &World, call: &Call<'_>) -> Outcome {
    let account = account_of_template(world, call)?;
    call.parameters()?;
    let mut catalog = account.catalog_mut();
    let template = catalog
        .by_id_mut(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))?;
    let due = apply(world, call, account, template)?;
    let answer = json!({
        "success": true,
        "id": template.id,
        "name": template.name,
        "category": template.category,
    });
    Ok(Done::json(&answer).with_due(due))
}

/// Edits a template by a call's parameters: all of it or nothing.
pub(super) fn apply(
    world: &World,
    call: &Call<'_>,
    account: &Account,
    template: &mut Template,
) -> Result<Vec<Due>, Box<Refusal>> {
    editable(template.status)?;
    let mut edited = template.clone();
    let moved = category(call, &mut edited)?;
    if let Some(format) = call.param("parameter_format") {
        edited.parameter_format = Some(rules::parameter_format(Some(format))?);
    }
    if let Some(ttl) = call.param("message_send_ttl_seconds") {
        edited.ttl_seconds = rules::seconds_to_live(Some(ttl), &edited.category)?;
    } else if moved {
        edited.ttl_seconds = None;
    }
    let kept = components(world, call, &mut edited)?;
    let reviewed = moved || kept.is_some();
    let record = world.templates.record(&template.id);
    if let Some(record) = &record {
        let mut record = lock(record);
        if reviewed
            && let EditDecision::TooOften { until } = record.count_edit(call.now, template.status)
        {
            return Err(too_often(call, until));
        }
        record.changed = call.now;
        if let Some(kept) = kept {
            record.components = Some(kept);
        }
        if let Some(opted_out) = call.param("cta_url_link_tracking_opted_out") {
            record.tracking_opted_out = Some(opted_out == "true");
        }
    }
    *template = edited;
    if !reviewed {
        return Ok(Vec::new());
    }
    let notices = Notices {
        world,
        now: call.now,
        account: &account.id,
    };
    let mut due = vec![notices.components(template)];
    due.extend(template_life::submitted(world, call.now, account, template));
    Ok(due)
}

/// A new category; true when it is another one.
fn category(call: &Call<'_>, edited: &mut Template) -> Result<bool, Box<Refusal>> {
    let Some(asked) = call.param("category") else {
        return Ok(false);
    };
    let asked = rules::category(Some(asked))?;
    if asked == edited.category {
        return Ok(false);
    }
    if edited.status == TemplateStatus::Approved {
        let said = "The category of an approved message template can't be changed.";
        return Err(invalid("category", said));
    }
    edited.previous_category = Some(std::mem::replace(&mut edited.category, asked.to_owned()));
    Ok(true)
}

fn components(
    world: &World,
    call: &Call<'_>,
    edited: &mut Template,
) -> Result<Option<Box<str>>, Box<Refusal>> {
    let Some(components) = call.value("components") else {
        return Ok(None);
    };
    let format = match edited.parameter_format {
        Some(format) => format,
        None if edited.named() => crate::template::ParameterFormat::Named,
        None => crate::template::ParameterFormat::Positional,
    };
    let form = rules::components(
        &components,
        Setting {
            category: &edited.category,
            format,
            tuning: &world.settings.graph.templates,
            dangling: world.settings.graph.switches.dangling_variable,
        },
    )?;
    Ok(Some(Form::fill(form, edited)))
}

fn editable(status: TemplateStatus) -> Result<(), Box<Refusal>> {
    let fits = matches!(
        status,
        TemplateStatus::Approved | TemplateStatus::Rejected | TemplateStatus::Paused
    );
    if fits {
        return Ok(());
    }
    let said = "The status for this message template can't be changed. You can only delete or add templates.";
    let rule = "only a template that is APPROVED, REJECTED or PAUSED can be edited";
    let mut refusal = refuse(STATUS_FIXED, "status", rule, said);
    refusal.got = status.word().to_owned();
    Err(refusal)
}

fn too_often(call: &Call<'_>, free: crate::clock::Moment) -> Box<Refusal> {
    let said =
        "An active message template can only be edited once in 24 hours, and 10 times in 30 days.";
    let rule = "an approved template is edited once in 24 hours and 10 times in 30 days";
    let mut refusal = refuse(EDITED_LATELY, "", rule, said);
    refusal.nearest = format!("again in {} seconds", free.since(call.now).as_secs() + 1);
    refusal
}
