//! The program `shakedown`: load, journeys, ledger, checks, verdict.
//!
//! In reading order: [`cli`] and [`commands`] are what a person meets; [`run`] is one run from start to verdict;
//! [`plan`], [`pacer`] and [`injector`] offer the load; [`witness`] and [`scorer`] write what happened into the
//! [`ledger`]; [`engine`] steers a ramp; [`checks`] and [`judge`] read the ledger and nothing else.

pub mod cli;
pub mod commands;
pub mod exit_code;

pub mod dialogue;
pub mod doctor;
pub mod outputs;
pub mod progress;
pub mod run;
pub mod shown_by;
pub mod stage;

pub mod engine;
pub mod injector;
pub mod journeys;
pub mod pacer;
pub mod plan;
pub mod scorer;
pub mod witness;

pub mod child;
pub mod connector_file;
pub mod egress;
pub mod policy;
pub mod process_sampler;
pub mod read_back;

pub mod checks;
pub mod judge;
pub mod ledger;
