//! Disorder that vendors document: what real pushes do, and a tidy simulator would not.

/// One kind of disorder. A genuine push can have it, so a connector has to cope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disorder {
    /// A push comes twice (AfterShip, EasyPost, Shippo: at least once).
    Duplicate,
    /// An older checkpoint is pushed after a newer one (EasyPost, FedEx).
    LateOlder,
    /// The history is not in the order of time (Yanwen, 4PX).
    Unsorted,
    /// The same milestone once more with other data, such as a later date (FedEx).
    ChangedRepeat,
    /// Times do not say their zone (AfterShip, SF Express).
    NoZone,
    /// Every other time is in UTC, the rest is local (Yanwen, UPS).
    MixedZones,
    /// `""` where others write null (UPS).
    EmptyForNull,
    /// Null wherever a field may be (17TRACK).
    NullHeavy,
}

impl Disorder {
    /// All of them.
    pub const ALL: [Disorder; 8] = [
        Disorder::Duplicate,
        Disorder::LateOlder,
        Disorder::Unsorted,
        Disorder::ChangedRepeat,
        Disorder::NoZone,
        Disorder::MixedZones,
        Disorder::EmptyForNull,
        Disorder::NullHeavy,
    ];

    /// The word in files and in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Disorder::Duplicate => "duplicate",
            Disorder::LateOlder => "late_older",
            Disorder::Unsorted => "unsorted",
            Disorder::ChangedRepeat => "changed_repeat",
            Disorder::NoZone => "no_zone",
            Disorder::MixedZones => "mixed_zones",
            Disorder::EmptyForNull => "empty_for_null",
            Disorder::NullHeavy => "null_heavy",
        }
    }

    /// What is out of order, in a sentence's words.
    pub fn about(self) -> &'static str {
        match self {
            Disorder::Duplicate => "a push comes twice",
            Disorder::LateOlder => "an older checkpoint is pushed after a newer one",
            Disorder::Unsorted => "the history is not in the order of time",
            Disorder::ChangedRepeat => "a milestone is told again with other data",
            Disorder::NoZone => "times do not say their zone",
            Disorder::MixedZones => "some times are local and some in UTC",
            Disorder::EmptyForNull => "empty text where null is usual",
            Disorder::NullHeavy => "null wherever a field may be null",
        }
    }

    /// The disorder with this word.
    pub fn parse(word: &str) -> Option<Disorder> {
        Disorder::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A set of disorders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Disorders(u16);

impl Disorders {
    /// Everything in order.
    pub const NONE: Disorders = Disorders(0);

    /// These, and one more.
    #[must_use]
    pub const fn with(self, disorder: Disorder) -> Disorders {
        Disorders(self.0 | 1 << disorder as u16)
    }

    /// Whether this one is among them.
    pub const fn has(self, disorder: Disorder) -> bool {
        self.0 & 1 << disorder as u16 != 0
    }
}

impl FromIterator<Disorder> for Disorders {
    fn from_iter<T: IntoIterator<Item = Disorder>>(disorders: T) -> Disorders {
        disorders.into_iter().fold(Disorders::NONE, Disorders::with)
    }
}
