//! Meta's limits as arithmetic on (state, now): one model a file, each a plain value that is asked and told.
//!
//! No clock, no lock, no chance, no I/O: the time of a call and every drawn decision are parameters. A model that
//! says no says which Graph code the refusal carries; what the answer looks like is the endpoints' business.
//! Every model states what it holds at most. State that outlives a process is `Serialize`; moments are written as
//! Unix microseconds. Where Meta publishes no figure, the figure is ours and its comment says so.
//!
//! In the order in which a send meets them: [`graph_usage`] (4), [`throughput`] (130429, 131057), [`pair`]
//! (131056), [`windows`] (131047), [`portfolio`] (131048), [`template_life`] and [`portfolio_pacing`] (132015,
//! 132016), then after the answer [`marketing`] (131049, 131050). [`charge`] and [`price`] say what it costs.

pub mod key;
mod stored;

mod aging;
pub mod rolling;
pub mod unique_users;

pub mod graph_usage;
pub mod pair;
pub mod throughput;

pub mod marketing;
pub mod number_quality;
pub mod portfolio;
pub mod portfolio_pacing;
pub mod quality;
pub mod template_life;

pub mod quotas;

pub mod charge;
pub mod price;
pub mod windows;
