//! Owns what the sending of mail does to the rows of deliveries: taking them, marking them before they leave, keeping what came of it.
//! Refuses to mark what changed since it was taken: another host's row, a held batch, a person who is no longer as they were.

use super::{
    StoreError,
    connection::{Db, Statement, by_database, query, query_scalar},
    count, document, number, read_document, read_name,
};
use crate::domain::{
    address_mark::AddressMark,
    batch::{BatchState, DeliveryState, Retry},
    batch_mode::BatchMode,
    email_kind::SuppressibleKind,
    fail_reason::FailReason,
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    timestamp::Timestamp,
};
use std::collections::{BTreeMap, HashMap};

/// A delivery that a host took, with the person as they were then.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its batch's row number.
    pub batch: i64,
    /// Its place in the batch.
    pub position: i64,
    /// Which of the administrator's decisions to send it this is.
    pub round: i64,
    /// Tries so far.
    pub attempts: u32,
    /// The try that failed, if one did.
    pub retry: Option<Retry>,
    /// The person's row number.
    pub user_seq: i64,
    /// The number of the person's last change.
    pub changed: i64,
    /// The person.
    pub record: UserRecord,
}

/// What all mail is judged by, as it was read: the version of the settings, and the licenses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Version of the email settings.
    pub settings: u64,
    /// The organization's licenses, as they are kept.
    pub licenses: String,
}

/// What came of a delivery.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its batch's row number.
    pub batch: i64,
    /// Its place in the batch.
    pub position: i64,
    /// As it was when it was taken.
    pub round: i64,
    /// Tries by now.
    pub attempts: u32,
    /// It is not tried before.
    pub due: i64,
    /// Activation email or reminder.
    pub kind: SuppressibleKind,
    /// Whether it goes to the person.
    pub mode: BatchMode,
    /// Where it stands.
    pub state: DeliveryState,
    /// The address that was tried, where it is known.
    pub address: Option<AddressMark>,
}

/// How a delivery stands that was not as it had been taken.
#[derive(Debug)]
pub enum Look {
    /// Still this host's to send; the person as they are now.
    Ours(Box<Taken>),
    /// Still this host's, but its batch is held, or another mail is on its way to the person.
    Waits,
    /// No longer this host's.
    Gone,
}

/// What all mail is judged by now.
///
/// # Errors
/// [`StoreError`]
pub async fn judged(db: &mut Db) -> Result<Judged, StoreError> {
    let (settings, licenses) = query("SELECT s.version, o.licenses FROM email_settings s CROSS JOIN organization o").fetch_one(db).await?;
    Ok(Judged { settings: count(settings), licenses })
}

const TAKE: Statement = by_database(
    "UPDATE delivery SET owner = $1 WHERE batch = $2 AND position IN (SELECT position FROM delivery WHERE batch = $2 AND owner IS NULL \
     AND state IN ('queued', 'sending') AND state = 'queued' AND due >= $3 AND due <= $4 ORDER BY due, position LIMIT $5) RETURNING position",
    "WITH next AS MATERIALIZED (SELECT position FROM delivery WHERE batch = $2 AND owner IS NULL \
     AND state IN ('queued', 'sending') AND state = 'queued' AND due >= $3 AND due <= $4 ORDER BY due, position LIMIT $5 \
     FOR UPDATE SKIP LOCKED) UPDATE delivery SET owner = $1 FROM next WHERE delivery.batch = $2 AND delivery.position = next.position \
     RETURNING delivery.position",
);

type TakenRow = (i64, i64, i64, String, i64, i64, String, String);

const TAKEN: Statement = by_database(
    "SELECT d.position, d.round, d.attempts, d.document, u.seq, u.changed, u.document, u.mail FROM json_each($2) AS wanted \
     CROSS JOIN delivery d ON d.batch = $1 AND d.position = wanted.value JOIN directory_user u ON u.seq = d.user ORDER BY d.due > 0 DESC, d.position",
    "SELECT d.position, d.round, d.attempts, d.document, u.seq, u.changed, u.document, u.mail \
     FROM jsonb_array_elements_text($2::jsonb) AS wanted (value) JOIN delivery d ON d.batch = $1 AND d.position = wanted.value::bigint \
     JOIN directory_user u ON u.seq = d.\"user\" ORDER BY d.due > 0 DESC, d.position",
);

