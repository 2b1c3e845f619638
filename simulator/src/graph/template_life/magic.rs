//! Magic names: a template whose name holds one of these pieces has its fate ordered. This is the one place that
//! lists them.
//!
//! | piece of the name | what happens |
//! |---|---|
//! | `__rejected_invalid_format` | the review rejects it; so for every reason: `abusive_content`, `incorrect_category`, `invalid_format`, `promotional`, `scam`, `tag_content_mismatch` |
//! | `__recategorized_marketing` | submitted as utility, approved as marketing |
//! | `__recategorizing_marketing` | approved as utility, with the notice that it becomes marketing in 24 hours |
//! | `__paced_green` | the first message goes, the others are held; then readers like it, and they are released |
//! | `__paced_red` | the same, but readers dislike it: each held message fails with 132015, the template is paused |
//! | `__pending` | the review never ends |

/// What a review decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Sound.
    Approved,
    /// Not sound, with Meta's word for why.
    Rejected(&'static str),
    /// Approved, but as marketing.
    AsMarketing,
    /// Approved, and announced to become marketing.
    SoonMarketing,
    /// Never decided.
    Never,
}

/// Meta's words for a rejection (Meta, Cloud API, webhooks, `message_template_status_update`).
pub const REASONS: [&str; 6] = [
    "ABUSIVE_CONTENT",
    "INCORRECT_CATEGORY",
    "INVALID_FORMAT",
    "PROMOTIONAL",
    "SCAM",
    "TAG_CONTENT_MISMATCH",
];

/// The review that a name orders.
pub(crate) fn review(name: &str) -> Option<Review> {
    if let Some((_, rest)) = name.split_once("__rejected_") {
        let reason = REASONS
            .into_iter()
            .find(|reason| rest.starts_with(&reason.to_ascii_lowercase()));
        return Some(Review::Rejected(reason.unwrap_or("INVALID_FORMAT")));
    }
    let ordered = [
        ("__recategorized_marketing", Review::AsMarketing),
        ("__recategorizing_marketing", Review::SoonMarketing),
        ("__pending", Review::Never),
    ];
    ordered
        .into_iter()
        .find(|(piece, _)| name.contains(piece))
        .map(|(_, review)| review)
}

/// Whether a name orders pacing, and whether readers like the template.
pub(crate) fn paced(name: &str) -> Option<bool> {
    if name.contains("__paced_green") {
        return Some(true);
    }
    name.contains("__paced_red").then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_order_reviews_and_ordinary_names_order_nothing() {
        let cases = [
            ("parcel_out_for_delivery", None),
            ("rejected_invalid_format", None),
            ("a__rejected_scam", Some(Review::Rejected("SCAM"))),
            (
                "a__rejected_incorrect_category_2",
                Some(Review::Rejected("INCORRECT_CATEGORY")),
            ),
            (
                "a__rejected_whatever",
                Some(Review::Rejected("INVALID_FORMAT")),
            ),
            ("a__recategorized_marketing", Some(Review::AsMarketing)),
            ("a__recategorizing_marketing", Some(Review::SoonMarketing)),
            ("a__pending", Some(Review::Never)),
        ];
        for (name, expected) in cases {
            assert_eq!(review(name), expected, "{name}");
        }
    }

    #[test]
    fn names_order_pacing() {
        assert_eq!(paced("a__paced_green"), Some(true));
        assert_eq!(paced("a__paced_red"), Some(false));
        assert_eq!(paced("a"), None);
    }
}
