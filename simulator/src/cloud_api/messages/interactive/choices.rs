//! Interactive kinds that a customer answers by choosing: reply buttons and lists.
//!
//! Source: Meta, Cloud API, "Interactive reply buttons messages", "Interactive list messages"; the details on counts
//! as captured by client libraries.

use std::collections::HashSet;

use super::super::super::request::Param;
use super::{Checked, count};

pub(super) fn buttons(action: &Param<'_>) -> Checked {
    action.object(&["buttons"])?;
    let list = action.required("buttons")?;
    count(&list, "buttons", 1..=3)?;
    let (mut ids, mut titles) = (HashSet::new(), HashSet::new());
    for button in list.list()? {
        button.object(&["type", "reply"])?;
        button.required("type")?.one_of(&["reply"])?;
        let reply = button.required("reply")?;
        reply.object(&["id", "title"])?;
        let id = reply.required("id")?;
        if !ids.insert(id.limited(1..=256)?.into_owned()) {
            return Err(id.unfit(format!("Param {} must be unique", id.path())));
        }
        let title = reply.required("title")?;
        if !titles.insert(title.limited(1..=20)?.into_owned()) {
            return Err(title.unfit(format!("Param {} must be unique", title.path())));
        }
    }
    Ok(())
}

pub(super) fn list(action: &Param<'_>) -> Checked {
    action.object(&["button", "sections"])?;
    action.required("button")?.limited(1..=20)?;
    let sections = action.required("sections")?;
    count(&sections, "sections", 1..=10)?;
    let several = sections.list()?.len() > 1;
    let mut ids = HashSet::new();
    let mut rows_in_all = 0;
    for section in sections.list()? {
        section.object(&["title", "rows"])?;
        section_title(&section, several)?;
        let rows = section.required("rows")?;
        rows_in_all += rows.list()?.len();
        if rows_in_all > 10 {
            return Err(rows.unfit("Total row count exceed max allowed count: 10"));
        }
        count(&rows, "rows", 1..=10)?;
        for row in rows.list()? {
            row.object(&["id", "title", "description"])?;
            let id = row.required("id")?;
            if !ids.insert(id.limited(1..=200)?.into_owned()) {
                return Err(id.unfit(format!("Param {} must be unique", id.path())));
            }
            row.required("title")?.limited(1..=24)?;
            if let Some(description) = row.optional("description") {
                description.limited(0..=72)?;
            }
        }
    }
    Ok(())
}

/// One section may do without a title; of several each needs one.
pub(super) fn section_title(section: &Param<'_>, several: bool) -> Checked {
    match section.optional("title") {
        Some(title) => title.limited(usize::from(several)..=24).map(|_| ()),
        None if several => section.required("title").map(|_| ()),
        None => Ok(()),
    }
}
