//! Turns a finished run into things that people and machines read. Knows nothing of the simulator or the
//! harness: its one input is the [`record::RunRecord`], so a report can be rendered again years later.

pub mod record;
pub mod verdict;
