//! What can be broken on purpose. Each defect is named with the one check of the harness that has to notice it;
//! without any the connector keeps every rule.

mod list;
mod plants;

use std::fmt;

pub use list::ALL;
pub(crate) use plants::Plants;

/// A bug that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defect {
    /// Its name in DEFECTS and on the command line.
    pub name: &'static str,
    /// What goes wrong.
    pub about: &'static str,
    /// The id of the check that has to fail, and no other.
    pub caught_by: &'static str,
    /// Whether the name is followed by `=` and a number.
    pub takes_value: bool,
}

/// A planted defect in code; in the order of [`ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Planted {
    LoseOneIn1000,
    NoDedup,
    DedupRace,
    NotifySilent,
    WrongRecipient,
    AnonymousSends,
    WrongParameter,
    DateNotIso,
    WrongLanguage,
    Capacity,
    UnorderedWorkers,
    NotifyStale,
    StatusRegress,
    FirstStatusOfBatchOnly,
    WamidOnWrongParcel,
    NoSignatureCheck,
    ReserialisedSignature,
    RetryPermanent,
    GiveUpOn503,
    SlowAck,
    MessagePerHistoryEntry,
    AckWrongBody,
    DropsUnsortedHistory,
    LocalTimeAsUtc,
    PointerNotFetched,
    WrongCarrierName,
    SmsTwice,
    SmsNever,
    TagWrong,
    HandoverMissed,
    ReminderTwice,
    OptOutIgnored,
    FourthSameTemplate,
}

/// The defects of one connector; the default is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Defects {
    /// Bit `n` for the `n`th defect of [`ALL`].
    planted: u64,
    capacity_per_minute: Option<u32>,
}

/// A word that names no defect, or not rightly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DefectError {
    /// No defect has this name.
    #[error("no defect is called `{name}`; did you mean `{nearest}`?")]
    Unknown {
        /// The name given.
        name: String,
        /// The valid name that looks most like it.
        nearest: &'static str,
    },
    /// The defect needs a value and has none, or one that is no whole number above 0.
    #[error("defect `{name}` needs a whole number above 0, such as `{name}=2600`")]
    NeedsValue {
        /// The defect.
        name: &'static str,
    },
    /// The defect takes no value and has one.
    #[error("defect `{name}` takes no value; write `{name}`")]
    TakesNoValue {
        /// The defect.
        name: &'static str,
    },
}

impl Defects {
    /// Reads names as `no-dedup` and `capacity=2600`.
    ///
    /// # Errors
    /// A name that no defect has, with the nearest that one has; a value that is missing, wrong or not wanted.
    pub fn parse(words: &[String]) -> Result<Defects, DefectError> {
        let mut defects = Defects::default();
        for word in words {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name.trim(), Some(value.trim())),
                None => (word.trim(), None),
            };
            let place = ALL
                .iter()
                .position(|defect| defect.name == name)
                .ok_or_else(|| unknown(name))?;
            let defect = &ALL[place];
            match (defect.takes_value, value.map(str::parse::<u32>)) {
                (false, None) => (),
                (false, Some(_)) => return Err(DefectError::TakesNoValue { name: defect.name }),
                (true, Some(Ok(number))) if number > 0 => {
                    defects.capacity_per_minute = Some(number)
                }
                (true, _) => return Err(DefectError::NeedsValue { name: defect.name }),
            }
            defects.planted |= 1 << place;
        }
        Ok(defects)
    }

    pub(crate) fn has(self, planted: Planted) -> bool {
        self.planted & (1 << planted as u64) != 0
    }

    /// Messages a minute that the defect `capacity` lets through.
    pub(crate) fn capacity_per_minute(self) -> Option<u32> {
        self.capacity_per_minute
            .filter(|_| self.has(Planted::Capacity))
    }
}

impl fmt::Display for Defects {
    /// As [`Defects::parse`] reads them, comma separated.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (place, defect) in ALL
            .iter()
            .enumerate()
            .filter(|(place, _)| self.planted & (1 << place) != 0)
        {
            write!(f, "{separator}{}", defect.name)?;
            separator = ",";
            if place == Planted::Capacity as usize
                && let Some(number) = self.capacity_per_minute
            {
                write!(f, "={number}")?;
            }
        }
        Ok(())
    }
}

fn unknown(name: &str) -> DefectError {
    let likeness = |defect: &&Defect| (strsim::jaro_winkler(name, defect.name) * 1e6) as u64;
    let nearest = ALL
        .iter()
        .max_by_key(likeness)
        .map_or("", |defect| defect.name);
    DefectError::Unknown {
        name: name.to_owned(),
        nearest,
    }
}

#[cfg(test)]
mod tests;