fn taken(batch: i64, (position, round, attempts, state, user_seq, changed, user, mail): TakenRow) -> Result<Taken, StoreError> {
    let retry = match read_document(&state, "delivery")? {
        DeliveryState::Queued { retry } => retry,
        DeliveryState::Sending
        | DeliveryState::Sent
        | DeliveryState::Failed { .. }
        | DeliveryState::Skipped { .. }
        | DeliveryState::Uncertain => None,
    };
    let record = UserRecord { user: read_document(&user, "user")?, mail: read_document(&mail, "mail history")? };
    Ok(Taken { batch, position, round, attempts: u32::try_from(attempts).unwrap_or(u32::MAX), retry, user_seq, changed, record })
}

/// Takes the next deliveries of a batch for a host: half of them may be such that are tried again, the rest in the order of sending.
///
/// # Errors
/// [`StoreError`]
pub async fn take(db: &mut Db, owner: &str, batch: i64, most: u32, now: Timestamp) -> Result<Vec<Taken>, StoreError> {
    let mut positions: Vec<i64> = Vec::new();
    for (least, last, most) in [(1_i64, now.millis(), most.div_ceil(2)), (0, 0, most)] {
        let most = i64::from(most).saturating_sub(number(positions.len() as u64));
        let more: Vec<i64> = query_scalar(TAKE).bind(owner).bind(batch).bind(least).bind(last).bind(most).fetch_all(&mut *db).await?;
        positions.extend(more);
    }
    if positions.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<TakenRow> = query(TAKEN).bind(batch).bind(document(&positions)?).fetch_all(db).await?;
    rows.into_iter().map(|row| taken(batch, row)).collect()
}

/// How many of a batch were sent since a moment, or are on their way.
///
/// # Errors
/// [`StoreError`]
pub async fn gone_since(db: &mut Db, batch: i64, since: Timestamp) -> Result<u64, StoreError> {
    let sent = query_scalar("SELECT count(*) FROM delivery WHERE batch = $1 AND state = 'sent' AND at >= $2")
        .bind(batch)
        .bind(since.millis())
        .fetch_one(&mut *db)
        .await?;
    let going = query_scalar("SELECT count(*) FROM delivery WHERE batch = $1 AND state IN ('queued', 'sending') AND owner > ''")
        .bind(batch)
        .fetch_one(db)
        .await?;
    Ok(count(sent).saturating_add(count(going)))
}

const MARK: Statement = by_database(
    "UPDATE delivery SET document = $1, at = $2 \
     FROM (SELECT value ->> 0 AS batch, value ->> 1 AS position, value ->> 2 AS changed FROM json_each($4)) AS wanted \
     CROSS JOIN send_batch b ON b.seq = wanted.batch AND b.state = 'running' AND b.hold IS NULL \
     WHERE delivery.batch = wanted.batch AND delivery.position = wanted.position AND delivery.owner = $3 AND delivery.state = 'queued' \
     AND (SELECT u.changed FROM directory_user u WHERE u.seq = delivery.user) = wanted.changed \
     AND NOT EXISTS (SELECT 1 FROM delivery other WHERE other.user = delivery.user AND other.state = 'sending') \
     RETURNING batch, position",
    "WITH wanted AS MATERIALIZED (SELECT (value ->> 0)::bigint AS batch, (value ->> 1)::bigint AS position, (value ->> 2)::bigint AS changed \
     FROM jsonb_array_elements($4::jsonb) AS value), ours AS MATERIALIZED (SELECT d.batch, d.position FROM wanted w \
     JOIN delivery d ON d.batch = w.batch AND d.position = w.position JOIN send_batch b ON b.seq = d.batch \
     JOIN directory_user u ON u.seq = d.\"user\" AND u.changed = w.changed \
     WHERE d.owner = $3 AND d.state = 'queued' AND b.state = 'running' AND b.hold IS NULL \
     AND NOT EXISTS (SELECT 1 FROM delivery other WHERE other.\"user\" = d.\"user\" AND other.state = 'sending') \
     FOR UPDATE OF d SKIP LOCKED) \
     UPDATE delivery SET document = $1, at = $2 FROM ours WHERE delivery.batch = ours.batch AND delivery.position = ours.position \
     RETURNING delivery.batch, delivery.position",
);

