//! Where the per-user marketing limit does not hold. Source: Meta, Cloud API, "Per-user marketing template message
//! limits", excluded countries (June 2026).

/// Calling codes of the European Economic Area, the United Kingdom, Japan and South Korea.
const CALLING_CODES: [&str; 33] = [
    "30", "31", "32", "33", "34", "36", "39", "40", "43", "44", "45", "46", "47", "48", "49", "81",
    "82", "351", "352", "353", "354", "356", "357", "358", "359", "370", "371", "372", "385",
    "386", "420", "421", "423",
];

/// Whether the number (E.164 digits) is in one of them. No calling code begins another one.
pub(super) fn is_exempt(digits: &str) -> bool {
    (2..=3)
        .filter_map(|length| digits.get(..length))
        .any(|code| CALLING_CODES.contains(&code))
}
