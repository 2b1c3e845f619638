//! Resumable uploads: headers of templates and profile pictures.
//!
//! Source: Meta, Graph API, resumable upload.

use serde_json::json;

use super::numbers::required;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Needs};
use crate::graph::nodes::NodeKind;
use crate::graph::upload::{FILE_BYTES_MAX, Session};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const SOURCE: &str = "Meta, Graph API, resumable upload";

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "POST",
        node: NodeKind::App,
        edge: "uploads",
        needs: Needs::Token,
        coverage: Coverage::Full,
        fields: &["file_name", "file_length", "file_type"],
        source: SOURCE,
        handler: open,
    },
    Endpoint {
        method: "POST",
        node: NodeKind::Upload,
        edge: "",
        needs: Needs::Token,
        coverage: Coverage::Full,
        fields: &["file_offset"],
        source: SOURCE,
        handler: take,
    },
    Endpoint {
        method: "GET",
        node: NodeKind::Upload,
        edge: "",
        needs: Needs::Token,
        coverage: Coverage::Full,
        fields: &[],
        source: SOURCE,
        handler: offset,
    },
];

fn open(world: &World, call: &Call<'_>) -> Outcome {
    let length = required(call, "file_length")?
        .parse::<u64>()
        .ok()
        .filter(|length| (1..=FILE_BYTES_MAX).contains(length))
        .ok_or_else(|| {
            Refusal::new(100, "file_length", format!("1 to {FILE_BYTES_MAX} bytes"))
                .got(call.param("file_length").unwrap_or_default())
        })?;
    let id = format!("upload:MTphdHRhY2htZW50Oj{}", world.new_id());
    let session = Session {
        mime: required(call, "file_type")?,
        length,
        received: 0,
    };
    world.nodes.insert(&id, NodeKind::Upload);
    if let Some(gone) = world.uploads.open(id.clone(), session) {
        world.nodes.remove(&gone);
    }
    Ok(Done::json(&json!({ "id": id })))
}

fn take(world: &World, call: &Call<'_>) -> Outcome {
    let offset = call
        .request
        .headers
        .get("file_offset")
        .and_then(|text| text.trim().parse::<u64>().ok())
        .unwrap_or(0);
    let bytes = call.request.body.len() as u64;
    let session = world
        .uploads
        .take(call.node, offset, bytes)
        .map_err(|next| {
            Refusal::new(
                100,
                "file_offset",
                "bytes go on where they ended, up to the length announced",
            )
            .got(format!("{offset} with {bytes} bytes"))
            .nearest(format!("file_offset: {next}"))
        })?;
    if session.received < session.length {
        return Ok(Done::json(
            &json!({ "id": call.node, "file_offset": session.received }),
        ));
    }
    let handle = format!(
        "4::{}:ARZ{:016x}:e:{}",
        session.mime,
        crate::chance::index_of(call.node),
        call.now.unix_s()
    );
    world.uploads.keep_handle(handle.clone());
    Ok(Done::json(&json!({ "h": handle })))
}

fn offset(world: &World, call: &Call<'_>) -> Outcome {
    let session = world
        .uploads
        .find(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))?;
    Ok(Done::json(
        &json!({ "id": call.node, "file_offset": session.received }),
    ))
}
