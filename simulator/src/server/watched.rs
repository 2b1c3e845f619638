//! Whether an answer arrived: a connection that knows if the answer to an accepted send was written out whole, and
//! that gives up on a client which does not read.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use super::Rim;
use crate::clock::Moment;
use crate::observation::Observation;
use crate::sms::SmsFact;

/// A client has to take something of its answer within this time.
pub(super) const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// The accepted sends whose answer is on its way. One that came alone costs an atomic write and no lock.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Its id; 0 when there is none, [`MANY`] when there are several.
    send: AtomicU64,
    /// The ids of a batch's sends. Old ones stay until the next batch.
    batch: Mutex<Vec<u64>>,
}

/// Stands for the sends of a batch; no send has this id.
const MANY: u64 = u64::MAX;

impl Pending {
    fn arrived(&self) {
        self.send.store(0, Ordering::Relaxed);
    }

    /// The ids of those that are still on their way.
    fn left(&self) -> Vec<u64> {
        match self.send.load(Ordering::Relaxed) {
            0 => Vec::new(),
            MANY => std::mem::take(&mut *self.batch.lock().unwrap_or_else(PoisonError::into_inner)),
            send => vec![send],
        }
    }
}

pub(super) struct Watched<S> {
    stream: S,
    /// What was accepted and whose answer is on its way, as for [`Doubt::send`].
    pending: Arc<Pending>,
    rim: Arc<Rim>,
    /// Since the stream last took something; only while it takes nothing.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, pending: Arc<Pending>, rim: Arc<Rim>) -> Watched<S> {
        Watched {
            stream,
            pending,
            rim,
            stuck: None,
        }
    }

    /// What a write came to; an error once nothing was taken for too long.
    fn in_time<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let stuck = self
            .stuck
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(WRITE_TIMEOUT)));
        stuck
            .as_mut()
            .poll(cx)
            .map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S> Drop for Watched<S> {
    fn drop(&mut self) {
        let why = "the connection broke while the answer was written";
        lost(&self.rim, self.pending.left(), why);
    }
}

/// Set in the number of an SMS gateway's request, which are counted apart from Meta's sends.
pub(super) const SMS: u64 = 1 << 63;

/// The fact that an answer did not arrive.
fn fact(send: u64, at: Moment, why: &'static str) -> Observation {
    if send & SMS == 0 {
        return Observation::AnswerLost { send, at, why };
    }
    let request = send & !SMS;
    SmsFact::AnswerLost { request, at, why }.into()
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes the stream once its own buffer, head and body of the answer, has gone out.
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if let Poll::Ready(Ok(())) = flushed {
            self.pending.arrived();
        }
        self.in_time(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(cx, shut)
    }
}

/// Notes accepted sends as in doubt when the connector hangs up before their answer is ready.
pub(super) struct Doubt<'a> {
    /// Id of the send that came alone, or of the SMS gateway's request with [`SMS`]; 0 when nothing was accepted.
    pub(super) send: u64,
    /// The sends of a batch.
    pub(super) batch: Vec<u64>,
    pub(super) rim: &'a Rim,
    pub(super) settled: bool,
}

impl Doubt<'_> {
    /// The answer is ready: from now on the connection knows whether it arrives.
    pub(super) fn hand_over(&mut self, pending: &Pending) {
        self.settled = true;
        if self.batch.is_empty() {
            return pending.send.store(self.send, Ordering::Relaxed);
        }
        *pending.batch.lock().unwrap_or_else(PoisonError::into_inner) =
            std::mem::take(&mut self.batch);
        pending.send.store(MANY, Ordering::Relaxed);
    }
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        if !self.settled {
            let why = "the connection ended before the answer";
            let alone = (self.send != 0).then_some(self.send);
            let batch = std::mem::take(&mut self.batch);
            lost(self.rim, alone.into_iter().chain(batch), why);
        }
    }
}

fn lost(rim: &Rim, sends: impl IntoIterator<Item = u64>, why: &'static str) {
    for send in sends {
        rim.observer.note(fact(send, rim.clock.now(), why));
    }
}
