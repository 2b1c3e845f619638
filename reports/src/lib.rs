//! Turns a finished run into things that people and machines read. Knows nothing of the simulator or the
//! harness: its one input is the [`record::RunRecord`], so a report can be rendered again years later.
//!
//! Every output is a pure function of the record; only [`write`] touches the disk. Whatever a connector may
//! have said passes through `escape` on its way into a report.

pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod record;
pub mod terminal;
pub mod verdict;
pub mod write;

mod charts;
mod escape;
mod figures;
mod phrases;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod injection;
