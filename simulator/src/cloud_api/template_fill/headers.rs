//! Headers that are no text: a medium, a location or a product, which a send must bring.

use super::super::answer::Refusal;
use super::super::messages::{MediaKind, Surroundings, medium};
use super::super::request::{Component, Param, ParameterValue, graph, is_web_address, tree};
use super::{Checked, Shape};
use crate::template::Header;

type Brought<'c> = Option<(usize, &'c Component<'c>)>;

/// One parameter at most.
pub(super) fn check_count(shape: &Shape<'_>, header: &Header, brought: Brought<'_>) -> Checked {
    let count = brought.map_or(0, |(_, component)| component.values().len());
    if count <= 1 {
        return Ok(());
    }
    let name = shape.name("header");
    Err(Box::new(
        Refusal::new(132_000, "template.components", "a header has one parameter")
            .details(format!(
                "{name}: number of localizable_params ({count}) does not match the expected number of params (1)"
            ))
            .got(count.to_string())
            .nearest(format!("one {} parameter", word(header))),
    ))
}

pub(super) fn check(
    shape: &Shape<'_>,
    header: &Header,
    brought: Brought<'_>,
    around: &Surroundings<'_>,
) -> Checked {
    if matches!(header, Header::Text(_)) {
        return Ok(());
    }
    let word = word(header);
    let value = brought.and_then(|(at, component)| Some((at, component.values().first()?)));
    let Some((at, value)) = value else {
        return Err(absent(shape, header));
    };
    let kind = value.kind.as_deref().unwrap_or("");
    if !kind.eq_ignore_ascii_case(word) {
        return Err(Box::new(
            Refusal::new(
                132_012,
                "template.components",
                "the header's parameter is of another type",
            )
            .details(format!(
                "{}: Format mismatch, expected {}, received {}",
                shape.name("header"),
                header.format(),
                if kind.is_empty() {
                    "UNKNOWN".to_owned()
                } else {
                    kind.to_uppercase()
                }
            ))
            .got(kind)
            .nearest(word),
        ));
    }
    let path = || format!("{}[{at}]['parameters'][0]['{word}']", shape.path);
    match header {
        Header::Media(_) => check_media(shape, header, value, &path, around),
        Header::Location => check_object(shape, header, value.location, &path, |location| {
            for key in ["latitude", "longitude"] {
                location.required(key)?.number()?;
            }
            for key in ["name", "address"] {
                location.required(key)?.limited(1..=1_024)?;
            }
            Ok(())
        }),
        _ => check_object(shape, header, value.product, &path, |product| {
            for key in ["product_retailer_id", "catalog_id"] {
                product.required(key)?.limited(1..=100)?;
            }
            Ok(())
        }),
    }
}

fn check_media(
    shape: &Shape<'_>,
    header: &Header,
    value: &ParameterValue<'_>,
    path: &dyn Fn() -> String,
    around: &Surroundings<'_>,
) -> Checked {
    let word = word(header);
    // A moving picture is a video file (Meta, marketing messages API, "GIF headers").
    let of_word = MediaKind::of_word(if word == "gif" { "video" } else { word });
    let (Some(media), Some(kind)) = (value.media(word), of_word) else {
        return Err(absent(shape, header));
    };
    if let Some(link) = media.link.as_deref()
        && media.id.is_none()
        && !is_web_address(link)
    {
        let path = format!("{}['link']", path());
        let sentence = format!("Param {path} is not a valid URI.");
        return Err(Box::new(graph(&path, sentence).got(link)));
    }
    medium(
        path,
        media.id.as_deref(),
        media.link.as_deref(),
        kind,
        around,
    )
}

fn check_object(
    shape: &Shape<'_>,
    header: &Header,
    raw: Option<&serde_json::value::RawValue>,
    path: &dyn Fn() -> String,
    judge: impl Fn(&Param<'_>) -> Checked,
) -> Checked {
    let Some(tree) = raw.and_then(tree) else {
        return Err(absent(shape, header));
    };
    judge(&Param::root(&path(), &tree))
}

fn absent(shape: &Shape<'_>, header: &Header) -> Box<Refusal> {
    let rule = match header {
        Header::Media(_) => "a template with a media header needs the media",
        _ => "a template with such a header needs its parameter",
    };
    Box::new(
        Refusal::new(131_008, "template.components", rule)
            .details(format!(
                "{}: Format {} requires a parameter",
                shape.name("header"),
                header.format()
            ))
            .nearest(format!(
                "a header component with one {} parameter",
                word(header)
            )),
    )
}

fn word(header: &Header) -> &'static str {
    match header {
        Header::Text(_) => "text",
        Header::Media(kind) => kind,
        Header::Location => "location",
        Header::Product => "product",
    }
}
