//! Owns a connection that notes whether anything was said on it yet, and lets a message and its final dot leave in one piece.
//! Refuses to look at what is said, and to say that the dot has left before the system took its last octet.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// What is known of a connection, and said to it, past the library that speaks on it.
#[derive(Debug, Default)]
pub(super) struct Notes {
    spoken: AtomicBool,
    holds: AtomicBool,
    left: AtomicBool,
}

impl Notes {
    /// Whether anything was said.
    pub(super) fn has_spoken(&self) -> bool {
        self.spoken.load(Ordering::SeqCst)
    }

    /// From now on what is said is kept back.
    pub(super) fn hold(&self) {
        self.left.store(false, Ordering::SeqCst);
        self.holds.store(true, Ordering::SeqCst);
    }

    /// What was kept back leaves with what is said next.
    pub(super) fn release(&self) {
        self.holds.store(false, Ordering::SeqCst);
    }

    /// Whether everything left that was kept back, and what was said next.
    pub(super) fn has_left(&self) -> bool {
        self.left.load(Ordering::SeqCst)
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Tap {
    stream: TcpStream,
    notes: Arc<Notes>,
    /// What is kept back, and how much of it left already.
    kept: (Vec<u8>, usize),
}

impl Tap {
    /// A connection on which nothing was said yet, and the notes.
    pub(super) fn new(stream: TcpStream) -> (Self, Arc<Notes>) {
        let notes = Arc::new(Notes::default());
        (Self { stream, notes: Arc::clone(&notes), kept: (Vec::new(), 0) }, notes)
    }

    fn holds(&self) -> bool {
        self.notes.holds.load(Ordering::SeqCst)
    }
}

impl AsyncRead for Tap {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Tap {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        self.notes.spoken.store(true, Ordering::SeqCst);
        if self.holds() || !self.kept.0.is_empty() {
            self.kept.0.extend_from_slice(octets);
            return Poll::Ready(Ok(octets.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.holds() {
            return Poll::Ready(Ok(()));
        }
        let Self { stream, notes, kept: (kept, gone) } = &mut *self;
        while let Some(rest) = kept.get(*gone..).filter(|rest| !rest.is_empty()) {
            match ready!(Pin::new(&mut *stream).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => *gone += written,
            }
        }
        if !kept.is_empty() {
            notes.left.store(true, Ordering::SeqCst);
            kept.clear();
            *gone = 0;
        }
        Pin::new(stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl AsyncTokioStream for Tap {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
        time::timeout,
    };

    async fn pair() -> (Tap, Arc<Notes>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let near = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (tap, notes) = Tap::new(near);
        (tap, notes, listener.accept().await.unwrap().0)
    }

    #[tokio::test]
    async fn what_is_kept_back_leaves_with_what_is_said_next() {
        let (mut tap, notes, mut far) = pair().await;
        assert!(!notes.has_spoken());
        for round in 0..2 {
            notes.hold();
            tap.write_all(b"message").await.unwrap();
            tap.flush().await.unwrap();
            assert!(notes.has_spoken() && !notes.has_left(), "round {round}");
            let mut heard = [0; 32];
            assert!(timeout(Duration::from_millis(20), far.read(&mut heard)).await.is_err(), "nothing arrives yet");
            notes.release();
            tap.write_all(b"\r\n.\r\n").await.unwrap();
            assert!(!notes.has_left());
            tap.flush().await.unwrap();
            assert!(notes.has_left());
            let length = far.read(&mut heard).await.unwrap();
            assert_eq!(&heard[..length], b"message\r\n.\r\n");
        }
        tap.write_all(b"QUIT\r\n").await.unwrap();
        assert_eq!(far.read(&mut [0; 32]).await.unwrap(), 6, "nothing is kept back that nobody asked for");
    }

    #[tokio::test]
    async fn the_dot_has_not_left_while_the_other_side_reads_too_little() {
        let (mut tap, notes, _far) = pair().await;
        notes.hold();
        // More than the system keeps for two ends of the loopback.
        tap.write_all(&vec![b'x'; 64 << 20]).await.unwrap();
        notes.release();
        tap.write_all(b"\r\n.\r\n").await.unwrap();
        assert!(timeout(Duration::from_millis(50), tap.flush()).await.is_err());
        assert!(!notes.has_left());
    }
}