/// Marks deliveries as being sent: those of these (batch, place, number of the person's change) that still stand as they were
/// taken. Answers them. The caller names no person twice.
///
/// # Errors
/// [`StoreError`]
pub async fn mark(db: &mut Db, owner: &str, wanted: &[(i64, i64, i64)], at: Timestamp) -> Result<Vec<(i64, i64)>, StoreError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let marked = query(MARK).bind(document(&DeliveryState::Sending)?).bind(at.millis()).bind(owner).bind(document(&wanted)?);
    Ok(marked.fetch_all(db).await?)
}

const KEEP: Statement = by_database(
    "UPDATE delivery SET document = wanted.document, at = $2, attempts = wanted.attempts, due = wanted.due, owner = NULL \
     FROM (SELECT value ->> 0 AS batch, value ->> 1 AS position, value ->> 2 AS round, value ->> 3 AS attempts, value ->> 4 AS due, \
     value ->> 5 AS document FROM json_each($1)) AS wanted \
     WHERE delivery.batch = wanted.batch AND delivery.position = wanted.position AND delivery.round = wanted.round \
     AND (delivery.owner = $3 AND delivery.state IN ('queued', 'sending') \
     OR delivery.state = 'uncertain' AND wanted.document ->> '$.state' IN ('sent', 'failed')) \
     RETURNING batch, position, user, (SELECT u.mail FROM directory_user u WHERE u.seq = user)",
    "UPDATE delivery SET document = wanted.document, at = $2, attempts = wanted.attempts, due = wanted.due, owner = NULL \
     FROM (SELECT (value ->> 0)::bigint AS batch, (value ->> 1)::bigint AS position, (value ->> 2)::bigint AS round, \
     (value ->> 3)::bigint AS attempts, (value ->> 4)::bigint AS due, value ->> 5 AS document FROM jsonb_array_elements($1::jsonb) AS value) AS wanted \
     WHERE delivery.batch = wanted.batch AND delivery.position = wanted.position AND delivery.round = wanted.round \
     AND (delivery.owner = $3 AND delivery.state IN ('queued', 'sending') \
     OR delivery.state = 'uncertain' AND (wanted.document::jsonb ->> 'state') IN ('sent', 'failed')) \
     RETURNING delivery.batch, delivery.position, delivery.\"user\", (SELECT u.mail FROM directory_user u WHERE u.seq = delivery.\"user\")",
);

/// Whoever changes people comes one after the other; what is read after this then stays true until the commit. A file gives the
/// numbers of the changes at once, a server counts them itself.
const CHANGE_PEOPLE: Statement = by_database(
    "UPDATE people_changes SET last = last + $1 RETURNING last",
    "SELECT last FROM people_changes WHERE $1::bigint > 0 FOR UPDATE",
);

const KEEP_MAIL: Statement = by_database(
    "UPDATE directory_user SET mail = wanted.mail, changed = wanted.changed FROM (SELECT value ->> 0 AS seq, value ->> 1 AS mail, \
     last - key AS changed FROM json_each($1) CROSS JOIN people_changes) AS wanted WHERE directory_user.seq = wanted.seq",
    "UPDATE directory_user SET mail = wanted.mail FROM (SELECT (value ->> 0)::bigint AS seq, value ->> 1 AS mail \
     FROM jsonb_array_elements($1::jsonb) AS value) AS wanted WHERE directory_user.seq = wanted.seq",
);

/// Batch, place, person, and the mail history so far.
type KeptRow = (i64, i64, i64, String);

