//! Message templates: what a business had approved, and what a send has to fill in.
//!
//! Source of the rules: Meta, Cloud API, "Message templates".

use std::collections::HashMap;

/// Where a template stands in Meta's review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplateStatus {
    /// May be sent.
    Approved,
    /// Under review: a send is refused with 132001.
    Pending,
    /// Refused: a send is refused with 132001.
    Rejected,
    /// Paused for low quality: 132015.
    Paused,
    /// Disabled for good: 132016.
    Disabled,
}

impl TemplateStatus {
    /// The word in the REST interface.
    pub fn word(self) -> &'static str {
        match self {
            TemplateStatus::Approved => "APPROVED",
            TemplateStatus::Pending => "PENDING",
            TemplateStatus::Rejected => "REJECTED",
            TemplateStatus::Paused => "PAUSED",
            TemplateStatus::Disabled => "DISABLED",
        }
    }
}

/// A template's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// Text with at most one placeholder.
    Text(String),
    /// `image`, `video` or `document`: a send must bring the media.
    Media(&'static str),
    /// A location.
    Location,
}

/// A template's button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Button {
    /// A canned answer; a send may bring a payload.
    QuickReply {
        /// Its label.
        text: String,
    },
    /// A link; with a placeholder in the address a send must bring its value.
    Url {
        /// Its label.
        text: String,
        /// The address.
        url: String,
    },
    /// A call.
    Phone {
        /// Its label.
        text: String,
        /// The number.
        number: String,
    },
}

/// A template in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Meta's id.
    pub id: String,
    /// `[a-z0-9_]`, at most 512.
    pub name: String,
    /// Language code, such as `pt_BR`.
    pub language: String,
    /// Where it stands.
    pub status: TemplateStatus,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`.
    pub category: String,
    /// Header, if any.
    pub header: Option<Header>,
    /// Body text with placeholders, at most 1,024 characters.
    pub body: String,
    /// Footer text, if any.
    pub footer: Option<String>,
    /// Buttons, at most 10.
    pub buttons: Vec<Button>,
}

impl Template {
    /// An approved utility template with a body alone.
    pub fn utility(id: String, name: &str, language: &str, body: String) -> Template {
        Template {
            id,
            name: name.to_owned(),
            language: language.to_owned(),
            status: TemplateStatus::Approved,
            category: "UTILITY".to_owned(),
            header: None,
            body,
            footer: None,
            buttons: Vec::new(),
        }
    }

    /// Whether parameters go by name instead of by position.
    pub fn named(&self) -> bool {
        let header = match &self.header {
            Some(Header::Text(text)) => text.as_str(),
            _ => "",
        };
        placeholders(&self.body)
            .into_iter()
            .chain(placeholders(header))
            .any(|key| key.parse::<u32>().is_err())
    }
}

/// The keys between `{{` and `}}`, in order of appearance, each once.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let after = &rest[open + 2..];
        let Some(close) = after.find("}}") else { break };
        let key = after[..close].trim();
        if !key.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
        rest = &after[close + 2..];
    }
    keys
}

/// The text with every placeholder filled in literally, as the customer sees it.
pub fn render(text: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let after = &rest[open + 2..];
        let Some(close) = after.find("}}") else { break };
        out.push_str(&rest[..open]);
        match value_of(after[..close].trim()) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[open..open + 2 + close + 2]),
        }
        rest = &after[close + 2..];
    }
    out.push_str(rest);
    out
}

/// Why a template cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable<'a> {
    /// No template of this name in any language.
    NoName,
    /// The name exists, but not in this language; one it exists in is given.
    NoLanguage(&'a str),
    /// It exists and may not be sent.
    NotApproved(TemplateStatus),
}

/// All templates of a WhatsApp business account.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    by_name: HashMap<String, HashMap<String, Template>>,
    count: usize,
}

impl Catalog {
    /// From a list; of two with the same name and language the later wins.
    pub fn new(templates: impl IntoIterator<Item = Template>) -> Catalog {
        let mut catalog = Catalog::default();
        for template in templates {
            let languages = catalog.by_name.entry(template.name.clone()).or_default();
            if languages
                .insert(template.language.clone(), template)
                .is_none()
            {
                catalog.count += 1;
            }
        }
        catalog
    }

    /// The template to send.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub fn sendable(&self, name: &str, language: &str) -> Result<&Template, Unavailable<'_>> {
        let languages = self.by_name.get(name).ok_or(Unavailable::NoName)?;
        let Some(template) = languages.get(language) else {
            let nearest = languages.keys().min().map_or("", String::as_str);
            return Err(Unavailable::NoLanguage(nearest));
        };
        match template.status {
            TemplateStatus::Approved => Ok(template),
            status => Err(Unavailable::NotApproved(status)),
        }
    }

    /// All of them, sorted by name, then language.
    pub fn sorted(&self) -> Vec<&Template> {
        let mut all: Vec<&Template> = self.by_name.values().flat_map(HashMap::values).collect();
        all.sort_by(|a, b| (&a.name, &a.language).cmp(&(&b.name, &b.language)));
        all
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// How many templates, languages counted.
    pub fn len(&self) -> usize {
        self.count
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_once_each_in_order() {
        assert_eq!(
            placeholders("Hi {{name}}, {{1}} and {{ name }} {{2}} {{open"),
            ["name", "1", "2"]
        );
    }

    #[test]
    fn rendering_is_literal_and_leaves_unknown_placeholders_visible() {
        let text = render("{{1}} is *{{2}}* {{3}}", |key| match key {
            "1" => Some("{{2}}".to_owned()),
            "2" => Some("<b>".to_owned()),
            _ => None,
        });
        assert_eq!(text, "{{2}} is *<b>* {{3}}");
    }

    #[test]
    fn a_missing_language_names_one_that_exists() {
        let catalog = Catalog::new([Template::utility("1".into(), "a", "pt_BR", "x".into())]);
        assert_eq!(
            catalog.sendable("a", "de"),
            Err(Unavailable::NoLanguage("pt_BR"))
        );
        assert_eq!(catalog.sendable("b", "de"), Err(Unavailable::NoName));
        assert!(catalog.sendable("a", "pt_BR").is_ok());
    }
}
