//! Encryption to the relay: required, and checked. The relay within the test shows a certificate, or offers none.

use crate::plain_letter::plain;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{path::Path, sync::Arc};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};
use usher::{
    domain::{email_address::EmailAddress, fail_reason::FailReason, language::Language, render::RenderedEmail, settings::Sender},
    host::mailer::{Handover, Letter, Mailer, outgoing::Outgoing, relay::Relay, relay_tls::RelayTls},
};

/// What the relay does about encryption.
#[derive(Clone, Copy)]
enum Offer {
    /// From the first octet on.
    Wrapped,
    /// After `STARTTLS`.
    StartTls,
    /// None.
    Plain,
}

/// A relay whose certificate is for these names; answers its port and the file with the authority that gave it.
async fn relay(offer: Offer, names: &[&str], folder: &Path) -> (u16, std::path::PathBuf) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &authority).unwrap();
    let file = folder.join("authority.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap()));
    // On every address: 0.0.0.0 leads here, and is not one of this machine's that needs no encryption.
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                match offer {
                    Offer::Plain => talk(stream, b"250-relay.example\r\n250 8BITMIME\r\n", true).await,
                    Offer::Wrapped => talk(acceptor.accept(stream).await.ok()?, b"250 relay.example\r\n", true).await,
                    Offer::StartTls => {
                        stream.write_all(b"220 relay.example ESMTP\r\n").await.ok()?;
                        for answer in [&b"250-relay.example\r\n250 STARTTLS\r\n"[..], b"220 go ahead\r\n"] {
                            // Octet by octet: what follows the line is no longer plain.
                            while stream.read_u8().await.ok()? != b'\n' {}
                            stream.write_all(answer).await.ok()?;
                        }
                        talk(acceptor.accept(stream).await.ok()?, b"250 relay.example\r\n", false).await
                    }
                }
            });
        }
    });
    (port, file)
}

async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin, hello: &[u8], greets: bool) -> Option<()> {
    let mut stream = BufReader::new(stream);
    if greets {
        stream.write_all(b"220 relay.example ESMTP\r\n").await.ok()?;
        stream.flush().await.ok()?;
    }
    let mut data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let answer: &[u8] = match (data, line.trim_end()) {
            (true, ".") => {
                data = false;
                b"250 queued\r\n"
            }
            (true, _) => continue,
            (false, command) if command.starts_with("EHLO") => hello,
            (false, "DATA") => {
                data = true;
                b"354 go ahead\r\n"
            }
            (false, _) => b"250 ok\r\n",
        };
        stream.write_all(answer).await.ok()?;
        stream.flush().await.ok()?;
    }
}

async fn send(address: &str, tls: &RelayTls) -> Handover {
    let mailer = Mailer::Relay(Relay::parse_with(address, tls).unwrap());
    let parse = |text| EmailAddress::parse(text).unwrap();
    let sender = Sender { name: "IT".into(), address: parse("it@example.com"), reply_to: None };
    let email =
        RenderedEmail { language: Language::English, subject: "s".into(), html: "h".into(), text: "t".into(), pictures: Vec::new() };
    let (to, outgoing) = (parse("ada@example.com"), Outgoing::default());
    let letter = Letter { name: "n".into(), ..plain(&sender, &to, &email, &outgoing) };
    mailer.send(&letter).await
}

/// That nothing left, since there was no encryption or none that can be believed.
fn refused(handover: &Handover) -> bool {
    match handover {
        Handover::Failed { reason } => {
            matches!(reason, FailReason::NoEncryption | FailReason::RelayLacks | FailReason::ConnectionLost { .. })
        }
        Handover::Sent | Handover::Uncertain => false,
    }
}

#[tokio::test]
async fn a_certificate_is_believed_by_its_authority_alone() {
    for (offer, scheme, host) in [(Offer::Wrapped, "smtps", "127.0.0.1"), (Offer::StartTls, "smtp", "0.0.0.0")] {
        let folder = tempfile::tempdir().unwrap();
        let (port, file) = relay(offer, &[host], folder.path()).await;
        let address = format!("{scheme}://{host}:{port}");
        let own = RelayTls::of_file(&file).unwrap();
        assert_eq!(send(&address, &own).await, Handover::Sent, "{scheme} with its authority");
        let public = send(&address, &RelayTls::default()).await;
        assert!(refused(&public), "{scheme}: no public authority gave it: {public:?}");
        let elsewhere = tempfile::tempdir().unwrap();
        let (_, other) = relay(offer, &[host], elsewhere.path()).await;
        let other = send(&address, &RelayTls::of_file(&other).unwrap()).await;
        assert!(refused(&other), "{scheme}: another authority: {other:?}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    for (offer, scheme, host) in [(Offer::Wrapped, "smtps", "127.0.0.1"), (Offer::StartTls, "smtp", "0.0.0.0")] {
        let folder = tempfile::tempdir().unwrap();
        let (port, file) = relay(offer, &["relay.example"], folder.path()).await;
        let handover = send(&format!("{scheme}://{host}:{port}"), &RelayTls::of_file(&file).unwrap()).await;
        assert!(refused(&handover), "{scheme}: {handover:?}");
    }
}

#[tokio::test]
async fn a_relay_elsewhere_that_offers_no_encryption_gets_nothing_and_one_on_this_machine_does() {
    let folder = tempfile::tempdir().unwrap();
    let (port, file) = relay(Offer::Plain, &["0.0.0.0"], folder.path()).await;
    for tls in [RelayTls::default(), RelayTls::of_file(&file).unwrap()] {
        let handover = send(&format!("smtp://0.0.0.0:{port}"), &tls).await;
        assert!(refused(&handover), "{handover:?}");
    }
    assert_eq!(send(&format!("smtp://127.0.0.1:{port}"), &RelayTls::default()).await, Handover::Sent);
}

#[test]
fn a_file_without_authorities_is_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    for (content, words) in [
        ("", "holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read"),
        ("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "cannot be read"),
    ] {
        std::fs::write(&file, content).unwrap();
        let refusal = RelayTls::of_file(&file).unwrap_err().to_string();
        assert!(refusal.contains("ca.pem") && refusal.contains(words), "{refusal}");
    }
}
