#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.
