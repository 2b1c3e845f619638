//! When an answer to a stimulus counts as taken.

use std::fmt;

/// Status and, where the connector answers 200 for everything, a value in the JSON body.
#[derive(Debug, Clone, PartialEq)]
pub struct AckRule {
    /// Statuses that count as taken; never empty.
    pub statuses: Vec<StatusRange>,
    /// JSON pointer (RFC 6901) to the value that has to be there.
    pub body_pointer: Option<String>,
    /// What that value has to be; None = anything but null and false.
    pub body_equals: Option<serde_json::Value>,
}

/// A range of HTTP statuses, both ends included.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusRange {
    /// Lowest.
    pub from: u16,
    /// Highest.
    pub to: u16,
}

impl fmt::Debug for StatusRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

impl StatusRange {
    /// `2xx`, `204`, or `200-204`.
    pub fn parse(text: &str) -> Option<StatusRange> {
        let number = |text: &str| {
            text.parse::<u16>()
                .ok()
                .filter(|code| (100..=599).contains(code))
        };
        let range = match text.split_once('-') {
            Some((from, to)) => StatusRange {
                from: number(from)?,
                to: number(to)?,
            },
            None => match text.to_ascii_lowercase().strip_suffix("xx") {
                Some(class) => {
                    let hundreds = number(&format!("{class}00"))?;
                    StatusRange {
                        from: hundreds,
                        to: hundreds + 99,
                    }
                }
                None => StatusRange {
                    from: number(text)?,
                    to: number(text)?,
                },
            },
        };
        (range.from <= range.to).then_some(range)
    }
}

impl Default for AckRule {
    fn default() -> AckRule {
        AckRule {
            statuses: vec![StatusRange { from: 200, to: 299 }],
            body_pointer: None,
            body_equals: None,
        }
    }
}

impl AckRule {
    /// Whether this answer counts as taken.
    pub fn accepts(&self, status: u16, body: &[u8]) -> bool {
        let mut statuses = self.statuses.iter();
        if !statuses.any(|range| (range.from..=range.to).contains(&status)) {
            return false;
        }
        let Some(pointer) = &self.body_pointer else {
            return true;
        };
        let Ok(body) = serde_json::from_slice::<serde_json::Value>(body) else {
            return false;
        };
        match (body.pointer(pointer), &self.body_equals) {
            (None, _) => false,
            (Some(found), Some(wanted)) => found == wanted,
            (Some(found), None) => !found.is_null() && *found != serde_json::Value::Bool(false),
        }
    }
}
