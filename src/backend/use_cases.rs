//! Owns the list of the use cases: one line each, from which the methods of every kind of backend are made.
//! Refuses how a backend does them.

/// Every use case, with what it takes and answers.
macro_rules! use_cases {
    ($with:ident) => {
        $with! { 'a;
            /// What this backend can do.
            capabilities() -> Capabilities;
            /// The organization.
            organization() -> Organization;
            /// The email settings with their version.
            email_settings() -> VersionedSettings;
            /// Saves the email settings that were read as `version`.
            save_email_settings(version: u64, draft: &'a SettingsDraft) -> VersionedSettings;
            /// What is known of the readiness to turn automatic emails off.
            readiness() -> ReadinessFacts;
            /// A page of people.
            users(cursor: Option<&'a str>, limit: u32) -> UserPage;
            /// How many reminders are due.
            due_reminders() -> DueReminders;
            /// A page of the people who were added or changed since this token was given.
            users_since(token: &'a str, cursor: Option<&'a str>, limit: u32) -> UserPage;
            /// A page of people in columns: of everybody, or of who was added or changed since a token was given.
            people_columns(cursor: Option<&'a str>, limit: u32, since: Option<&'a str>) -> PeopleColumnsPage;
            /// What happened to a person.
            user_timeline(user: &'a UserId) -> UserTimeline;
            /// A page of the addresses that mail came back from, newest first.
            undeliverable(cursor: Option<&'a str>, limit: u32) -> UndeliverablePage;
            /// Lifts that nothing is sent to an address.
            clear_undeliverable(id: u64) -> UndeliverableAddress;
            /// Adds a note about a person; the same identifier never adds two.
            add_note(user: &'a UserId, note: &'a NoteRequest) -> Note;
            /// Removes a note.
            remove_note(user: &'a UserId, note: &'a ClientId) -> Note;
            /// Undoes the removal of a note.
            restore_note(user: &'a UserId, note: &'a ClientId) -> Note;
            /// Notes that a person was reached elsewhere; the same identifier never adds two.
            add_contact(user: &'a UserId, contact: &'a ContactRequest) -> Contact;
            /// Takes back that a person was reached elsewhere.
            withdraw_contact(user: &'a UserId, contact: &'a ClientId) -> Contact;
            /// What is decided about the emails to a person, and why.
            user_decisions(user: &'a UserId) -> UserDecisions;
            /// Every template.
            templates() -> TemplateList;
            /// Adds a template.
            create_template(draft: &'a TemplateDraft) -> StoredTemplate;
            /// Saves the draft that was read as `version`.
            save_template(template: &'a TemplateId, version: u64, draft: &'a TemplateDraft) -> StoredTemplate;
            /// Publishes the draft that was read as `version`.
            publish_template(template: &'a TemplateId, version: u64) -> StoredTemplate;
            /// The published versions.
            template_versions(template: &'a TemplateId) -> VersionList;
            /// One published version.
            template_version(template: &'a TemplateId, version: u32) -> VersionContents;
            /// The message that a draft would be, as it would be handed over; nothing is sent.
            composed_message(template: &'a TemplateId, request: &'a MessageRequest) -> ComposedMessage;
            /// Sends a test mail.
            send_test_mail(template: &'a TemplateId, mail: &'a TestMail) -> TestMailReport;
            /// Who would receive and who not.
            plan_batch(request: &'a PlanRequest) -> PlanReport;
            /// Starts a batch; the same key never starts two.
            start_batch(key: &'a str, request: &'a BatchRequest) -> SendBatch;
            /// Every batch.
            batches() -> BatchList;
            /// A page of the batches that send this template, newest first.
            batches_of(template: &'a TemplateId, cursor: Option<&'a str>, limit: u32) -> BatchList;
            /// One batch as it stands.
            batch(batch: &'a BatchId) -> SendBatch;
            /// A page of the deliveries that a filter lets pass.
            deliveries(batch: &'a BatchId, filter: &'a DeliveryFilter, cursor: Option<&'a str>, limit: u32) -> DeliveryPage;
            /// Holds a batch, lets it go on, stops it, tries again or resolves; what was done already changes nothing.
            control_batch(batch: &'a BatchId, control: &'a BatchControl) -> BatchChange;
            /// What was done, newest first, as far as a filter lets it pass.
            activity(filter: &'a ActivityFilter, cursor: Option<&'a str>, limit: u32) -> ActivityPage;
            /// Everybody who acted.
            activity_actors() -> ActorList;
        }
    };
}