/// Keeps what came of deliveries that are still this host's, and what it means for the people. That a mail went out whose fate
/// was not known is kept whoever has it now. Answers the row numbers of their batches.
///
/// # Errors
/// [`StoreError`]
pub async fn keep(db: &mut Db, owner: &str, outcomes: &[Outcome], at: Timestamp) -> Result<Vec<i64>, StoreError> {
    if outcomes.is_empty() {
        return Ok(Vec::new());
    }
    // A test went to somebody else.
    let mailed = |one: &Outcome| mail_outcome(&one.state).filter(|_| one.mode == BatchMode::Real);
    let changes = outcomes.iter().filter_map(mailed).count();
    if changes > 0 {
        let _: i64 = query_scalar(CHANGE_PEOPLE).bind(number(changes as u64)).fetch_one(&mut *db).await?;
    }
    let row = |one: &Outcome| Ok((one.batch, one.position, one.round, one.attempts, one.due, document(&one.state)?));
    let rows: Vec<_> = outcomes.iter().map(row).collect::<Result<_, StoreError>>()?;
    let kept: Vec<KeptRow> = query(KEEP).bind(document(&rows)?).bind(at.millis()).bind(owner).fetch_all(&mut *db).await?;
    let kept: HashMap<(i64, i64), (i64, String)> =
        kept.into_iter().map(|(batch, position, user, mail)| ((batch, position), (user, mail))).collect();
    // In the order in which they lie in the file.
    let mut histories: BTreeMap<i64, MailHistory> = BTreeMap::new();
    for one in outcomes {
        let (Some(outcome), Some((user, mail))) = (mailed(one), kept.get(&(one.batch, one.position))) else { continue };
        let history = match histories.remove(user) {
            Some(history) => history,
            None => read_document(mail, "mail history")?,
        };
        histories.insert(*user, history.after(LastMail { kind: one.kind, at, outcome, address: one.address.clone() }));
    }
    if !histories.is_empty() {
        let texts: Vec<(i64, String)> =
            histories.into_iter().map(|(user, history)| Ok((user, document(&history)?))).collect::<Result<_, StoreError>>()?;
        query(KEEP_MAIL).bind(document(&texts)?).execute(db).await?;
    }
    let mut batches: Vec<i64> = kept.into_keys().map(|(batch, _)| batch).collect();
    batches.sort_unstable();
    batches.dedup();
    Ok(batches)
}

/// What an outcome means for a person's history; nothing where nothing was tried, or not to its end.
fn mail_outcome(state: &DeliveryState) -> Option<MailOutcome> {
    match state {
        DeliveryState::Sent => Some(MailOutcome::Sent),
        DeliveryState::Failed { .. } => Some(MailOutcome::Failed),
        DeliveryState::Uncertain => Some(MailOutcome::Uncertain),
        DeliveryState::Skipped { .. } | DeliveryState::Queued { .. } | DeliveryState::Sending => None,
    }
}

/// How a delivery stands now that could not be marked.
///
/// # Errors
/// [`StoreError`]
pub async fn look(db: &mut Db, owner: &str, of: &Taken) -> Result<Look, StoreError> {
    type Row = (Option<String>, String, i64, String, Option<String>, i64);
    let row: Option<Row> = query(
        "SELECT d.owner, d.state, d.round, b.state, b.hold, (SELECT count(*) FROM delivery other WHERE other.\"user\" = d.\"user\" \
         AND other.state = 'sending') FROM delivery d JOIN send_batch b ON b.seq = d.batch WHERE d.batch = $1 AND d.position = $2",
    )
    .bind(of.batch)
    .bind(of.position)
    .fetch_optional(&mut *db)
    .await?;
    let Some((kept, state, round, batch, hold, going)) = row else { return Ok(Look::Gone) };
    if kept.as_deref() != Some(owner) || state != "queued" || round != of.round {
        return Ok(Look::Gone);
    }
    let batch: BatchState = read_name(batch, "batch")?;
    if batch != BatchState::Running || hold.is_some() || going > 0 {
        return Ok(Look::Waits);
    }
    let rows: Vec<TakenRow> = query(TAKEN).bind(of.batch).bind(document(&[of.position])?).fetch_all(db).await?;
    rows.into_iter().next().map_or(Ok(Look::Gone), |row| Ok(Look::Ours(Box::new(taken(of.batch, row)?))))
}

