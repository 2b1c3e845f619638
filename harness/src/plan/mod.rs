//! What is due, when, and what must come of it: all of it follows from the scenario, the policy and the seed.

pub mod schedule;
pub mod stimuli;
