//! `group_participants_update`: who joins and leaves a group.
//!
//! Source: Meta, Cloud API, Groups API, "Webhooks"; "Business-scoped user IDs", group participants.

use serde_json::{Value, json};

use super::groups::{GROUP, GroupTrouble, REQUEST, TROUBLE, with_groups};
use super::{Customer, ExampleContext, FieldKind, FieldValue, Page};
use crate::settings::PhoneNumber;

/// Who joins or leaves.
#[derive(Debug, Clone)]
pub enum ParticipantChange {
    /// Customers joined by the invite link.
    Joined(Vec<Customer>),
    /// Requests to join were approved: what was asked for, and who joined.
    Approved(Vec<Customer>),
    /// A customer asks to join.
    Requested {
        /// The request.
        join_request_id: String,
        /// The customer.
        customer: Customer,
    },
    /// A customer asks no longer.
    RequestRevoked {
        /// The request.
        join_request_id: String,
        /// The customer.
        customer: Customer,
    },
    /// The business removed participants, as far as it worked.
    Removed {
        /// The request that this answers.
        request_id: String,
        /// Those removed, by the number or id asked for.
        removed: Vec<String>,
        /// Those not removed.
        failed: Vec<String>,
        /// Why not.
        trouble: Option<GroupTrouble>,
    },
    /// A participant left.
    Left(Customer),
}

/// `group_participants_update`.
#[derive(Debug, Clone)]
pub struct GroupParticipants {
    /// The number that owns the group.
    pub number: PhoneNumber,
    /// The group.
    pub group_id: String,
    /// Who joins or leaves.
    pub change: ParticipantChange,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for GroupParticipants {
    const FIELD: &'static str = "group_participants_update";

    fn value(&self, version: u32) -> Value {
        let mut group = match &self.change {
            ParticipantChange::Joined(joined) => json!({
                "type": "group_participants_add",
                "reason": "invite_link",
                "added_participants": participants(joined),
            }),
            ParticipantChange::Approved(joined) => {
                let mut added = participants(joined);
                for participant in &mut added {
                    participant["input"] = participant["wa_id"].clone();
                }
                json!({
                    "type": "group_participants_add",
                    "reason": "invite_link",
                    "added_participants": added,
                })
            }
            ParticipantChange::Requested {
                join_request_id,
                customer,
            } => request("group_join_request_created", join_request_id, customer),
            ParticipantChange::RequestRevoked {
                join_request_id,
                customer,
            } => request("group_join_request_revoked", join_request_id, customer),
            ParticipantChange::Removed {
                request_id,
                removed,
                failed,
                trouble,
            } => {
                let mut group = json!({
                    "type": "group_participants_remove",
                    "request_id": request_id,
                    "initiated_by": "business",
                });
                if !removed.is_empty() {
                    group["removed_participants"] = inputs(removed);
                }
                if !failed.is_empty() {
                    group["failed_participants"] = inputs(failed);
                }
                if let Some(trouble) = trouble {
                    let errors = trouble.errors(version);
                    // When some were removed, each of the others says why it was not.
                    if !removed.is_empty()
                        && let Some(nodes) = group["failed_participants"].as_array_mut()
                    {
                        for node in nodes {
                            node["errors"] = errors.clone();
                        }
                    }
                    group["errors"] = errors;
                }
                group
            }
            ParticipantChange::Left(customer) => json!({
                "type": "group_participants_remove",
                "removed_participants": [customer.participant()],
                "initiated_by": "participant",
            }),
        };
        group["timestamp"] = json!(self.time_s.to_string());
        group["group_id"] = json!(self.group_id);
        with_groups(&self.number, group)
    }
}

fn participants(customers: &[Customer]) -> Vec<Value> {
    customers.iter().map(Customer::participant).collect()
}

fn inputs(asked: &[String]) -> Value {
    asked
        .iter()
        .map(|input| json!({ "input": input }))
        .collect()
}

fn request(kind: &str, join_request_id: &str, customer: &Customer) -> Value {
    let mut group = customer.participant();
    group["type"] = json!(kind);
    group["join_request_id"] = json!(join_request_id);
    group
}

const PAGE: Page = Page::untimed(
    GroupParticipants::FIELD,
    "Meta, Cloud API, Groups API, webhooks",
);

pub(super) const KINDS: &[FieldKind] = &[
    PAGE.kind("group.joined", "group_participants_add", |c| {
        changed(c, ParticipantChange::Joined(vec![c.customer.clone()]))
    }),
    PAGE.kind("group.join_approved", "group_participants_add", |c| {
        changed(c, ParticipantChange::Approved(vec![c.customer.clone()]))
    }),
    PAGE.kind("group.join_requested", "group_join_request_created", |c| {
        let requested = ParticipantChange::Requested {
            join_request_id: REQUEST.to_owned(),
            customer: c.customer.clone(),
        };
        changed(c, requested)
    }),
    PAGE.kind(
        "group.join_request_revoked",
        "group_join_request_revoked",
        |c| {
            let revoked = ParticipantChange::RequestRevoked {
                join_request_id: REQUEST.to_owned(),
                customer: c.customer.clone(),
            };
            changed(c, revoked)
        },
    ),
    PAGE.kind("group.removed", "group_participants_remove", |c| {
        removed(c, &["5511987654321", "5511987654322"], &[])
    }),
    PAGE.kind("group.partly_removed", "group_participants_remove", |c| {
        removed(c, &["5511987654321"], &["5511987654322"])
    }),
    PAGE.kind("group.remove_failed", "group_participants_remove", |c| {
        removed(c, &[], &["5511987654321", "5511987654322"])
    }),
    PAGE.kind("group.left", "group_participants_remove", |c| {
        changed(c, ParticipantChange::Left(c.customer.clone()))
    }),
];

fn changed(context: &ExampleContext, change: ParticipantChange) -> Value {
    GroupParticipants {
        number: context.number.clone(),
        group_id: GROUP.to_owned(),
        change,
        time_s: context.time_s,
    }
    .value(context.version)
}

fn removed(context: &ExampleContext, removed: &[&str], failed: &[&str]) -> Value {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let change = ParticipantChange::Removed {
        request_id: REQUEST.to_owned(),
        removed: owned(removed),
        failed: owned(failed),
        trouble: (!failed.is_empty()).then_some(TROUBLE),
    };
    changed(context, change)
}