/// Which of these batches have no delivery without an outcome.
///
/// # Errors
/// [`StoreError`]
pub async fn without_open(db: &mut Db, batches: &[i64]) -> Result<Vec<i64>, StoreError> {
    let text = by_database(
        "SELECT batch FROM delivery_count WHERE batch IN (SELECT value FROM json_each($1)) AND queued = 0 AND sending = 0",
        "SELECT batch FROM delivery_count WHERE batch IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb) AS value) \
         AND queued = 0 AND sending = 0",
    );
    Ok(query_scalar(text).bind(document(&batches)?).fetch_all(db).await?)
}

const FREE: Statement = by_database(
    "UPDATE delivery SET owner = NULL WHERE (batch, position) IN (SELECT d.batch, d.position FROM send_batch b CROSS JOIN delivery d INDEXED BY delivery_open \
     ON d.batch = b.seq AND d.owner = $1 AND d.state IN ('queued', 'sending')) AND state = 'queued'",
    "UPDATE delivery SET owner = NULL WHERE owner = $1 AND state IN ('queued', 'sending') AND state = 'queued'",
);

/// Gives back what a host had taken and not marked.
///
/// # Errors
/// [`StoreError`]
pub async fn free(db: &mut Db, owner: &str) -> Result<u64, StoreError> {
    Ok(query(FREE).bind(owner).execute(db).await?.rows_affected())
}

const MARKED_BY: Statement = by_database(
    "SELECT d.batch, d.position, d.round, d.attempts, b.kind, b.mode FROM send_batch b CROSS JOIN delivery d INDEXED BY delivery_open \
     ON d.batch = b.seq AND d.owner = $1 AND d.state IN ('queued', 'sending') AND d.state = 'sending'",
    "SELECT d.batch, d.position, d.round, d.attempts, b.kind, b.mode FROM send_batch b JOIN delivery d \
     ON d.batch = b.seq AND d.owner = $1 AND d.state IN ('queued', 'sending') AND d.state = 'sending'",
);

/// Batch, place, round, tries, kind and mode.
type Marked = (i64, i64, i64, i64, String, String);

/// Makes uncertain what a host had marked; answers how many.
///
/// # Errors
/// [`StoreError`]
pub async fn give_up(db: &mut Db, owner: &str, at: Timestamp) -> Result<u64, StoreError> {
    let rows: Vec<Marked> = query(MARKED_BY).bind(owner).fetch_all(&mut *db).await?;
    let read = |(batch, position, round, attempts, kind, mode): Marked| {
        let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
        Ok(Outcome {
            batch,
            position,
            round,
            attempts,
            due: 0,
            kind: read_name(kind, "batch")?,
            mode: read_name(mode, "batch")?,
            state: DeliveryState::Uncertain,
            address: None,
        })
    };
    let outcomes: Vec<Outcome> = rows.into_iter().map(read).collect::<Result<_, StoreError>>()?;
    keep(db, owner, &outcomes, at).await?;
    Ok(outcomes.len() as u64)
}

const OWN_MARKED: Statement = by_database(
    "UPDATE delivery SET owner = $1 WHERE (batch, position) IN (SELECT d.batch, d.position FROM send_batch b CROSS JOIN delivery d INDEXED BY delivery_by_state \
     ON d.batch = b.seq AND d.state = 'sending')",
    "UPDATE delivery SET owner = $1 WHERE state = 'sending' AND state IN ('queued', 'sending')",
);

/// Makes a host the owner of everything that is marked, whoever marked it: earlier versions of Usher named nobody.
///
/// # Errors
/// [`StoreError`]
pub async fn own_marked(db: &mut Db, owner: &str) -> Result<(), StoreError> {
    query(OWN_MARKED).bind(owner).execute(db).await?;
    Ok(())
}

/// The state of a delivery that waits for another try.
#[must_use]
pub const fn waits(attempts: u32, next: Timestamp, reason: FailReason) -> DeliveryState {
    DeliveryState::Queued { retry: Some(Retry { attempts, next, reason }) }
}
