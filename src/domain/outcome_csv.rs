//! Owns the outcomes of a batch as CSV: one row for each person, with states and reasons as the API names them.
//! Refuses localised headers, as the export of people does; cells that a spreadsheet would run are defused by the table.

use super::{
    batch::{Delivery, DeliveryState, Retry},
    csv_table::{ByteOrderMark, TableWriter},
    delivery_filter::{DeliveryStage, reason_code},
    timestamp::Timestamp,
    user::DirectoryUser,
};

/// The columns.
const HEADER: [&str; 9] = ["Email", "Display Name", "User ID", "State", "Reason", "Explanation", "Attempts", "Time", "Next try"];

/// Outcomes that are being written.
#[derive(Debug)]
pub struct OutcomeTable(TableWriter);

impl Default for OutcomeTable {
    fn default() -> Self {
        Self(TableWriter::new(HEADER, ByteOrderMark::Written))
    }
}

impl OutcomeTable {
    /// Adds the outcome of a person; name and address where the directory still knows them.
    pub fn row(&mut self, delivery: &Delivery, attempts: u32, user: Option<&DirectoryUser>) {
        let (explanation, next) = explained(&delivery.state);
        self.0.row([
            user.map(|user| user.email.as_str().to_owned()).unwrap_or_default(),
            user.map(DirectoryUser::shown_name).unwrap_or_default(),
            delivery.user.0.clone(),
            DeliveryStage::of(&delivery.state).name().to_owned(),
            reason_code(&delivery.state).unwrap_or_default(),
            explanation,
            attempts.to_string(),
            String::from(delivery.at),
            next.map(String::from).unwrap_or_default(),
        ]);
    }

    /// What was written since this was asked last.
    #[must_use]
    pub fn take_chunk(&mut self) -> Vec<u8> {
        self.0.take_chunk()
    }
}

fn explained(state: &DeliveryState) -> (String, Option<Timestamp>) {
    match state {
        DeliveryState::Queued { retry: Some(Retry { next, reason, .. }) } => (reason.to_string(), Some(*next)),
        DeliveryState::Failed { reason } => (reason.to_string(), None),
        DeliveryState::Queued { retry: None }
        | DeliveryState::Sending
        | DeliveryState::Sent
        | DeliveryState::Skipped { .. }
        | DeliveryState::Uncertain => (String::new(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        batch::{BatchId, SkipReason},
        email_kind::SuppressibleKind,
        fail_reason::{FailReason, SmtpStage},
        fixtures::{now, user},
        user::UserId,
    };
    use super::*;

    fn of(state: DeliveryState) -> Delivery {
        Delivery { batch: BatchId("b".into()), user: UserId("u-1".into()), kind: SuppressibleKind::Activation, state, at: now() }
    }

    #[test]
    fn every_outcome_is_one_row_and_no_cell_runs() {
        let mut hostile = user();
        hostile.name.display = "=HYPERLINK(\"https://evil.example\")".into();
        let reason = FailReason::Refused { stage: SmtpStage::Recipient, reply: 451, status: None };
        let mut table = OutcomeTable::default();
        table.row(&of(DeliveryState::Sent), 1, Some(&hostile));
        table.row(&of(DeliveryState::Queued { retry: Some(Retry { attempts: 2, next: now().plus_days(1), reason }) }), 2, Some(&user()));
        table.row(&of(DeliveryState::Skipped { reason: SkipReason::Deactivated }), 0, None);
        let text = String::from_utf8(table.take_chunk()).unwrap();
        let rows: Vec<&str> = text.trim_start_matches('\u{FEFF}').split_terminator("\r\n").collect();
        assert_eq!(rows.first(), Some(&"Email,Display Name,User ID,State,Reason,Explanation,Attempts,Time,Next try"));
        assert!(rows[1].contains(",\"'=HYPERLINK(\"\"https://evil.example\"\")\",u-1,sent,,,1,"), "{}", rows[1]);
        assert!(rows[2].contains(",queued,refused,the mail relay refused it for now (code 451),2,"), "{}", rows[2]);
        assert!(rows[2].ends_with(&String::from(now().plus_days(1))));
        assert!(rows[3].starts_with(",,u-1,skipped,deactivated,,0,"), "{}", rows[3]);
        assert_eq!(rows.len(), 4);
        assert!(table.take_chunk().is_empty(), "taken once");
    }
}
