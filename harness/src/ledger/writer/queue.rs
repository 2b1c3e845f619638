//! What waits for the writer, in the order in which it came. A batch that somebody waits for wakes the writer at once;
//! the others wait for one, or for [`LINGER`]: a transaction of its own costs a notice ten times what its rows cost.

use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::ledger::row::Row;

/// Batches waiting for the writer. A batch is what one request or notice leaves: a few rows.
const QUEUE_BATCHES_MAX: usize = 65_536;
/// How long rows that nobody waits for may lie. A small part of the time that notices are planned ahead.
const LINGER: Duration = Duration::from_millis(20);

/// Rows that are written together, and who waits for them.
pub(super) struct Batch {
    pub rows: Vec<Row>,
    pub done: Option<oneshot::Sender<()>>,
}

#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    batches: Vec<Batch>,
    awaited: bool,
    closed: bool,
}

impl Queue {
    /// Puts a batch at the end.
    ///
    /// # Errors
    /// Gives the batch back when there is no room for it, or the queue is closed.
    pub(super) fn put(&self, batch: Batch) -> Result<(), Batch> {
        let mut state = self.lock();
        if state.closed || state.batches.len() >= QUEUE_BATCHES_MAX {
            return Err(batch);
        }
        let wakes = match batch.done {
            Some(_) => !mem::replace(&mut state.awaited, true),
            None => state.batches.is_empty(),
        };
        state.batches.push(batch);
        drop(state);
        if wakes {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Nothing is put any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_one();
    }

    /// Waits until something has to be written; false: nothing is left, and nothing will come.
    pub(super) fn wait(&self) -> bool {
        let state = self.lock();
        let idle = |state: &mut State| state.batches.is_empty() && !state.closed;
        let state = self.wake.wait_while(state, idle);
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let unhurried = |state: &mut State| !state.awaited && !state.closed;
        let waited = self.wake.wait_timeout_while(state, LINGER, unhurried);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !state.batches.is_empty()
    }

    /// Moves all there is into an empty vector.
    pub(super) fn take(&self, into: &mut Vec<Batch>) {
        let mut state = self.lock();
        state.awaited = false;
        mem::swap(&mut state.batches, into);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(done: Option<oneshot::Sender<()>>) -> Batch {
        let rows = Vec::new();
        Batch { rows, done }
    }

    #[test]
    fn a_full_queue_gives_back_what_does_not_fit_and_a_closed_one_everything() {
        let queue = Queue::default();
        for _ in 0..QUEUE_BATCHES_MAX {
            assert!(queue.put(batch(None)).is_ok());
        }
        assert!(queue.put(batch(None)).is_err());
        let mut taken = Vec::new();
        queue.take(&mut taken);
        assert_eq!(taken.len(), QUEUE_BATCHES_MAX);
        queue.close();
        assert!(queue.put(batch(None)).is_err() && !queue.wait());
    }

    #[test]
    fn what_somebody_waits_for_takes_along_what_came_before_in_its_order() {
        let queue = Queue::default();
        let (done, _waits) = oneshot::channel();
        assert!(queue.put(batch(None)).is_ok() && queue.put(batch(Some(done))).is_ok());
        assert!(queue.wait());
        let mut taken = Vec::new();
        queue.take(&mut taken);
        let awaited: Vec<bool> = taken.iter().map(|batch| batch.done.is_some()).collect();
        assert_eq!(awaited, [false, true]);
    }
}
