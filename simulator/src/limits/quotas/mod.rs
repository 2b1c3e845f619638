//! Small limits on managing things: how often, how many, how long, and who may be blocked or written to.

pub mod allow_list;
pub mod block_list;
pub mod deleted_names;
pub mod flow_throttle;
pub mod pin;
pub mod registration;
pub mod standing;
pub mod templates;
pub mod time_to_live;
