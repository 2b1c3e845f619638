//! `POST /{waba-id}/message_templates`: a template is submitted. It waits for its review, unless it comes from the
//! library.

use serde_json::{Value, json};

use super::refusals::{BEING_DELETED, EXISTS, TOO_MANY, invalid, refuse, required};
use super::rules::{self, Form, Setting};
use super::{account, archive, languages, library};
use crate::cloud_api::answer::Refusal;
use crate::due::Due;
use crate::graph::account::Account;
use crate::graph::nodes::NodeKind;
use crate::graph::template_life::{self, Notices, lock};
use crate::limits::quotas::templates::CreateDecision;
use crate::template::{Catalog, Template, TemplateStatus};
use crate::webhook::fields::TemplateEvent;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn create(world: &World, call: &Call<'_>) -> Outcome {
    let account = account(world, call)?;
    if !call.rest.is_empty() {
        return archive::archive(world, call, account);
    }
    call.parameters()?;
    let mut template = Template {
        name: rules::name(call.param("name"))?,
        language: rules::language(call.param("language"))?,
        category: rules::category(call.param("category"))?.to_owned(),
        ..Template::default()
    };
    let kept = match call.param("library_template_name") {
        Some(library) => library::fill(&mut template, &library, call)?,
        None => written(world, call, &mut template)?,
    };
    let library = call.param("library_template_name");
    let (created, due) = add(world, call, account, template, kept, library)?;
    Ok(Done::json(&created).with_due(due))
}

/// Reads components, parameter format and time to live into a template.
fn written(
    world: &World,
    call: &Call<'_>,
    template: &mut Template,
) -> Result<Box<str>, Box<Refusal>> {
    let format = rules::parameter_format(call.param("parameter_format"))?;
    template.parameter_format = Some(format);
    template.ttl_seconds =
        rules::seconds_to_live(call.param("message_send_ttl_seconds"), &template.category)?;
    let components = call
        .value("components")
        .ok_or_else(|| required("components"))?;
    let form = rules::components(
        &components,
        Setting {
            category: &template.category,
            format,
            tuning: &world.settings.graph.templates,
            dangling: world.settings.graph.switches.dangling_variable,
        },
    )?;
    Ok(Form::fill(form, template))
}

/// Puts a template that holds to all rules of form into its catalog, if there is room and its name is free.
pub(super) fn add(
    world: &World,
    call: &Call<'_>,
    account: &Account,
    mut template: Template,
    kept: Box<str>,
    library: Option<String>,
) -> Result<(Value, Vec<Due>), Box<Refusal>> {
    let mut catalog = account.catalog_mut();
    room(world, call, account, &catalog, &template)?;
    template.id = world.new_id();
    if !world.nodes.insert(&template.id, NodeKind::Template) {
        return Err(Box::new(Refusal::new(
            2,
            "",
            "this world holds no more objects",
        )));
    }
    let id = template.id.clone();
    let rules = world.settings.graph.templates.life;
    world
        .templates
        .insert(call.now, &account.id, &template, rules);
    if let Some(record) = world.templates.record(&id) {
        let mut record = lock(&record);
        record.components = Some(kept);
        record.library = library.as_deref().map(Into::into);
        record.tracking_opted_out = call
            .param("cta_url_link_tracking_opted_out")
            .map(|text| text == "true");
    }
    let due = if library.is_some() {
        template.status = TemplateStatus::Approved;
        let notices = Notices {
            world,
            now: call.now,
            account: &account.id,
        };
        vec![notices.status(&template, TemplateEvent::Approved)]
    } else {
        template_life::submitted(world, call.now, account, &mut template)
    };
    let answer = json!({
        "id": id,
        "status": template.status.word(),
        "category": template.category,
    });
    catalog.insert(template);
    Ok((answer, due))
}

/// Whether the account may have one more, and this one.
fn room(
    world: &World,
    call: &Call<'_>,
    account: &Account,
    catalog: &Catalog,
    template: &Template,
) -> Result<(), Box<Refusal>> {
    let Template {
        name,
        language,
        category,
        ..
    } = template;
    let said = languages::name(language).unwrap_or(language);
    if catalog
        .get(name, language)
        .is_some_and(|there| there.status != TemplateStatus::PendingDeletion)
    {
        let text = format!(
            "There is already {said} content for this template. You can create a new template and try again."
        );
        let rule = "the account has a template of this name in this language";
        return Err(refuse(EXISTS, "name", rule, text));
    }
    let blocked = world
        .templates
        .blocked_until(call.now, &account.id, name, language);
    if let Some(until) = blocked {
        let days = until.since(call.now).as_secs().div_ceil(86_400);
        let text = format!(
            "New {said} content can't be added while the existing {said} content is being deleted. Try again in 4 weeks or consider creating a new message template."
        );
        let rule =
            format!("a template of this name was deleted; the name is free again in {days} days");
        return Err(refuse(BEING_DELETED, "name", rule, text));
    }
    if let Some(other) = catalog
        .named(name)
        .iter()
        .find(|other| other.category != *category)
    {
        let text = format!(
            "The category {category} doesn't match the one that's already associated with this template, {}.",
            other.category
        );
        return Err(invalid("category", text));
    }
    let standing = world.settings.graph.switches.template_limit.standing();
    let decision = world
        .templates
        .count_creation(call.now, &account.id, catalog.len(), standing);
    match decision {
        CreateDecision::Admitted => Ok(()),
        CreateDecision::TooMany => {
            let text = "You have exceeded the maximum number of message templates you can have for this WhatsApp business account.";
            let rule = format!("an account has at most {} templates", standing.templates());
            Err(refuse(TOO_MANY, "", rule, text))
        }
        CreateDecision::TooFast { until } => {
            let seconds = until.since(call.now).as_secs() + 1;
            let refusal = Refusal::new(
                80_008,
                "",
                "an account creates at most 100 templates an hour",
            );
            Err(Box::new(
                refusal.nearest(format!("again in {seconds} seconds")),
            ))
        }
    }
}
