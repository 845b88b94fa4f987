//! Owns a connection that notes whether anything was said on it yet, and whether all that was said has left.
//! Refuses to look at what is said, and to say that it has left before the system took its last octet.

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

/// What is known of a connection past the library that speaks on it.
#[derive(Debug, Default)]
pub(super) struct Notes {
    spoken: AtomicBool,
    left: AtomicBool,
}

impl Notes {
    /// Whether anything was said.
    pub(super) fn has_spoken(&self) -> bool {
        self.spoken.load(Ordering::SeqCst)
    }

    /// What is said next has not left.
    pub(super) fn begin(&self) {
        self.left.store(false, Ordering::SeqCst);
    }

    /// Whether everything left that was said since, as far as the library goes on only after that.
    pub(super) fn has_left(&self) -> bool {
        self.left.load(Ordering::SeqCst)
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Tap {
    stream: TcpStream,
    notes: Arc<Notes>,
}

impl Tap {
    /// A connection on which nothing was said yet, and the notes.
    pub(super) fn new(stream: TcpStream) -> (Self, Arc<Notes>) {
        let notes = Arc::new(Notes::default());
        (Self { stream, notes: Arc::clone(&notes) }, notes)
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
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    /// Comes once the system took everything: what lies above, encryption too, writes all of it before it asks for this.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.notes.left.store(true, Ordering::SeqCst);
        Poll::Ready(Ok(()))
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
    async fn what_was_said_and_flushed_has_left() {
        let (mut tap, notes, mut far) = pair().await;
        assert!(!notes.has_spoken());
        for round in 0..2 {
            notes.begin();
            tap.write_all(b"message\r\n.\r\n").await.unwrap();
            assert!(notes.has_spoken() && !notes.has_left(), "round {round}");
            tap.flush().await.unwrap();
            assert!(notes.has_left());
            let mut heard = [0; 32];
            let length = far.read(&mut heard).await.unwrap();
            assert_eq!(&heard[..length], b"message\r\n.\r\n");
        }
    }

    #[tokio::test]
    async fn the_dot_has_not_left_while_the_other_side_reads_too_little() {
        let (mut tap, notes, _far) = pair().await;
        notes.begin();
        // More than the system keeps for two ends of the loopback.
        let mut message = vec![b'x'; 64 << 20];
        message.extend_from_slice(b"\r\n.\r\n");
        let said = async {
            tap.write_all(&message).await?;
            tap.flush().await
        };
        assert!(timeout(Duration::from_millis(50), said).await.is_err());
        assert!(!notes.has_left());
    }
}
