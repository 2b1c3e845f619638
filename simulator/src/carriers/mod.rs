//! Carriers and aggregators that push a parcel's checkpoints.

/// Who pushes. One file each; this is the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// AfterShip Tracking, webhook version 2025-07.
    AfterShip,
    /// 17TRACK, API v2.4.
    SeventeenTrack,
    /// YunExpress `tisPushData`.
    YunExpress,
}
