//! A refused token stops all sends: they would all be refused, and Meta counts them. After a pause one probe goes.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Gate {
    state: State,
    pause: Duration,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Open,
    ClosedUntil(Instant),
    Probing,
}

/// What a send has to do at the gate.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pass {
    Go,
    WaitUntil(Instant),
    /// Until the probe is answered.
    Wait,
}

impl Gate {
    pub(super) fn new(pause: Duration) -> Gate {
        Gate {
            state: State::Open,
            pause,
        }
    }

    pub(super) fn pass(&self, now: Instant) -> Pass {
        match self.state {
            State::Open => Pass::Go,
            State::ClosedUntil(instant) if instant <= now => Pass::Go,
            State::ClosedUntil(instant) => Pass::WaitUntil(instant),
            State::Probing => Pass::Wait,
        }
    }

    /// A send goes through; behind a closed gate it is the probe.
    pub(super) fn go(&mut self) {
        if self.state != State::Open {
            self.state = State::Probing;
        }
    }

    /// The token was refused. Sends that left before the gate closed prolong nothing.
    pub(super) fn close(&mut self, now: Instant) {
        if !matches!(self.state, State::ClosedUntil(_)) {
            self.state = State::ClosedUntil(now + self.pause);
        }
    }

    /// A send ended in any other way: if it was the probe, the token works again.
    pub(super) fn answered(&mut self) {
        if self.state == State::Probing {
            self.state = State::Open;
        }
    }
}

#[cfg(test)]
mod tests;
