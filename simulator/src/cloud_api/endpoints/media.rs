//! Media: up, address, down, delete. The bytes come from a host of their own (`lookaside.fbsbx.com` at Meta's).
//!
//! Source: Meta, Cloud API, media.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::clock::Moment;
use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Needs};
use crate::cloud_api::multipart::{self, Part};
use crate::graph::media::{KINDS, Medium, UPLOADED_LIFE, URL_LIFE, kind_of};
use crate::graph::nodes::NodeKind;
use crate::graph::token::Permission;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const SOURCE: &str = "Meta, Cloud API, media";
const SENDS: Needs = Needs::Permission(Permission::WhatsappBusinessMessaging);
const GRAPH_HOST: &str = "graph.facebook.com";
/// Where Meta's media come from.
pub(crate) const MEDIA_HOST: &str = "lookaside.fbsbx.com";

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "POST",
        node: NodeKind::Number,
        edge: "media",
        needs: SENDS,
        coverage: Coverage::Full,
        fields: &["messaging_product", "file", "type", "ttl_minutes"],
        source: SOURCE,
        handler: upload,
    },
    Endpoint {
        method: "GET",
        node: NodeKind::Media,
        edge: "",
        needs: SENDS,
        coverage: Coverage::Full,
        fields: &["phone_number_id"],
        source: SOURCE,
        handler: address,
    },
    Endpoint {
        method: "DELETE",
        node: NodeKind::Media,
        edge: "",
        needs: SENDS,
        coverage: Coverage::Full,
        fields: &["phone_number_id"],
        source: SOURCE,
        handler: delete,
    },
    Endpoint {
        method: "GET",
        node: NodeKind::Word,
        edge: "attachments",
        needs: SENDS,
        coverage: Coverage::Full,
        fields: &["mid", "ext", "hash"],
        source: SOURCE,
        handler: download,
    },
];

fn upload(world: &World, call: &Call<'_>) -> Outcome {
    let content_type = call.request.content_type.unwrap_or("");
    let parts = multipart::parts(content_type, call.request.body)?;
    let text = |name: &str| {
        let part = parts.iter().find(|part| part.name == name);
        part.map(Part::text).or_else(|| call.param(name))
    };
    match text("messaging_product").as_deref() {
        Some("whatsapp") => {}
        other => {
            return Err(Box::new(
                Refusal::new(100, "messaging_product", "messaging_product is required")
                    .details("The parameter messaging_product is required.")
                    .got(other.unwrap_or(""))
                    .nearest("whatsapp"),
            ));
        }
    }
    let file = parts
        .iter()
        .find(|part| part.name == "file")
        .ok_or_else(|| {
            Box::new(
                Refusal::new(100, "file", "file is required")
                    .details("The parameter file is required."),
            )
        })?;
    let stated = file
        .mime
        .clone()
        .filter(|mime| mime != "application/octet-stream")
        .or_else(|| text("type").filter(|kind| kind.contains('/')))
        .unwrap_or_else(|| "application/octet-stream".to_owned());
    let most = acceptable(&stated)?;
    if file.bytes.len() > most {
        return Err(Box::new(
            Refusal::new(131053, "file", format!("at most {most} bytes of {stated}"))
                .details(format!(
                    "Media file size too big. Max file size we currently support: {most} bytes. Please try again with a smaller file."
                ))
                .got(file.bytes.len().to_string()),
        ));
    }
    let life = match text("ttl_minutes").and_then(|minutes| minutes.parse::<u64>().ok()) {
        Some(minutes) => std::time::Duration::from_secs(minutes.min(43_200) * 60),
        None => UPLOADED_LIFE,
    };
    let id = world.keep_medium(Medium {
        mime: stated,
        filename: file.filename.clone(),
        bytes: file.bytes.clone(),
        number_id: call.node.to_owned(),
        expires: call.now.after(life),
    });
    Ok(Done::json(&json!({ "id": id })))
}

