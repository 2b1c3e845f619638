//! Fetching a customer's photo: Meta tells an address that lives for five minutes, and the bytes come from there (Meta,
//! Cloud API, media).

use bytes::Bytes;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Done, Means};
use crate::http::Answered;

/// With doubling gaps they take about a minute: a photo is to be here within five.
const ATTEMPTS_MAX: u32 = 8;

/// Where a medium is.
#[derive(Deserialize)]
struct Address {
    url: String,
    mime_type: Option<String>,
    /// Hexadecimal SHA-256 of the file.
    sha256: Option<String>,
}

/// Why there is no photo.
enum Missing {
    /// It may be there next time.
    Yet,
    /// It will never be.
    ForGood,
}

/// Fetches a photo and stores it.
pub(super) async fn fetch(means: &Means, media_id: String) -> Done {
    for attempt in 0..ATTEMPTS_MAX {
        match photo(means, &media_id).await {
            Ok((mime_type, bytes)) => {
                return means.store.photo(media_id, mime_type, Some(bytes)).await;
            }
            Err(Missing::ForGood) => break,
            Err(Missing::Yet) => tokio::time::sleep(means.gap(attempt)).await,
        }
    }
    means.store.photo(media_id, String::new(), None).await
}

async fn photo(means: &Means, media_id: &str) -> Result<(String, Bytes), Missing> {
    let base = &means.config.cloud_api_url;
    let answer = get(means, &format!("{base}/v23.0/{media_id}")).await?;
    let address: Address = serde_json::from_slice(&answer.body).map_err(|_| Missing::Yet)?;
    let file = get(means, &at_the_cloud_api(&address.url, base))
        .await?
        .body;
    let digest = Sha256::digest(&file);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    if address.sha256.is_some_and(|told| told != digest) {
        return Err(Missing::Yet);
    }
    Ok((address.mime_type.unwrap_or_default(), file))
}

/// The token travels with the request, so that it goes to the host that it is for and to no other.
fn at_the_cloud_api(url: &str, base: &str) -> String {
    let path = url
        .parse::<hyper::Uri>()
        .ok()
        .and_then(|uri| Some(uri.path_and_query()?.to_string()));
    format!("{base}{}", path.unwrap_or_default())
}

async fn get(means: &Means, url: &str) -> Result<Answered, Missing> {
    let authorization = format!("Bearer {}", means.config.secrets.access_token);
    let answer = means
        .http
        .get(url, &[("authorization", &authorization)])
        .await;
    match answer {
        Ok(answer) if answer.status.is_success() => Ok(answer),
        Ok(answer) if matches!(answer.status.as_u16(), 400 | 404 | 410) => Err(Missing::ForGood),
        Ok(_) | Err(_) => Err(Missing::Yet),
    }
}
