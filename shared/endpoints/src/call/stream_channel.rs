//! The way of a stream's bytes from the pump that makes them to the response that sends them.
//!
//! The pump must not wait for the client: what the provider says is counted whether anybody listens or not. And it must
//! not wait for the runtime to say that the client has gone, for not every runtime does. So the channel has no bound
//! but that of the answer itself, and the pump sees how long nothing was taken out of it.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{Stream, StreamExt};

/// The pump's end.
pub struct Outlet {
    sender: UnboundedSender<Bytes>,
    sent: u64,
    taken: Rc<Cell<u64>>,
    /// What had been taken when the pump last looked, and when that was.
    seen: (u64, u64),
}

/// The response's end: its body.
pub struct Inlet {
    receiver: UnboundedReceiver<Bytes>,
    taken: Rc<Cell<u64>>,
}

/// A channel for one response.
#[must_use]
pub fn channel() -> (Outlet, Inlet) {
    let (sender, receiver) = unbounded();
    let taken = Rc::new(Cell::new(0));
    (Outlet { sender, sent: 0, taken: taken.clone(), seen: (0, 0) }, Inlet { receiver, taken })
}

impl Outlet {
    /// Hands bytes over. They are dropped if the response is gone.
    pub fn send(&mut self, text: String) {
        if self.sender.unbounded_send(text.into()).is_ok() {
            self.sent += 1;
        }
    }

    /// How long, in milliseconds, the client has taken nothing although there was something to take; `None` while it
    /// keeps up. A response that is gone counts as one that has taken nothing since it was last seen to.
    pub fn stalled_ms(&mut self, now_ms: u64) -> Option<u64> {
        let taken = self.taken.get();
        let keeps_up = taken >= self.sent && !self.sender.is_closed();
        if keeps_up || taken > self.seen.0 || self.seen.1 == 0 {
            self.seen = (taken, now_ms);
        }
        (!keeps_up).then(|| now_ms.saturating_sub(self.seen.1))
    }
}

impl Stream for Inlet {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let next = self.receiver.poll_next_unpin(cx);
        if let Poll::Ready(Some(_)) = next {
            self.taken.set(self.taken.get() + 1);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn take(inlet: &mut Inlet) -> Option<Bytes> {
        inlet.next().now_or_never().flatten()
    }

    #[test]
    fn a_client_that_keeps_up_is_never_stalled() {
        let (mut outlet, mut inlet) = channel();
        for now in 1..100 {
            outlet.send("x".to_owned());
            assert_eq!(take(&mut inlet).as_deref(), Some(&b"x"[..]));
            assert_eq!(outlet.stalled_ms(now * 10_000), None);
        }
    }

    #[test]
    fn a_client_that_takes_nothing_is_stalled_since_it_last_took_something() {
        let (mut outlet, mut inlet) = channel();
        outlet.send("a".to_owned());
        assert_eq!(outlet.stalled_ms(1_000), Some(0));
        outlet.send("b".to_owned());
        assert_eq!(outlet.stalled_ms(4_000), Some(3_000));
        take(&mut inlet);
        assert_eq!(outlet.stalled_ms(5_000), Some(0));
        assert_eq!(outlet.stalled_ms(6_000), Some(1_000));
    }

    #[test]
    fn a_response_that_is_gone_counts_as_stalled_and_takes_nothing_more() {
        let (mut outlet, inlet) = channel();
        assert_eq!(outlet.stalled_ms(1_000), None);
        drop(inlet);
        outlet.send("lost".to_owned());
        assert_eq!(outlet.stalled_ms(3_000), Some(2_000));
    }
}