fn acceptable(mime: &str) -> Result<usize, Box<Refusal>> {
    kind_of(mime).map(|(_, most)| most).ok_or_else(|| {
        let known: Vec<&str> = KINDS.iter().map(|(mime, _, _)| *mime).collect();
        let known = known.join(", ");
        Box::new(
            Refusal {
                message: format!(
                    "(#100) Param file must be a file with one of the following types: {known}. Received file of type '{mime}'."
                ),
                ..Refusal::new(100, "file", "the type of the file is not one of Meta's")
            }
            .got(mime)
            .nearest(known),
        )
    })
}

/// The medium of the call, if it may see it.
fn medium(world: &World, call: &Call<'_>) -> Result<Medium, Box<Refusal>> {
    let number = call.param("phone_number_id");
    world
        .media
        .find(call.node, call.now)
        .filter(|medium| number.is_none_or(|number| number == medium.number_id))
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

fn address(world: &World, call: &Call<'_>) -> Outcome {
    let medium = medium(world, call)?;
    let host = call.request.headers.get("host").unwrap_or(MEDIA_HOST);
    let base = match host {
        GRAPH_HOST | MEDIA_HOST => format!("https://{MEDIA_HOST}"),
        own => format!(
            "{}://{own}",
            call.request
                .headers
                .get("x-forwarded-proto")
                .unwrap_or("http")
        ),
    };
    let url = attachment(world, &base, call.node, "getMedia", call.now);
    let digest = Sha256::digest(&medium.bytes);
    Ok(Done::json(&json!({
        "url": url,
        "mime_type": medium.mime,
        "sha256": digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
        "file_size": medium.bytes.len(),
        "id": call.node,
        "messaging_product": "whatsapp",
    })))
}

/// A medium's address for the next five minutes, with path and parameters as on Meta's media host.
pub(crate) fn attachment(world: &World, base: &str, id: &str, source: &str, now: Moment) -> String {
    let ends = now.after(URL_LIFE).unix_s();
    let hash = hash(world, id, ends);
    format!("{base}/whatsapp_business/attachments/?mid={id}&source={source}&ext={ends}&hash={hash}")
}

fn delete(world: &World, call: &Call<'_>) -> Outcome {
    medium(world, call)?;
    world.media.remove(call.node);
    world.nodes.remove(call.node);
    Ok(Done::success())
}

fn download(world: &World, call: &Call<'_>) -> Outcome {
    if call.node != "whatsapp_business" {
        return Err(world.unsupported(call, NodeKind::Word));
    }
    let (mid, given) = (
        call.param("mid").unwrap_or_default(),
        call.param("hash").unwrap_or_default(),
    );
    let ends: u64 = call
        .param("ext")
        .and_then(|text| text.parse().ok())
        .unwrap_or(0);
    let good = given == hash(world, &mid, ends) && call.now < Moment::from_unix_s(ends);
    let Some(medium) = world.media.find(&mid, call.now).filter(|_| good) else {
        return Ok(Done::answer(Answer {
            status: 404,
            content_type: "text/plain; charset=utf-8",
            headers: Vec::new(),
            body: b"URL signature expired or mismatched".to_vec(),
        }));
    };
    let mut headers = vec![("x-media-type", medium.mime.clone())];
    if let Some(name) = &medium.filename {
        let plain: String = name
            .chars()
            .filter(|c| !c.is_control() && *c != '"')
            .collect();
        headers.push((
            "content-disposition",
            format!("attachment; filename=\"{plain}\""),
        ));
    }
    Ok(Done::answer(Answer {
        status: 200,
        content_type: type_of(&medium.mime),
        headers,
        body: medium.bytes.to_vec(),
    }))
}

/// One of the known types: they alone are kept.
fn type_of(mime: &str) -> &'static str {
    let plain = mime.split(';').next().unwrap_or(mime).trim();
    KINDS
        .iter()
        .find(|(known, _, _)| known.eq_ignore_ascii_case(plain))
        .map_or("application/octet-stream", |(known, _, _)| known)
}

/// Binds an address to its medium and its end.
fn hash(world: &World, id: &str, ends: u64) -> String {
    let text = format!("{}/{id}/{ends}", world.chance.seed());
    format!("{:016x}", crate::chance::index_of(&text))
}
