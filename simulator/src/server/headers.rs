//! Headers of Graph's answers, as they come with every one of them (Meta, business messaging API description). Fixed
//! ones are static; ids are made from the seed and a counter.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, EXPIRES, HeaderMap, HeaderName,
    HeaderValue, PRAGMA, STRICT_TRANSPORT_SECURITY,
};
use hyper::{Response, StatusCode};
use sha1::{Digest, Sha1};

use super::body::Slot;
use super::{Rim, plain};
use crate::cloud_api::answer::{Answer, JSON};
use crate::cloud_api::version;

const API_VERSION: HeaderName = HeaderName::from_static("facebook-api-version");
const TRACE_ID: HeaderName = HeaderName::from_static("x-fb-trace-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-fb-request-id");
const DEBUG: HeaderName = HeaderName::from_static("x-fb-debug");
/// Values that never change.
static FIXED: [(HeaderName, HeaderValue); 8] = [
    (
        CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache, no-store, must-revalidate"),
    ),
    (
        EXPIRES,
        HeaderValue::from_static("Sat, 01 Jan 2000 00:00:00 GMT"),
    ),
    (PRAGMA, HeaderValue::from_static("no-cache")),
    (
        STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=15552000; preload"),
    ),
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        HeaderName::from_static("x-fb-rlafr"),
        HeaderValue::from_static("0"),
    ),
    (
        HeaderName::from_static("x-fb-rev"),
        HeaderValue::from_static("1031207714"),
    ),
    (
        HeaderName::from_static("x-fb-connection-quality"),
        HeaderValue::from_static(
            "EXCELLENT; q=0.9, rtt=1, rtx=0, c=10, mss=1380, tbw=3402, tp=-1, tpl=-1, uplat=1, ullat=0",
        ),
    ),
];
/// Every answer starts as a copy of these: to copy a map takes less than to fill one. The values of those that differ
/// are put in afterwards.
static ALL: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut headers = HeaderMap::with_capacity(HEADERS_ABOUT);
    headers.extend(FIXED.iter().cloned());
    for name in [CONTENT_TYPE, API_VERSION, TRACE_ID, REQUEST_ID, DEBUG] {
        headers.insert(name, HeaderValue::from_static(""));
    }
    headers
});
/// Fixed ones, five of our own, the answer's own, and those that hyper adds.
const HEADERS_ABOUT: usize = 24;
const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Everything but the status and the body.
pub(super) fn dress(rim: &Rim, path: &str, answer: &Answer, headers: &mut HeaderMap) {
    if headers.is_empty() {
        headers.clone_from(&ALL);
    } else {
        headers.extend(ALL.clone());
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert(API_VERSION, version(path));
    let number = rim.answers.fetch_add(1, Ordering::Relaxed);
    let seed = rim.world.settings().seed;
    let trace = match refused(answer) {
        Some(trace) => HeaderValue::from_str(trace),
        None => HeaderValue::from_bytes(&opaque::<11>(URL_SAFE, !seed, number)),
    };
    let mut request_id = opaque::<23>(URL_SAFE, seed, number);
    request_id[0] = b'A';
    let mut debug = opaque::<88>(STANDARD, seed, number);
    debug[86..].fill(b'=');
    let own = [
        (TRACE_ID, trace),
        (REQUEST_ID, HeaderValue::from_bytes(&request_id)),
        (DEBUG, HeaderValue::from_bytes(&debug)),
    ];
    for (name, value) in own {
        if let Ok(value) = value {
            headers.insert(name, value);
        }
    }
    for (name, value) in &answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        // A file's name may be more than ASCII.
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            headers.insert(name, value);
        }
    }
}

/// The answer on the wire.
pub(super) fn response(rim: &Rim, path: &str, answer: Answer) -> Response<Full<Bytes>> {
    let mut response =
        plain(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    dress(rim, path, &answer, response.headers_mut());
    *response.body_mut() = Full::new(Bytes::from(answer.body));
    response
}

/// The answer to a download, which keeps its slot until the last byte is out, or nobody wants it any more.
pub(super) fn download(
    rim: &Rim,
    path: &str,
    mut answer: Answer,
    slot: Slot,
) -> Response<Full<Bytes>> {
    let body = std::mem::take(&mut answer.body);
    let mut response = response(rim, path, answer);
    *response.body_mut() = Full::new(slot.kept_with(body));
    response
}

/// The answer to a GET: with an `ETag`, and without a body for whoever has it already (Meta, Graph API, ETags).
pub(super) fn read(
    rim: &Rim,
    path: &str,
    answer: Answer,
    known: Option<&HeaderValue>,
) -> Response<Full<Bytes>> {
    let tagged = answer.status == 200 && answer.content_type == JSON;
    let tag = tagged.then(|| etag(&answer.body));
    let mut response = response(rim, path, answer);
    if let Some(tag) = tag {
        if known == Some(&tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Full::new(Bytes::new());
        }
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The version that answers: the one that was asked for, or the oldest live one for one that has ended; without one,
/// the newest that every app can have.
fn version(path: &str) -> HeaderValue {
    match version::spoken(path, 24).map(|spoken| spoken.answers) {
        Ok(21) => HeaderValue::from_static("v21.0"),
        Ok(22) => HeaderValue::from_static("v22.0"),
        Ok(23) => HeaderValue::from_static("v23.0"),
        Ok(25) => HeaderValue::from_static("v25.0"),
        Ok(26) => HeaderValue::from_static("v26.0"),
        _ => HeaderValue::from_static("v24.0"),
    }
}

/// The trace id in an error's body: the header has to say the same.
fn refused(answer: &Answer) -> Option<&str> {
    const MARK: &str = "\"fbtrace_id\":\"";
    if answer.status < 400 || answer.content_type != JSON {
        return None;
    }
    let text = std::str::from_utf8(&answer.body).ok()?;
    // The last one: what a client sent may stand in the message, and is escaped there.
    let (_, rest) = text.rsplit_once(MARK)?;
    rest.split('"').next().filter(|id| !id.is_empty())
}

/// Ids that mean nothing to anybody but their maker: this many characters of base64.
fn opaque<const N: usize>(alphabet: &[u8; 64], seed: u64, number: u64) -> [u8; N] {
    let mut id = [b'A'; N];
    let mut state = mixed(seed, number);
    for ten in id.chunks_mut(10) {
        state = mixed(state, number);
        let mut bits = state;
        for place in ten {
            *place = alphabet[(bits & 0x3f) as usize];
            bits >>= 6;
        }
    }
    id
}

/// SplitMix64's finaliser: spreads a counter over all bits.
fn mixed(seed: u64, number: u64) -> u64 {
    let mut z = seed ^ number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn etag(body: &[u8]) -> HeaderValue {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(42);
    text.push('"');
    for byte in Sha1::digest(body) {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('"');
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("\"\""))
}
