//! Owns whose certificates a mail relay may show.
//! Refuses to go on without a check: there is no option that turns it off.

use lettre::transport::smtp::{
    Error,
    client::{Certificate, CertificateStore, TlsParameters, TlsVersion},
};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use std::{fs, io, path::Path};

/// Whose certificates are accepted.
#[derive(Clone, Default)]
pub struct RelayTls {
    /// None stands for the public authorities.
    authorities: Option<Vec<Certificate>>,
}

/// Why a file of authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NotAuthorities {
    /// It cannot be read.
    #[error("--smtp-ca {file} cannot be read: {source}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// It holds no certificate.
    #[error("--smtp-ca {file} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")]
    Empty {
        /// Which file.
        file: String,
    },
    /// A certificate in it cannot be read.
    #[error("--smtp-ca {file} holds a certificate that cannot be read")]
    Broken {
        /// Which file.
        file: String,
    },
}

impl RelayTls {
    /// The authorities of a PEM file, in place of the public ones.
    ///
    /// # Errors
    /// [`NotAuthorities`]
    pub fn of_file(file: &Path) -> Result<Self, NotAuthorities> {
        let name = || file.display().to_string();
        let pem = fs::read(file).map_err(|source| NotAuthorities::Unreadable { file: name(), source })?;
        let broken = || NotAuthorities::Broken { file: name() };
        let mut authorities = Vec::new();
        for der in CertificateDer::pem_slice_iter(&pem) {
            let der = der.map_err(|_| broken())?;
            authorities.push(Certificate::from_der(der.as_ref().to_vec()).map_err(|_| broken())?);
        }
        let tls = Self { authorities: Some(authorities) };
        match &tls.authorities {
            Some(authorities) if authorities.is_empty() => Err(NotAuthorities::Empty { file: name() }),
            // What the library cannot use shows now, and not with the first mail.
            Some(_) | None => tls.parameters("localhost").map(|_| tls).map_err(|_| broken()),
        }
    }

    /// How to encrypt to this host: its certificate must be of an authority and for its name, and TLS 1.2 at least.
    ///
    /// # Errors
    /// When the library cannot use the certificates, or the name.
    pub fn parameters(&self, host: &str) -> Result<TlsParameters, Error> {
        let builder = TlsParameters::builder(host.to_owned()).set_min_tls_version(TlsVersion::Tlsv12);
        match &self.authorities {
            None => builder.build(),
            Some(authorities) => {
                let builder = builder.certificate_store(CertificateStore::None);
                authorities.iter().cloned().fold(builder, |builder, one| builder.add_root_certificate(one)).build()
            }
        }
    }
}

impl std::fmt::Debug for RelayTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RelayTls").field(&self.authorities.as_ref().map(Vec::len)).finish()
    }
}
