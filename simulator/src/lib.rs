//! The world around a connector: Meta's Cloud API, carriers, and customers with phones.
//!
//! A library that knows nothing of load, ledgers or verdicts. In reading order:
//! [`settings`] says what a world is, [`world`] is the pure core, [`cloud_api`] its endpoints, [`handset`] and
//! [`limits`] its behaviour; [`parcel`], [`population`] and [`carriers`] make the parcels and their notices; [`sms`] is the gateways;
//! [`server`], [`tls`] and [`outbox`] are the rims; facts leave through [`observation`].

pub mod due;
pub mod graph;
pub mod settings;
pub mod world;
pub mod world_file;

pub mod cloud_api;
pub mod handset;
pub mod limits;
pub mod meta_switches;
pub mod template;
pub mod webhook;

pub mod carriers;
pub mod countries;
pub mod magic;
pub mod parcel;
pub mod parcels;
mod permutation;
pub mod population;
pub mod signature;
pub mod sms;
pub mod tracking_number;

pub mod chance;
pub mod clock;
pub mod observation;
pub mod recent;

pub mod control;
pub mod outbox;
pub mod server;
pub mod tls;
