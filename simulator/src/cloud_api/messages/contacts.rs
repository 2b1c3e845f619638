//! `contacts`: cards of people. Source: Meta, Cloud API, "Contacts messages".

use super::super::answer::Refusal;
use super::super::request::Param;

const CONTACTS_MAX: usize = 257;

const KEYS: [&str; 7] = [
    "name",
    "phones",
    "emails",
    "urls",
    "addresses",
    "org",
    "birthday",
];
const NAME: [&str; 6] = [
    "formatted_name",
    "first_name",
    "last_name",
    "middle_name",
    "prefix",
    "suffix",
];
/// Lists of a contact and what their entries hold.
const LISTS: [(&str, &[&str]); 4] = [
    ("phones", &["phone", "type", "wa_id"]),
    ("emails", &["email", "type"]),
    ("urls", &["url", "type"]),
    (
        "addresses",
        &[
            "street",
            "city",
            "state",
            "zip",
            "country",
            "country_code",
            "type",
        ],
    ),
];

pub(super) fn judged(root: &Param<'_>) -> Result<(), Box<Refusal>> {
    let contacts = root.list()?;
    if !(1..=CONTACTS_MAX).contains(&contacts.len()) {
        let details = format!(
            "Invalid contacts count. Min allowed contacts: 1, Max allowed contacts: {CONTACTS_MAX}"
        );
        return Err(root.unfit(details));
    }
    for contact in contacts {
        contact.object(&KEYS)?;
        let name = contact.required("name")?;
        texts(&name, &NAME)?;
        name.required("formatted_name")?.limited(1..=1_024)?;
        for (key, known) in LISTS {
            let Some(list) = contact.optional(key) else {
                continue;
            };
            for entry in list.list()? {
                texts(&entry, known)?;
            }
        }
        if let Some(org) = contact.optional("org") {
            texts(&org, &["company", "department", "title"])?;
        }
        if let Some(birthday) = contact.optional("birthday") {
            let text = birthday.text()?;
            if text.parse::<jiff::civil::Date>().is_err() || text.len() != 10 {
                let details = format!("Param {} must have the format YYYY-MM-DD", birthday.path());
                return Err(birthday.unfit(details));
            }
        }
    }
    Ok(())
}

/// An object of none but these texts.
fn texts(param: &Param<'_>, known: &[&str]) -> Result<(), Box<Refusal>> {
    param.object(known)?;
    for key in known {
        if let Some(value) = param.optional(key) {
            value.text()?;
        }
    }
    Ok(())
}
