//! Whether an answer arrived: a connection that knows if the answer to an accepted send was written out whole, and
//! that gives up on a client which does not read.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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

pub(super) struct Watched<S> {
    stream: S,
    /// What was accepted and whose answer is on its way, as for [`Doubt::send`].
    pending: Arc<AtomicU64>,
    rim: Arc<Rim>,
    /// Since the stream last took something; only while it takes nothing.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<S> Watched<S> {
    pub(super) fn new(stream: S, pending: Arc<AtomicU64>, rim: Arc<Rim>) -> Watched<S> {
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
        let send = self.pending.load(Ordering::Relaxed);
        if send != 0 {
            let why = "the connection broke while the answer was written";
            let fact = lost(send, self.rim.clock.now(), why);
            self.rim.observer.note(fact);
        }
    }
}

/// Set in the number of an SMS gateway's request, which are counted apart from Meta's sends.
pub(super) const SMS: u64 = 1 << 63;

/// The fact that an answer did not arrive.
fn lost(send: u64, at: Moment, why: &'static str) -> Observation {
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
            self.pending.store(0, Ordering::Relaxed);
        }
        self.in_time(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(cx, shut)
    }
}

/// Notes an accepted send as in doubt when the connector hangs up before its answer is ready.
pub(super) struct Doubt<'a> {
    /// Id of the send, or of the SMS gateway's request with [`SMS`]; 0 when nothing was accepted.
    pub(super) send: u64,
    pub(super) rim: &'a Rim,
    pub(super) settled: bool,
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        if self.send != 0 && !self.settled {
            let why = "the connection ended before the answer";
            let fact = lost(self.send, self.rim.clock.now(), why);
            self.rim.observer.note(fact);
        }
    }
}
