//! Owns the words for what is wrong with a file or with a row.
//! Refuses the wire's English details; the console speaks its own language.

use super::field_words::field_words;
use crate::backend::UnreadFile;
use crate::domain::csv_import::{FileProblem, RowReason};
use crate::ui::text::Text;

/// Why a file is not imported; in the backend's words where this console knows none.
pub fn file_words(text: Text, file: &UnreadFile) -> String {
    file.read().map_or_else(|| file.detail().to_owned(), |problem| file_problem_words(text, &problem))
}

/// Why a whole file is refused.
pub fn file_problem_words(text: Text, problem: &FileProblem) -> String {
    match problem {
        FileProblem::Empty => text.import_file_empty().to_owned(),
        FileProblem::TooLarge => text.import_file_too_large().to_owned(),
        FileProblem::NotText => text.import_file_not_text().to_owned(),
        FileProblem::NoAddressColumn { found } => text.import_file_no_address(found.join(", ")),
        FileProblem::DuplicateColumn { column } => text.import_file_duplicate_column(column),
        FileProblem::CutOff { line } => text.import_file_cut_off(text.number(*line)),
        FileProblem::Unreadable => text.import_unreadable().to_owned(),
        FileProblem::RowTooLong { line } => text.import_file_row_too_long(text.number(*line)),
        FileProblem::TooManyLicenses { column } => text.import_file_too_many_licenses(column),
        FileProblem::NoAddressMapped => text.import_file_no_address_mapped().to_owned(),
        FileProblem::MappedColumnMissing { column } => text.import_file_mapped_missing(column),
        FileProblem::MappedTwice { field, column, earlier } => text.import_file_mapped_twice(column, earlier, field_words(text, *field)),
    }
}

/// Why a row is refused.
pub fn row_reason_words(text: Text, reason: &RowReason) -> String {
    match reason {
        RowReason::AddressMissing => text.import_row_address_missing().to_owned(),
        RowReason::AddressForbiddenCharacter => text.import_row_address_forbidden().to_owned(),
        RowReason::AddressTooLong => text.import_row_address_too_long().to_owned(),
        RowReason::AddressMalformed => text.import_row_address_malformed().to_owned(),
        RowReason::DuplicateAddress { line } => text.import_row_duplicate(text.number(*line)),
        RowReason::WrongCellCount { cells, columns } => text.import_row_cells(text.number(*cells), text.number(*columns)),
        RowReason::UnknownStatus => text.import_row_status().to_owned(),
        RowReason::BadLicenseCell => text.import_row_license().to_owned(),
        RowReason::BadFact => text.import_row_fact().to_owned(),
        RowReason::BadTime => text.import_row_time().to_owned(),
        RowReason::BadLink => text.import_row_link().to_owned(),
        RowReason::CellTooLong => text.import_row_too_long().to_owned(),
    }
}
