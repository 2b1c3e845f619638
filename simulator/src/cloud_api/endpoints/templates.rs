//! Message templates: listed, read, created, edited, deleted, unpaused. What becomes of one after that is
//! [`crate::graph::template_life`]'s business. Source: Meta, Cloud API, template management and the pages it links.

use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Needs};
use crate::graph::account::Account;
use crate::graph::nodes::NodeKind;
use crate::graph::token::Permission;
use crate::world::World;
use crate::world::call::Call;

mod archive;
mod compare;
mod create;
mod cursor;
mod delete;
mod edit;
mod languages;
mod library;
mod list;
mod migrate;
mod node;
mod read;
mod refusals;
mod rules;
#[cfg(test)]
pub(crate) mod tests;
mod unpause;
mod upsert;

const SOURCE: &str = "Meta, Cloud API, template management";
const MANAGES: Needs = Needs::Permission(Permission::WhatsappBusinessManagement);

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        node: NodeKind::Account,
        edge: "message_templates",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &[
            "fields",
            "limit",
            "before",
            "after",
            "summary",
            "name",
            "content",
            "name_or_content",
            "status",
            "category",
            "language",
            "source",
            "quality_score",
        ],
        source: SOURCE,
        handler: list::list,
    },
    Endpoint {
        method: "POST",
        node: NodeKind::Account,
        edge: "message_templates",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &[
            "name",
            "language",
            "category",
            "parameter_format",
            "components",
            "message_send_ttl_seconds",
            "cta_url_link_tracking_opted_out",
            "library_template_name",
            "library_template_button_inputs",
        ],
        source: SOURCE,
        handler: create::create,
    },
    Endpoint {
        method: "DELETE",
        node: NodeKind::Account,
        edge: "message_templates",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &["name", "hsm_id", "hsm_ids"],
        source: SOURCE,
        handler: delete::delete,
    },
    Endpoint {
        method: "POST",
        node: NodeKind::Account,
        edge: "upsert_message_templates",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &[
            "name",
            "languages",
            "category",
            "components",
            "message_send_ttl_seconds",
        ],
        source: "Meta, Cloud API, authentication templates, bulk management",
        handler: upsert::upsert,
    },
    Endpoint {
        method: "POST",
        node: NodeKind::Account,
        edge: "migrate_message_templates",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &["source_waba_id", "page_number", "count", "template_ids"],
        source: "Meta, Cloud API, template migration",
        handler: migrate::migrate,
    },
    Endpoint {
        method: "GET",
        node: NodeKind::Template,
        edge: "",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &["fields"],
        source: SOURCE,
        handler: read::read,
    },
    Endpoint {
        method: "POST",
        node: NodeKind::Template,
        edge: "",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &[
            "category",
            "components",
            "message_send_ttl_seconds",
            "parameter_format",
            "cta_url_link_tracking_opted_out",
        ],
        source: SOURCE,
        handler: edit::edit,
    },
    Endpoint {
        method: "POST",
        node: NodeKind::Template,
        edge: "unpause",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &[],
        source: "Meta, Cloud API, template pausing",
        handler: unpause::unpause,
    },
    Endpoint {
        method: "GET",
        node: NodeKind::Template,
        edge: "compare",
        needs: MANAGES,
        coverage: Coverage::ShapeOnly("sends are counted by the day; nobody blocks for a template"),
        fields: &["template_ids", "start", "end"],
        source: "Meta, Cloud API, template comparison",
        handler: compare::compare,
    },
];

/// The account of a call to an account.
fn account<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Account, Box<Refusal>> {
    world
        .accounts
        .get(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

/// The account of a call to a template.
fn account_of_template<'a>(world: &'a World, call: &Call<'_>) -> Result<&'a Account, Box<Refusal>> {
    world
        .templates
        .account_of(call.node)
        .and_then(|account| world.accounts.get(&*account))
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

/// Refuses what comes behind the edge: there is nothing there.
fn ends_here(world: &World, call: &Call<'_>) -> Result<(), Box<Refusal>> {
    match call.rest.first() {
        None => Ok(()),
        Some(_) => Err(world.unsupported(call, NodeKind::Account)),
    }
}
