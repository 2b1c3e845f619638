//! Codes that circulate with a wrong meaning: what they stand for in some integrators' notes, what Meta means by
//! them, and the code that the situation really has.
//!
//! This table decides nothing. It is for a world that is asked to answer as those notes expect (the profile
//! `seed-compat`, off by default), and for the hint to a connector that branches on a meaning which Meta never gave.

/// One misunderstanding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias {
    /// The number as it circulates.
    pub code: u32,
    /// What it is said to mean.
    pub said: &'static str,
    /// What Meta means by it; None: Meta documents no such code.
    pub means: Option<&'static str>,
    /// The codes that the situation really has, with when; the most likely first.
    pub instead: &'static [(u32, &'static str)],
}

/// A template that cannot be sent.
const UNSENDABLE: &[(u32, &str)] = &[
    (
        132_001,
        "no approved template of this name in this language",
    ),
    (132_015, "the template is paused"),
    (132_016, "the template is disabled"),
];

/// Every misunderstanding, by number.
pub const ALIASES: &[Alias] = &[
    Alias {
        code: 130_432,
        said: "the number's format is wrong",
        means: None,
        instead: &[
            (131_009, "the number is malformed"),
            (100, "the number is no text at all"),
            (131_026, "well formed, but not on WhatsApp: as a status"),
            (131_030, "not in a test number's allow-list"),
        ],
    },
    Alias {
        code: 131_047,
        said: "the template is not approved",
        means: Some("more than 24 hours since the customer last wrote"),
        instead: UNSENDABLE,
    },
    Alias {
        code: 131_050,
        said: "the template is not active",
        means: Some("the customer has stopped marketing messages"),
        instead: UNSENDABLE,
    },
];

/// The number that such notes expect in the place of a code.
pub fn instead_of(code: u32) -> Option<u32> {
    ALIASES
        .iter()
        .find(|alias| alias.instead.first().is_some_and(|(real, _)| *real == code))
        .map(|alias| alias.code)
}

/// What is said of a code that circulates with a wrong meaning.
pub fn alias(code: u32) -> Option<&'static Alias> {
    ALIASES.iter().find(|alias| alias.code == code)
}
