//! What comes of a question: an answer, or a refusal that the API puts into its own words.

/// Type of most answers.
pub(super) const JSON: &str = "application/json";

/// An answer before it meets the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// All other headers that the API sets.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The tracking numbers that it is about, the first [`NUMBERS_MAX`].
    pub numbers: Vec<String>,
    /// Why it is a refusal, if it is one.
    pub refused: Option<Refused>,
}

/// Tracking numbers that a fact names.
pub(super) const NUMBERS_MAX: usize = 40;
/// Characters of a tracking number that are kept, and shown.
const NUMBER_CHARS_MAX: usize = 60;

impl Answered {
    /// JSON with a status.
    pub(super) fn json(status: u16, body: impl Into<Vec<u8>>) -> Answered {
        Answered {
            status,
            content_type: JSON,
            headers: Vec::new(),
            body: body.into(),
            numbers: Vec::new(),
            refused: None,
        }
    }

    /// 200 with JSON.
    pub(super) fn ok(body: impl Into<Vec<u8>>) -> Answered {
        Answered::json(200, body)
    }

    /// About a parcel.
    pub(super) fn about(mut self, number: &str) -> Answered {
        if self.numbers.len() < NUMBERS_MAX {
            self.numbers.push(shortened(number));
        }
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Answered {
        self.headers.push((name, value.into()));
        self
    }
}

/// What kind of refusal it is. Each API has its own status and words for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody that the API knows.
    Unauthorized,
    /// No such path.
    NoSuchPath,
    /// The path takes another method.
    WrongMethod,
    /// The body cannot be read.
    Malformed,
    /// Longer than any body of this API.
    TooLong,
    /// A field that has to be there is not.
    Missing,
    /// A value that cannot be.
    Invalid,
    /// More numbers than one request may name.
    TooMany,
    /// Nothing is known of the number.
    Unknown,
    /// It is there already.
    Exists,
    /// More requests than allowed.
    TooManyRequests,
    /// The simulator's own mistake, or it is too busy.
    Unavailable,
}

impl Kind {
    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Unauthorized => "unauthorized",
            Kind::NoSuchPath => "no_such_path",
            Kind::WrongMethod => "wrong_method",
            Kind::Malformed => "malformed",
            Kind::TooLong => "too_long",
            Kind::Missing => "missing",
            Kind::Invalid => "invalid",
            Kind::TooMany => "too_many",
            Kind::Unknown => "unknown",
            Kind::Exists => "exists",
            Kind::TooManyRequests => "rate_limited",
            Kind::Unavailable => "unavailable",
        }
    }
}

/// A refusal, before an API puts it into its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What kind.
    pub kind: Kind,
    /// The API's own code where there are several for a kind; empty: the usual one.
    pub code: &'static str,
    /// The rule, one sentence.
    pub rule: Box<str>,
    /// The field or header, as a path.
    pub field: Box<str>,
    /// What stood there, shortened.
    pub got: Box<str>,
    /// The nearest valid form.
    pub nearest: Box<str>,
    /// Seconds to wait, of a refusal for haste.
    pub wait_s: u64,
    /// The tracking numbers that were asked for.
    pub numbers: Vec<String>,
}

impl Refused {
    pub(super) fn new(kind: Kind, rule: impl Into<Box<str>>) -> Refused {
        Refused {
            kind,
            code: "",
            rule: rule.into(),
            field: "".into(),
            got: "".into(),
            nearest: "".into(),
            wait_s: 0,
            numbers: Vec::new(),
        }
    }

    /// No such path.
    pub(super) fn no_such_path() -> Refused {
        Refused::new(Kind::NoSuchPath, "the API has no such path here")
    }

    /// The path takes another method.
    pub(super) fn wrong_method(right: &str) -> Refused {
        Refused::new(Kind::WrongMethod, "the path takes another method").nearest(right)
    }

    /// Nothing is known of a number.
    pub(super) fn unknown(number: &str) -> Refused {
        Refused {
            numbers: vec![shortened(number)],
            ..Refused::new(
                Kind::Unknown,
                "nobody told of a parcel with this number, and it forces none",
            )
        }
        .got(number)
    }

    /// A field that has to be there.
    pub(super) fn missing(field: &str) -> Refused {
        Refused::new(Kind::Missing, format!("{field} has to be there")).field(field)
    }

    pub(super) fn invalid(field: &str, rule: impl Into<Box<str>>) -> Refused {
        Refused::new(Kind::Invalid, rule).field(field)
    }

    pub(super) fn code(self, code: &'static str) -> Refused {
        Refused { code, ..self }
    }

    pub(super) fn field(self, field: &str) -> Refused {
        Refused {
            field: field.into(),
            ..self
        }
    }

    pub(super) fn got(self, got: &str) -> Refused {
        Refused {
            got: shortened(got).into(),
            ..self
        }
    }

    /// The nearest valid form, or what to do.
    pub fn nearest(self, nearest: impl Into<Box<str>>) -> Refused {
        Refused {
            nearest: nearest.into(),
            ..self
        }
    }

    pub(super) fn wait(self, wait_s: u64) -> Refused {
        Refused { wait_s, ..self }
    }

    /// The body is longer than any of this API.
    pub fn too_long(bytes_max: usize) -> Refused {
        Refused::new(
            Kind::TooLong,
            format!("a body has at most {bytes_max} bytes"),
        )
        .field("body")
        .nearest("a shorter body")
    }

    /// The body did not come, or nobody has time for it.
    pub fn unavailable(rule: &str) -> Refused {
        Refused::new(Kind::Unavailable, rule).nearest("the same request again, a little later")
    }
}

pub(super) fn shortened(text: &str) -> String {
    text.chars().take(NUMBER_CHARS_MAX).collect()
}
