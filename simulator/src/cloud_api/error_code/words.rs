//! The words in which a code is classified.

/// Where a code reaches the connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// As the answer to the send.
    Sync,
    /// In a `failed` status, after the send was accepted.
    Async,
    /// Either way. A magic recipient takes the way of the status.
    Both,
    /// As the answer of another endpoint than a send, or inside such an answer.
    Management,
    /// In a webhook about something that a customer did.
    Inbound,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 5] = [
        Stage::Sync,
        Stage::Async,
        Stage::Both,
        Stage::Management,
        Stage::Inbound,
    ];

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Sync => "answer",
            Stage::Async => "status",
            Stage::Both => "both",
            Stage::Management => "management",
            Stage::Inbound => "inbound",
        }
    }

    /// What the word means, one clause.
    pub fn meaning(self) -> &'static str {
        match self {
            Stage::Sync => "the answer to a send",
            Stage::Async => "a `failed` status webhook, after the send was accepted with 200",
            Stage::Both => "the answer to a send, or a `failed` status webhook",
            Stage::Management => "the answer of an endpoint other than a send",
            Stage::Inbound => "a webhook about something that a customer did",
        }
    }

    /// Whether it tells what became of a send.
    pub const fn concerns_a_send(self) -> bool {
        matches!(self, Stage::Sync | Stage::Async | Stage::Both)
    }

    /// Whether it can be the answer to a send.
    pub const fn answers_a_send(self) -> bool {
        matches!(self, Stage::Sync | Stage::Both)
    }
}

/// What a connector may do about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryClass {
    /// The same body will never succeed, unless somebody mends something first.
    Permanent,
    /// Back off and send again.
    Transient,
    /// The token is the trouble; stop sending until it is mended.
    Auth,
}

impl RetryClass {
    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            RetryClass::Permanent => "permanent",
            RetryClass::Transient => "transient",
            RetryClass::Auth => "auth",
        }
    }
}

/// What a code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Tokens, permissions, the standing of the account.
    Auth,
    /// Too much, too fast.
    Throttling,
    /// A message and its recipient.
    Sending,
    /// Group messages and the management of groups.
    Groups,
    /// Calls.
    Calls,
    /// Templates, sent and managed.
    Templates,
    /// The Marketing Messages API.
    Marketing,
    /// Flows.
    Flows,
    /// Registering and moving phone numbers.
    Registration,
    /// Other endpoints: blocking, usernames, insights, paging, health.
    Management,
}

impl Family {
    /// Every family, in the order of tables.
    pub const ALL: [Family; 10] = [
        Family::Auth,
        Family::Throttling,
        Family::Sending,
        Family::Templates,
        Family::Marketing,
        Family::Groups,
        Family::Calls,
        Family::Flows,
        Family::Registration,
        Family::Management,
    ];

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Family::Auth => "auth",
            Family::Throttling => "throttling",
            Family::Sending => "sending",
            Family::Groups => "groups",
            Family::Calls => "calls",
            Family::Templates => "templates",
            Family::Marketing => "marketing",
            Family::Flows => "flows",
            Family::Registration => "registration",
            Family::Management => "management",
        }
    }

    /// A heading for people.
    pub fn heading(self) -> &'static str {
        match self {
            Family::Auth => "Authorization, permissions, integrity",
            Family::Throttling => "Throttling",
            Family::Sending => "Sending and delivery",
            Family::Groups => "Groups",
            Family::Calls => "Calls",
            Family::Templates => "Templates",
            Family::Marketing => "Marketing Messages API",
            Family::Flows => "Flows",
            Family::Registration => "Registration and migration",
            Family::Management => "Blocking, usernames, insights, paging, health",
        }
    }
}

/// How a code can be had in this world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Its real cause: this state of the world, or this request.
    State(&'static str),
    /// A magic recipient forces it.
    Magic,
    /// A fault rule refuses with it.
    Fault,
}

impl Reach {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Reach::State(_) => "state",
            Reach::Magic => "magic",
            Reach::Fault => "fault",
        }
    }
}

/// A number that Graph adds as `error_subcode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subcode {
    /// The number.
    pub number: u32,
    /// What it tells beyond the code.
    pub meaning: &'static str,
}
