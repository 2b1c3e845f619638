//! Fetching what a carrier's pointer points to, page by page. The API is limited, so a refusal for haste is waited out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Done, Means};
use crate::carriers::{Carrier, News, shipstation};
use crate::defects::Plants;
use crate::http::Answered;
use crate::notices::spoil;

/// Attempts for one page; with doubling gaps they take about five minutes.
const ATTEMPTS_MAX: u32 = 16;
/// Pages of one resource.
const PAGES_MAX: u64 = 100;

/// Fetches all pages, and takes what they tell.
pub(super) async fn fetch(means: &Means, id: i64, url: &str) -> Done {
    match pages(means, url).await {
        Some(news) => means.store.fetched(id, news).await,
        // The pointer stays, for the next start.
        None => Ok(()),
    }
}

async fn pages(means: &Means, url: &str) -> Option<Vec<News>> {
    let defects = means.config.defects;
    let wanted = |checkpoint| Plants::template(defects, checkpoint).is_some();
    let mut all = Vec::new();
    let mut number = 1;
    loop {
        let address = match number {
            1 => url.to_owned(),
            _ => format!(
                "{url}{}page={number}",
                if url.contains('?') { '&' } else { '?' }
            ),
        };
        let answer = page(means, &address).await?;
        match shipstation::page(&answer.body, &wanted) {
            Ok((news, pages)) => {
                all.extend(news);
                if number >= pages.min(PAGES_MAX) {
                    break;
                }
            }
            Err(error) => {
                eprintln!("reference connector: what is at {address} cannot be used: {error}");
                break;
            }
        }
        number += 1;
    }
    for news in &mut all {
        spoil(defects, Carrier::ShipStation, &mut news.known);
    }
    Some(all)
}

async fn page(means: &Means, url: &str) -> Option<Answered> {
    // HTTP Basic: `key:secret`.
    let secrets = &means.config.secrets.carriers;
    let word = Carrier::ShipStation.provider().word;
    let credentials = secrets.get(word).map_or("", String::as_str);
    let authorization = format!("Basic {}", STANDARD.encode(credentials));
    for attempt in 0..ATTEMPTS_MAX {
        let answer = means
            .http
            .get(url, &[("authorization", &authorization)])
            .await;
        let wait = match answer {
            Ok(answer) if answer.status.is_success() => return Some(answer),
            Ok(answer) if answer.status.as_u16() == 429 => answer.wait(),
            Ok(answer) if answer.status.is_client_error() => {
                eprintln!(
                    "reference connector: {url} was answered {}; check the carrier's secret and CARRIERS_URL",
                    answer.status
                );
                return None;
            }
            Ok(_) | Err(_) => None,
        };
        tokio::time::sleep(wait.unwrap_or_else(|| means.gap(attempt))).await;
    }
    eprintln!(
        "reference connector: {url} could not be fetched; it is tried again at the next start"
    );
    None
}
