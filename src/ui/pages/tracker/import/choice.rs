//! Owns what is being imported: the file, what its columns hold, and the day that the administrator knows.
//! Refuses to import it.

use crate::api::payload::ImportQuery;
use crate::domain::{
    csv_detection::Detection,
    csv_field::Field,
    csv_import::FileProblem,
    csv_mapping::{ColumnMapping, check},
    csv_reader::Reading,
    timestamp::Timestamp,
};
use crate::ui::context::{OrganizationFacts, organization};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::File;

/// A file that was chosen, without its contents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// Counts up, so that the same name chosen again is another file.
    number: u64,
    /// Its name.
    pub name: String,
    /// What its beginning shows.
    pub detection: Arc<Detection>,
}

/// What an import is of; two of the same give the same report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    number: u64,
    /// What the columns hold.
    pub mapping: ColumnMapping,
    /// When the people were added, where the file does not say.
    pub added: Option<Timestamp>,
}

/// The state of the dialog.
#[derive(Clone, Copy)]
pub struct Choice {
    file: StoredValue<Option<File>, LocalStorage>,
    /// The file; nothing while there is none that can be an import.
    pub chosen: RwSignal<Option<Chosen>>,
    /// What each of its columns holds.
    pub fields: RwSignal<Vec<Field>>,
    /// The day, as typed.
    pub added: RwSignal<String>,
    /// What is asked for; nothing while the columns cannot be so.
    pub asked: Memo<Option<Asked>>,
    /// Whether it is being imported.
    pub locked: RwSignal<bool>,
    organization: OrganizationFacts,
}

impl Choice {
    /// Nothing is chosen.
    pub fn new() -> Self {
        let organization = organization();
        let (chosen, fields, added) = (RwSignal::new(None::<Chosen>), RwSignal::new(Vec::new()), RwSignal::new(String::new()));
        let asked = Memo::new(move |_| {
            let (chosen, fields) = (chosen.read(), fields.read());
            let chosen = chosen.as_ref()?;
            check(&chosen.detection.names(), &fields).ok()?;
            let columns = chosen.detection.columns.iter().map(|column| column.name.as_str()).zip(fields.iter().copied());
            // The day is one of the organization's.
            let added = organization.zone().read(&added.read()).ok().map(|moment| moment.at);
            Some(Asked { number: chosen.number, mapping: ColumnMapping::new(columns), added })
        });
        Self { file: StoredValue::new_local(None), chosen, fields, added, asked, locked: RwSignal::new(false), organization }
    }

    /// Takes a file with what its beginning shows.
    pub fn take(self, file: File, detection: Detection) {
        let number = self.chosen.with_untracked(|before| before.as_ref().map_or(0, |before| before.number + 1));
        let name = file.name();
        self.file.set_value(Some(file));
        self.fields.set(detection.columns.iter().map(|column| column.field).collect());
        self.chosen.set(Some(Chosen { number, name, detection: Arc::new(detection) }));
    }

    /// Takes no file.
    pub fn clear(self) {
        self.file.set_value(None);
        self.chosen.set(None);
    }

    /// The file itself; nothing once the dialog is gone.
    pub fn file(self) -> Option<File> {
        self.file.try_get_value().flatten()
    }

    /// What is wrong with the choice of columns.
    pub fn problem(self) -> Option<FileProblem> {
        let (chosen, fields) = (self.chosen.read(), self.fields.read());
        chosen.as_ref().and_then(|chosen| check(&chosen.detection.names(), &fields).err())
    }

    /// How the file is read by these wishes.
    pub fn reading(self, asked: &Asked) -> Reading {
        Reading { mapping: Some(asked.mapping.clone()), added: asked.added, zone: untrack(|| self.organization.zone()) }
    }
}

impl Asked {
    /// Asks what would happen.
    pub fn preview(&self) -> ImportQuery {
        ImportQuery { preview: true, ..self.import(false) }
    }

    /// Asks to do it.
    pub fn import(&self, newly_added: bool) -> ImportQuery {
        ImportQuery { preview: false, added: self.added, newly_added, mapping: Some(self.mapping.clone()) }
    }
}
