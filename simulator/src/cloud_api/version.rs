//! The version segment of a path: which Graph version a call asks for, and which one answers it.
//!
//! Pure: it knows the calendar as of autumn 2026 and reads no clock, so that a run of next year behaves like today's.
//!
//! Source: Meta, Graph API, versioning and changelog (release and end of each version); Meta, business messaging
//! OpenAPI v23.0 (a malformed version).

use super::answer::Refusal;

/// The oldest version that still answers as itself.
pub const OLDEST_LIVE: u32 = 21;
/// The newest version.
pub const NEWEST: u32 = 26;
/// The oldest version that is answered at all: by the oldest live one. Below it, Graph refuses (2635). Meta publishes no
/// such line; widely used connectors still call v13.0 and are answered.
pub const OLDEST_ANSWERED: u32 = 13;

/// Which version answers a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// The version that the path names.
    pub asked: Option<u32>,
    /// The version that answers: the `facebook-api-version` header says so.
    pub answers: u32,
}

impl Spoken {
    /// The `facebook-api-version` header, such as `v23.0`.
    pub fn header(self) -> String {
        format!("v{}.0", self.answers)
    }
}

/// Judges a path without its query. `unnamed` is the app's own version, which answers calls that name none.
///
/// # Errors
/// 100 for a malformed version and for one that does not exist yet; 2635 for one that is gone.
pub fn spoken(path: &str, unnamed: u32) -> Result<Spoken, Box<Refusal>> {
    let first = path.split('/').find(|segment| !segment.is_empty());
    let Some(named) = first.filter(|segment| segment.starts_with('v')) else {
        return Ok(Spoken {
            asked: None,
            answers: unnamed.clamp(OLDEST_LIVE, NEWEST),
        });
    };
    let Some(major) = major_of(named) else {
        return Err(Box::new(Refusal {
            message: "Invalid version format. Use format like 'v23.0'".to_owned(),
            ..Refusal::new(100, "path", "a version is v, a number, and .0")
                .got(named)
                .nearest(format!("v{NEWEST}.0"))
        }));
    };
    if major < OLDEST_ANSWERED {
        return Err(Box::new(Refusal {
            message: format!(
                "(#2635) You are calling a deprecated version of the API. Please update to the latest version: v{NEWEST}.0."
            ),
            ..Refusal::new(2635, "path", "the version is gone")
                .got(named)
                .nearest(format!("v{NEWEST}.0"))
        }));
    }
    if major > NEWEST || !named.ends_with(".0") {
        return Err(Box::new(Refusal {
            message: format!("Unknown path components: /{}", shortened(path)),
            ..Refusal::new(100, "path", "there is no such version")
                .got(named)
                .nearest(format!("v{NEWEST}.0"))
        }));
    }
    Ok(Spoken {
        asked: Some(major),
        answers: major.max(OLDEST_LIVE),
    })
}

/// The number of `v23.0`; None when the segment has another form.
fn major_of(segment: &str) -> Option<u32> {
    let (major, minor) = segment.strip_prefix('v')?.split_once('.')?;
    let numeric = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    (numeric(major) && numeric(minor))
        .then(|| major.parse().ok())
        .flatten()
}

fn shortened(path: &str) -> String {
    path.trim_start_matches('/').chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_answered_by_the_right_one_or_refused_with_the_right_code() {
        let cases = [
            ("/v23.0/1/messages", Ok((Some(23), 23))),
            ("v26.0/1", Ok((Some(26), 26))),
            ("/v20.0/1", Ok((Some(20), OLDEST_LIVE))),
            ("/v13.0/1", Ok((Some(13), OLDEST_LIVE))),
            ("/1/messages", Ok((None, 24))),
            ("/", Ok((None, 24))),
            ("/v12.0/1", Err(2635)),
            ("/v2.12/1", Err(2635)),
            ("/v27.0/1", Err(100)),
            ("/v23.1/1", Err(100)),
            ("/v23/1", Err(100)),
            ("/vabc/1", Err(100)),
            ("/v23.0x/1", Err(100)),
            ("/v.0/1", Err(100)),
        ];
        for (path, expected) in cases {
            let judged = spoken(path, 24)
                .map(|spoken| (spoken.asked, spoken.answers))
                .map_err(|refusal| refusal.code.code);
            assert_eq!(judged, expected, "{path}");
        }
    }

    #[test]
    fn a_malformed_version_is_told_the_right_form() {
        let refusal = spoken("/v23/1", 24).expect_err("malformed");
        assert_eq!(
            refusal.message,
            "Invalid version format. Use format like 'v23.0'"
        );
    }

    #[test]
    fn the_header_of_an_expired_version_says_the_oldest_live_one() {
        let spoken = spoken("/v16.0/1", 24).expect("answered");
        assert_eq!(spoken.header(), "v21.0");
    }
}
