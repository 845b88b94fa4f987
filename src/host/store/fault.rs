//! Owns telling the faults of a database apart that pass, or that somebody can end, on either kind of it.
//! Refuses to judge what a statement itself did wrong; that is a fault of the host, or a constraint that somebody broke.

use super::StoreError;
use sqlx::error::DatabaseError;

/// A fault that is none of the host's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// There is no room on the disk.
    DiskFull,
    /// The database is gone, is held up, or does not let the host write now. It passes, or somebody mends it.
    Gone,
    /// A text holds NUL, which PostgreSQL cannot keep.
    Nul,
}

/// Which of these faults it is, if it is one.
#[must_use]
pub fn fault(error: &StoreError) -> Option<Fault> {
    match error {
        StoreError::Database(error) => of_driver(error),
        StoreError::Unreachable(_) | StoreError::Busy => Some(Fault::Gone),
        StoreError::Unreadable(_) | StoreError::SettingsOfAnotherVersion | StoreError::Migration(_) => None,
    }
}

fn of_driver(error: &sqlx::Error) -> Option<Fault> {
    match error {
        sqlx::Error::Database(error) => of_database(&**error),
        sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Some(Fault::DiskFull),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => Some(Fault::Gone),
        _ => None,
    }
}

fn of_database(error: &dyn DatabaseError) -> Option<Fault> {
    let code = error.code()?;
    match code.len() {
        // SQLSTATE of PostgreSQL; SQLite's codes are numbers below 10,000.
        5 => of_sql_state(&code),
        _ => of_result_code(code.parse().ok()?),
    }
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn of_sql_state(code: &str) -> Option<Fault> {
    match code {
        "53100" => Some(Fault::DiskFull),
        // character_not_in_repertoire, untranslatable_character
        "22021" | "22P05" => Some(Fault::Nul),
        // Another transaction was in the way: deadlock_detected, lock_not_available, serialization_failure.
        "40P01" | "55P03" | "40001"
        // It took too long between two statements: idle_in_transaction_session_timeout, transaction_timeout, query_canceled.
        | "25P03" | "25P04" | "57014"
        // The server became a standby: read_only_sql_transaction.
        | "25006"
        // It does not let the host in any more, or the database is gone: invalid_authorization, invalid_password,
        // invalid_catalog_name, object_not_in_prerequisite_state (of a database that takes no connections).
        | "28000" | "28P01" | "3D000" | "55000" => Some(Fault::Gone),
        // Connections break, resources run out, somebody stops the server, its disk fails.
        _ if ["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) => Some(Fault::Gone),
        _ => None,
    }
}

/// <https://www.sqlite.org/rescode.html>; the low octet is the code, the rest tells more.
fn of_result_code(code: i32) -> Option<Fault> {
    match code & 0xff {
        13 => Some(Fault::DiskFull),
        // BUSY, LOCKED, READONLY, IOERR, CANTOPEN, PROTOCOL
        5 | 6 | 8 | 10 | 14 | 15 => Some(Fault::Gone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        for (code, found) in [
            ("53100", Some(Fault::DiskFull)),
            ("53300", Some(Fault::Gone)),
            ("57P01", Some(Fault::Gone)),
            ("08006", Some(Fault::Gone)),
            ("40P01", Some(Fault::Gone)),
            ("22021", Some(Fault::Nul)),
            ("23505", None),
            ("42P01", None),
        ] {
            assert_eq!(of_sql_state(code), found, "{code}");
        }
        // FULL, BUSY_SNAPSHOT, IOERR_WRITE, CONSTRAINT_UNIQUE, ERROR.
        for (code, found) in [(13, Some(Fault::DiskFull)), (517, Some(Fault::Gone)), (778, Some(Fault::Gone)), (2067, None), (1, None)] {
            assert_eq!(of_result_code(code), found, "{code}");
        }
    }

    #[test]
    fn a_database_that_does_not_answer_is_gone_and_a_kept_document_that_cannot_be_read_is_not() {
        assert_eq!(fault(&StoreError::Database(sqlx::Error::PoolTimedOut)), Some(Fault::Gone));
        assert_eq!(fault(&StoreError::Database(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()))), Some(Fault::Gone));
        assert_eq!(fault(&StoreError::Database(sqlx::Error::RowNotFound)), None);
        assert_eq!(fault(&StoreError::Unreadable("user")), None);
    }
}
