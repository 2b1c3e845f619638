//! A group's subject, description and picture.

use sha2::{Digest, Sha256};

use super::make::{asked, new_request_id};
use super::notices::{self, Changed, TAKES};
use super::{owner_of_call, picture, with};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::form::Form;
use crate::graph::group::{DESCRIPTION_MAX, SUBJECT_MAX};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::Outcome;

pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    if form.text("messaging_product").as_deref() != Some("whatsapp") {
        form.required("messaging_product")?;
        return Err(wrong(
            "messaging_product",
            "messaging_product is whatsapp",
            "",
            "whatsapp",
        ));
    }
    let shard = owner_of_call(world, call)?;
    let subject = form
        .text("subject")
        .map(|text| subject(&text))
        .transpose()?;
    let description = description(form.text("description"))?;
    let mut changed = Changed {
        subject: subject.clone(),
        description: description.clone(),
        picture: None,
    };
    if let Some(file) = form
        .file("file")
        .or_else(|| form.file("profile_picture_file"))
    {
        picture::check(file)?;
        let digest = Sha256::digest(&file.bytes);
        changed.picture = Some(digest.iter().map(|byte| format!("{byte:02x}")).collect());
    }
    if subject.is_none() && description.is_none() && changed.picture.is_none() {
        return Err(wrong(
            "body",
            "something to change",
            "",
            "subject, description, file",
        ));
    }
    with(world, call, |group| {
        if let Some(subject) = subject {
            group.subject = subject;
        }
        if description.is_some() {
            group.description = description;
        }
    })?;
    let request_id = new_request_id(world);
    let at = call.now.after(TAKES);
    let due = notices::changed(world, shard, call.node, request_id.clone(), changed, at);
    Ok(asked(&request_id).with_due([due]))
}

/// A subject without the white space around it.
pub(super) fn subject(text: &str) -> Result<String, Box<Refusal>> {
    let trimmed = text.trim();
    if (1..=SUBJECT_MAX).contains(&trimmed.chars().count()) {
        return Ok(trimmed.to_owned());
    }
    Err(wrong("subject", "1 to 128 characters", text, "Parcel 42"))
}

pub(super) fn description(text: Option<String>) -> Result<Option<String>, Box<Refusal>> {
    match text {
        Some(text) if text.chars().count() > DESCRIPTION_MAX => Err(wrong(
            "description",
            "at most 2,048 characters",
            text,
            "a shorter text",
        )),
        given => Ok(given),
    }
}
