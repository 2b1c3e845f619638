//! A group's life: made, deleted, changed, suspended.
//!
//! Source: Meta, Cloud API, Groups API, "Webhooks": group_lifecycle_update, group_settings_update, group_status_update.
//! Groups are made in the background; these webhooks say how it ended.

use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, about_number};
use crate::settings::PhoneNumber;
use crate::webhook::error::ErrorNode;

/// Why something did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTrouble {
    /// Graph code.
    pub code: u32,
}

impl GroupTrouble {
    /// The `errors` array.
    pub(super) fn errors(&self, version: u32) -> Value {
        let node = ErrorNode {
            href: None,
            ..ErrorNode::of(self.code, version)
        };
        json!([node])
    }
}

/// How a group began or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LifecycleChange {
    /// It was made.
    Created {
        /// Its subject.
        subject: String,
        /// The address by which customers join.
        invite_link: String,
        /// `auto_approve` or `approval_required`.
        join_approval_mode: String,
    },
    /// It was not made.
    NotCreated {
        /// The subject asked for.
        subject: String,
        /// The description asked for.
        description: String,
        /// Why.
        trouble: GroupTrouble,
    },
    /// It was deleted.
    Deleted,
    /// It was not deleted.
    NotDeleted(GroupTrouble),
}

/// `group_lifecycle_update`.
#[derive(Debug, Clone)]
pub struct GroupLifecycle {
    /// The number that owns the group.
    pub number: PhoneNumber,
    /// The group.
    pub group_id: String,
    /// The request that this answers.
    pub request_id: String,
    /// How it began or ended.
    pub change: LifecycleChange,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for GroupLifecycle {
    const FIELD: &'static str = "group_lifecycle_update";

    fn value(&self, version: u32) -> Value {
        let mut group = json!({
            "timestamp": self.time_s.to_string(),
            "group_id": self.group_id,
            "request_id": self.request_id,
        });
        group["type"] = json!(match self.change {
            LifecycleChange::Created { .. } | LifecycleChange::NotCreated { .. } => "group_create",
            LifecycleChange::Deleted | LifecycleChange::NotDeleted(_) => "group_delete",
        });
        match &self.change {
            LifecycleChange::Created {
                subject,
                invite_link,
                join_approval_mode,
            } => {
                group["subject"] = json!(subject);
                group["invite_link"] = json!(invite_link);
                group["join_approval_mode"] = json!(join_approval_mode);
            }
            LifecycleChange::NotCreated {
                subject,
                description,
                trouble,
            } => {
                group["subject"] = json!(subject);
                group["description"] = json!(description);
                group["errors"] = trouble.errors(version);
            }
            LifecycleChange::Deleted => {}
            LifecycleChange::NotDeleted(trouble) => group["errors"] = trouble.errors(version),
        }
        with_groups(&self.number, group)
    }
}

/// `group_settings_update`. Each setting that was asked for, and whether it took.
#[derive(Debug, Clone)]
pub struct GroupSettings {
    /// The number that owns the group.
    pub number: PhoneNumber,
    /// The group.
    pub group_id: String,
    /// The request that this answers.
    pub request_id: String,
    /// The new subject, and why it did not take.
    pub subject: Option<(String, Option<GroupTrouble>)>,
    /// The new description, and why it did not take.
    pub description: Option<(String, Option<GroupTrouble>)>,
    /// SHA-256 of the new picture, and why it did not take.
    pub picture: Option<(String, Option<GroupTrouble>)>,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for GroupSettings {
    const FIELD: &'static str = "group_settings_update";

    fn value(&self, version: u32) -> Value {
        let mut group = json!({
            "timestamp": self.time_s.to_string(),
            "group_id": self.group_id,
            "type": "group_settings_update",
            "request_id": self.request_id,
        });
        let settings = [
            ("group_subject", "text", &self.subject),
            ("group_description", "text", &self.description),
            ("profile_picture", "sha256", &self.picture),
        ];
        for (name, key, setting) in settings {
            let Some((new, trouble)) = setting else {
                continue;
            };
            let mut node = json!({ key: new, "update_successful": trouble.is_none() });
            if name == "profile_picture" {
                node["mime_type"] = json!("image/jpeg");
            }
            if let Some(trouble) = trouble {
                node["errors"] = trouble.errors(version);
                group["errors"] = trouble.errors(version);
            }
            group[name] = node;
        }
        with_groups(&self.number, group)
    }
}

/// `group_status_update`: Meta suspends a group, or lets it go on.
#[derive(Debug, Clone)]
pub struct GroupStatus {
    /// The number that owns the group.
    pub number: PhoneNumber,
    /// The group.
    pub group_id: String,
    /// Whether it is suspended now.
    pub suspended: bool,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for GroupStatus {
    const FIELD: &'static str = "group_status_update";

    fn value(&self, _version: u32) -> Value {
        let kind = match self.suspended {
            true => "group_suspend",
            false => "group_suspend_cleared",
        };
        let group = json!({ "timestamp": self.time_s.to_string(), "type": kind, "group_id": self.group_id });
        with_groups(&self.number, group)
    }
}

/// A body with one group.
pub(super) fn with_groups(number: &PhoneNumber, group: Value) -> Value {
    let mut value = about_number(number);
    value["groups"] = json!([group]);
    value
}

/// The group of examples.
pub(super) const GROUP: &str = "HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA";
/// The request of examples.
pub(super) const REQUEST: &str = "req-shakedown-0001";
/// Something went wrong at Meta's (Meta, Cloud API, error codes).
pub(super) const TROUBLE: GroupTrouble = GroupTrouble { code: 131_000 };

const SOURCE: &str = "Meta, Cloud API, Groups API, webhooks";
const LIFECYCLE: Page = Page::untimed(GroupLifecycle::FIELD, SOURCE);
const SETTINGS: Page = Page::untimed(GroupSettings::FIELD, SOURCE);
const STATUS: Page = Page::untimed(GroupStatus::FIELD, SOURCE);

pub(super) const KINDS: &[FieldKind] = &[
    LIFECYCLE.kind("group.created", "group_create", |c| {
        let created = LifecycleChange::Created {
            subject: "Parcel 42".to_owned(),
            invite_link: "https://chat.example/LINK_ID".to_owned(),
            join_approval_mode: "auto_approve".to_owned(),
        };
        lived(c, created)
    }),
    LIFECYCLE.kind("group.create_failed", "group_create", |c| {
        let failed = LifecycleChange::NotCreated {
            subject: "Parcel 42".to_owned(),
            description: "Everybody who waits for it".to_owned(),
            trouble: TROUBLE,
        };
        lived(c, failed)
    }),
    LIFECYCLE.kind("group.deleted", "group_delete", |c| {
        lived(c, LifecycleChange::Deleted)
    }),
    LIFECYCLE.kind("group.delete_failed", "group_delete", |c| {
        lived(c, LifecycleChange::NotDeleted(TROUBLE))
    }),
    SETTINGS.kind("group.settings_changed", "group_settings_update", |c| {
        changed(c, None, None)
    }),
    SETTINGS.kind(
        "group.settings_partly_changed",
        "group_settings_update",
        |c| changed(c, None, Some(TROUBLE)),
    ),
    SETTINGS.kind("group.settings_failed", "group_settings_update", |c| {
        changed(c, Some(TROUBLE), Some(TROUBLE))
    }),
    STATUS.kind("group.suspended", "group_suspend", |c| suspended(c, true)),
    STATUS.kind("group.suspension_cleared", "group_suspend_cleared", |c| {
        suspended(c, false)
    }),
];

fn lived(context: &ExampleContext, change: LifecycleChange) -> Value {
    GroupLifecycle {
        number: context.number.clone(),
        group_id: GROUP.to_owned(),
        request_id: REQUEST.to_owned(),
        change,
        time_s: context.time_s,
    }
    .value(context.version)
}

fn changed(
    context: &ExampleContext,
    picture: Option<GroupTrouble>,
    words: Option<GroupTrouble>,
) -> Value {
    GroupSettings {
        number: context.number.clone(),
        group_id: GROUP.to_owned(),
        request_id: REQUEST.to_owned(),
        subject: Some(("Parcel 42".to_owned(), words.clone())),
        description: Some(("Everybody who waits for it".to_owned(), words)),
        picture: Some(("3f9d94d399fa61c1".to_owned(), picture)),
        time_s: context.time_s,
    }
    .value(context.version)
}

fn suspended(context: &ExampleContext, suspended: bool) -> Value {
    GroupStatus {
        number: context.number.clone(),
        group_id: GROUP.to_owned(),
        suspended,
        time_s: context.time_s,
    }
    .value(context.version)
}
