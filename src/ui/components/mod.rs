//! Owns the parts that pages share: icon, status, notice, dialog, field, states of loading and failing, and the download of a file.
//! Refuses backends; a component shows what it is given and tells what was done to it.

mod dialog;
mod download;
mod drag;
mod erased;
mod field;
mod file_choice;
mod focus;
mod icon;
mod later;
mod loading;
mod moment_field;
mod notice_list;
mod pause;
mod status;
mod uncover;

pub use dialog::Dialog;
pub use download::{LongFile, download_csv, download_file, text_blob};
pub use drag::{Drag, Mark};
pub use erased::{remember, say, tell};
pub use field::{Field, field_id};
pub use file_choice::{ask_for_file, chosen_file};
pub use focus::focus_on;
pub use icon::Icon;
pub use later::{Later, Load, Make};
pub use loading::{Empty, FailureView, Loading, failure_words};
pub use moment_field::MomentField;
pub use notice_list::NoticeList;
pub use pause::{Pause, breathe, wait};
pub use status::{Callout, Status};
pub use uncover::{keep_focus_in_sight, soon};
