//! `text`. Source: Meta, Cloud API, "Text messages".

use super::super::answer::Refusal;
use super::super::request::{SendRequest, graph};
use super::missing;

const TEXT_MAX: usize = 4_096;

pub(super) fn judged(request: &SendRequest<'_>) -> Result<(), Box<Refusal>> {
    let text = request.text.as_ref();
    let body = text.and_then(|text| text.body.as_deref());
    let Some(body) = body.filter(|body| !body.is_empty()) else {
        return Err(missing("text.body", r#""text":{"body":"..."}"#));
    };
    // A text of few bytes has few characters.
    if body.len() > TEXT_MAX {
        let length = body.chars().count();
        if length > TEXT_MAX {
            let sentence =
                format!("Param text['body'] must be at most {TEXT_MAX} characters long.");
            return Err(Box::new(
                graph("text.body", sentence)
                    .got(length.to_string())
                    .nearest("several messages"),
            ));
        }
    }
    let preview = text.and_then(|text| text.preview_url.as_deref());
    match preview.filter(|preview| !matches!(*preview, "true" | "false")) {
        None => Ok(()),
        Some(preview) => Err(Box::new(
            graph(
                "text.preview_url",
                "Param text['preview_url'] must be a boolean.".to_owned(),
            )
            .got(preview)
            .nearest("true"),
        )),
    }
}
