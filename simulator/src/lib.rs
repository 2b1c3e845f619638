//! The world around a connector: Meta's Cloud API, carriers, and customers with phones.

pub mod carriers;
pub mod chance;
pub mod clock;
pub mod parcel;
