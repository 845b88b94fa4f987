//! Owns reaching a PostgreSQL server: its address, what every connection there agrees on, and in plain words why it cannot be.
//! Refuses to tell the password, also in errors, and databases that cannot hold what a file of SQLite holds.

use sqlx::{
    ConnectOptions, Connection, Executor, PgPool,
    error::DatabaseError,
    postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
};
use std::time::Duration;

/// Connections of one host.
const CONNECTIONS: u32 = 16;
/// How long a connection is waited for, at the start and later: whoever asks meanwhile is to hear soon that there is none.
const PATIENCE: Duration = Duration::from_secs(10);
/// The oldest version that is supported by its makers.
const OLDEST: i32 = 140_000;

/// Said once on every connection.
///
/// - Whoever waits for another writer, such as a large import, waits as long as on SQLite.
/// - A host that stands still in the middle of a transaction, or whose machine is gone, holds up the others no longer than that.
/// - "Sending" must be on the disk before the mail leaves, whatever the server was told about speed.
const AGREED: &str = "SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = '30s'; SET tcp_keepalives_idle = 15; \
     SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET default_transaction_isolation = 'read committed'; \
     SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// Why a database on a server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unreachable {
    /// The address.
    #[error("the address of the database cannot be read ({0}); it looks like postgres://user:password@host:5432/name")]
    Address(String),
    /// There is no answer.
    #[error("PostgreSQL at {place} cannot be reached: {reason}")]
    Silent {
        /// Which server.
        place: String,
        /// What happened.
        reason: String,
    },
    /// The user is not let in.
    #[error("PostgreSQL at {place} does not let the user {user} in: the name or the password is wrong, or its pg_hba.conf forbids it")]
    NotLetIn {
        /// Which server.
        place: String,
        /// Who.
        user: String,
    },
    /// There is no such database.
    #[error("PostgreSQL at {place} has no database {name}; make it with: createdb --encoding UTF8 {name}")]
    NoDatabase {
        /// Which server.
        place: String,
        /// Which database.
        name: String,
    },
    /// Its text cannot hold every name.
    #[error("the database {name} at {place} keeps text as {encoding}, not as UTF8; make another with: createdb --encoding UTF8 NAME")]
    Encoding {
        /// Which server.
        place: String,
        /// Which database.
        name: String,
        /// What it has.
        encoding: String,
    },
    /// The server is too old.
    #[error("PostgreSQL at {place} is {version}; Usher needs 14 or newer")]
    TooOld {
        /// Which server.
        place: String,
        /// Its version.
        version: String,
    },
}

/// Connects, and says at once what is wrong where that fails.
///
/// # Errors
/// [`Unreachable`]
pub(super) async fn connect(address: &str) -> Result<PgPool, Unreachable> {
    let options = read(address)?;
    let place = place(&options);
    let silent = |reason: String| Unreachable::Silent { place: place.clone(), reason };
    // By itself first: the pool would try again and again and then say that it took too long.
    let first = tokio::time::timeout(PATIENCE, first(&options)).await;
    match first.map_err(|_| silent(format!("no answer in {} s", PATIENCE.as_secs())))? {
        Ok(facts) => facts.suit(&place, name(&options))?,
        Err(sqlx::Error::Database(error)) => return Err(refused(&*error, place, &options)),
        Err(error) => return Err(silent(error.to_string())),
    }
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| Box::pin(async move { agree(connection).await }));
    pool.connect_with(options).await.map_err(|error| silent(error.to_string()))
}

fn read(address: &str) -> Result<PgConnectOptions, Unreachable> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme)) {
        return Err(Unreachable::Address("it does not begin with postgres://".into()));
    }
    // The parser's own words are about the place and never repeat what stands there.
    let url = url::Url::parse(address).map_err(|error| Unreachable::Address(error.to_string()))?;
    let options = PgConnectOptions::from_url(&url).map_err(|_| Unreachable::Address("a part after the ? is wrong".into()))?;
    Ok(options.application_name("usher-host"))
}

fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// As the server chooses it where the address names none.
fn name(options: &PgConnectOptions) -> &str {
    options.get_database().unwrap_or(options.get_username())
}

/// Which database on which server, without user and password.
#[must_use]
pub fn describe(address: &str) -> Option<String> {
    let options = read(address).ok()?;
    Some(format!("{} at {}", name(&options), place(&options)))
}

async fn agree(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(AGREED).await?;
    Ok(())
}

/// What a server says of itself.
struct Facts {
    version: i32,
    version_name: String,
    encoding: String,
}

impl Facts {
    fn suit(self, place: &str, name: &str) -> Result<(), Unreachable> {
        let Self { version, version_name, encoding } = self;
        let (place, name) = (place.to_owned(), name.to_owned());
        if version < OLDEST {
            return Err(Unreachable::TooOld { place, version: version_name });
        }
        if encoding != "UTF8" {
            return Err(Unreachable::Encoding { place, name, encoding });
        }
        Ok(())
    }
}

async fn first(options: &PgConnectOptions) -> Result<Facts, sqlx::Error> {
    let mut connection = options.connect().await?;
    let asked = "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding')";
    let (version, version_name, encoding) = sqlx::query_as(asked).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(Facts { version, version_name, encoding })
}

fn refused(error: &dyn DatabaseError, place: String, options: &PgConnectOptions) -> Unreachable {
    match error.code().as_deref() {
        Some("28P01" | "28000") => Unreachable::NotLetIn { place, user: options.get_username().to_owned() },
        Some("3D000") => Unreachable::NoDatabase { place, name: name(options).to_owned() },
        _ => Unreachable::Silent { place, reason: error.message().to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_described_without_its_password_and_a_wrong_one_is_not_repeated() {
        assert_eq!(describe("postgres://u:secret@db.example:5433/usher").as_deref(), Some("usher at db.example:5433"));
        assert_eq!(describe("postgresql://u@localhost/usher?host=/run/pg").as_deref(), Some("usher at /run/pg"));
        for wrong in ["mysql://u:secret@h/n", "secret", "postgres://u:secret@h:port/n", "postgres://u:secret@h/n?sslmode=secret"] {
            let said = read(wrong).unwrap_err().to_string();
            assert!(said.contains("cannot be read") && !said.contains("secret"), "{said}");
        }
    }
}
