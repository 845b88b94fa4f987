//! The contract of every backend, run against the demonstration and, over HTTP, against a real host.
//! `make test` starts the host and names it at compile time; without it the second test says so and fails.

use crate::contract_activity::activity;
use crate::contract_batches::control;
use crate::contract_notes::{contacts, notes};
use crate::contract_people::{changes, sending_by_filter};
use std::rc::Rc;
use usher::api::payload::{Ability, BatchRequest, ImportQuery, ImportReport, MessageRequest, PlanRequest, StoredTemplate};
use usher::backend::{Backend, Demo, Failure, Http, ImportProgress, ImportWatch, Whom};
use usher::domain::{
    activity::TimelineEvent,
    batch::{BatchId, BatchState, SendBatch, SkipReason},
    csv_import::{FileProblem, RowReason},
    delivery_filter::DeliveryFilter,
    email_kind::{EmailKind, SuppressibleKind},
    explain::explain,
    fingerprint::fingerprint,
    follow_up::FollowUpDraft,
    language::Language,
    people_filter::{DueFilter, FilterFacts, Standing, due_of, standing},
    recipients::{Moved, Recipients},
    render::{Recipient, render},
    rule::{ConditionDraft, ConditionField, RuleAction, RuleDraft, RuleId},
    settings::{EmailSettings, SenderDraft, SettingsDraft, Switch},
    starter::{fill_in, starter_template},
    template::{Template, TemplateId},
    user::UserId,
};
use usher::ui::context::now;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Blob};

#[wasm_bindgen_test]
async fn the_demonstration_keeps_the_contract() {
    keeps_the_contract(Backend::from(Demo::new(now).expect("the demonstration is seeded"))).await;
}

#[wasm_bindgen_test]
async fn the_demonstration_has_ten_thousand_people() {
    let demo = Backend::from(Demo::new(now).expect("the demonstration is seeded"));
    assert_eq!(demo.users(None, 1).await.expect("people").total, 10_000);
}

#[wasm_bindgen_test]
async fn the_host_keeps_the_contract() {
    let (url, token) = (option_env!("USHER_CONTRACT_URL"), option_env!("USHER_CONTRACT_TOKEN"));
    let (url, token) = url.zip(token).expect("`make test` starts a host for this test");
    keeps_the_contract(Backend::Http(Http::new(url).with_token(token))).await;
}

/// The contract, told by whichever backend.
pub async fn keeps_the_contract(backend: Backend) {
    let capabilities = backend.capabilities().await.expect("capabilities");
    assert!((1..=1_000).contains(&capabilities.largest_page));
    settings(&backend).await;
    let people = directory(&backend).await;
    decisions(&backend, &people).await;
    let template = template(&backend).await;
    message(&backend, capabilities.composed_messages, &template, &people).await;
    sending(&backend, &template, &people).await;
    sending_by_filter(&backend, &template, async |batch: &BatchId| finish(&backend, batch).await.state).await;
    control(&backend, &template, async |batch: &BatchId| finish(&backend, batch).await).await;
    notes(&backend, &people).await;
    contacts(&backend, &people).await;
    reminders(&backend).await;
    changes(&backend, &capabilities, &template, async |batch: &BatchId| finish(&backend, batch).await.state).await;
    activity(&backend).await;
    unknown_things(&backend).await;
}

pub fn pointers(failure: &Failure) -> Vec<&str> {
    match failure {
        Failure::Invalid { errors, .. } => errors.iter().map(|error| error.pointer.as_str()).collect(),
        other => panic!("should name fields: {other:?}"),
    }
}

fn rule(kinds: &[EmailKind]) -> RuleDraft {
    RuleDraft {
        id: RuleId("contract-rule".into()),
        name: "Contractors".into(),
        kinds: kinds.to_vec(),
        conditions: vec![ConditionDraft { field: ConditionField::EmailDomain, value: "contractor.contract.example".into() }],
        starts: String::new(),
        ends: String::new(),
        action: RuleAction::Suppress,
    }
}

async fn settings(backend: &Backend) {
    let first = backend.email_settings().await.expect("settings");
    assert_eq!(first.settings.automatic_activation_emails, Switch::On, "on by default");
    let off = SettingsDraft { automatic_activation_emails: Switch::Off, ..first.settings.clone() };
    let refused = backend.save_email_settings(first.version, &off).await.unwrap_err();
    assert_eq!(pointers(&refused), ["/advice_acknowledged", "/acknowledgement"]);
    assert_eq!(backend.readiness().await.expect("readiness").test_mail, None);
    let conversion = SettingsDraft { rules: vec![rule(&[EmailKind::Activation, EmailKind::ConversionNotice])], ..first.settings.clone() };
    let refused = backend.save_email_settings(first.version, &conversion).await.unwrap_err();
    assert_eq!(pointers(&refused), ["/rules/0/kinds"]);
    let sender = SenderDraft { name: "IT Service Desk".into(), address: "it@contract.example".into(), reply_to: String::new() };
    let rules = vec![rule(&[EmailKind::Activation, EmailKind::Reminder])];
    let acknowledgement = "People are onboarded in class.".to_owned();
    let off_until = "2099-01-01T09:30".to_owned();
    let acknowledged = SettingsDraft { advice_acknowledged: true, acknowledgement, off_until, rules, ..off };
    let saved = backend.save_email_settings(first.version, &acknowledged).await.expect("acknowledged");
    assert!(saved.version > first.version && saved.changed_at.is_some() && saved.changed_by.is_some());
    assert!(!saved.settings.advice_acknowledged && saved.settings.acknowledgement.is_empty(), "an acknowledgement is for one change");
    assert_eq!(saved.settings.off_until, "2099-01-01T09:30");
    assert_eq!(backend.email_settings().await.expect("settings"), saved);
    assert_eq!(backend.save_email_settings(first.version, &acknowledged).await, Err(Failure::Stale));
    let unready = backend.plan_batch(&PlanRequest { kind: SuppressibleKind::Activation, recipients: named(&[]) }).await.expect("plan");
    assert!(unready.not_ready.is_some(), "no sender yet");
    backend.save_email_settings(saved.version, &SettingsDraft { sender, ..saved.settings }).await.expect("a sender");
}

const PEOPLE: &str = "Email,First Name,User Status,Department,Preferred Language,Webex Calling\n\
    one@contract.example,One,Not Verified,Sales,Polish,TRUE\n\
    two@contract.example,Two,Verified,,English,TRUE\n\
    three@contract.example,Three,Active,,,TRUE\n\
    four@contractor.contract.example,Four,Not Verified,,,TRUE\n\
    ONE@contract.example,Again,Active,,,TRUE\n\
    nobody,No,Active,,,TRUE\n";

/// Imports a file as the page does.
/// Imports a file, and holds that one which is stopped does nothing.
pub async fn import(backend: &Backend, file: &str, query: ImportQuery) -> Result<ImportReport, Failure> {
    let told = Rc::new(std::cell::RefCell::new(Vec::new()));
    let keep = Rc::clone(&told);
    let controller = AbortController::new().expect("an abort controller");
    let watch = ImportWatch { signal: controller.signal(), told: Rc::new(move |progress| keep.borrow_mut().push(progress)) };
    let parts = js_sys::Array::of1(&file.into());
    let report = backend.import_users(&Blob::new_with_str_sequence(&parts).expect("a file"), &query, &watch).await;
    assert!(report.is_err() || told.borrow().contains(&ImportProgress::Working), "{:?}", told.borrow());
    controller.abort();
    let stopped = backend.import_users(&Blob::new_with_str_sequence(&parts).expect("a file"), &query, &watch).await;
    assert_eq!(stopped, Err(Failure::Unreachable), "what was stopped does nothing");
    report
}

/// Imports people and gives their identifiers in the order of the file.
async fn directory(backend: &Backend) -> Vec<UserId> {
    let before = everybody(backend).await.len();
    let broken = import(backend, "Email,Status\nx@y.example,Act", ImportQuery::default()).await.unwrap_err();
    assert_eq!(broken, Failure::from(FileProblem::CutOff { line: 2 }));
    let chosen = ImportQuery { mapping: r#"{"Email":"department"}"#.parse().ok(), ..ImportQuery::default() };
    assert_eq!(import(backend, PEOPLE, chosen).await, Err(Failure::from(FileProblem::NoAddressMapped)));
    let preview = import(backend, PEOPLE, ImportQuery { preview: true, ..ImportQuery::default() }).await.expect("preview");
    assert_eq!((preview.refused_total, preview.mapping.0.len()), (2, 6));
    assert_eq!((preview.added, preview.changed, preview.unchanged, preview.batch), (4, 0, 0, None));
    let refused: Vec<(u64, &RowReason)> = preview.refused.iter().map(|row| (row.line, &row.reason)).collect();
    assert_eq!(refused, [(6, &RowReason::DuplicateAddress { line: 2 }), (7, &RowReason::AddressMalformed)]);
    assert_eq!(everybody(backend).await.len(), before, "a preview writes nothing");
    let done = import(backend, PEOPLE, ImportQuery::default()).await.expect("import");
    assert_eq!((done.added, done.batch), (4, None), "an import causes no mail unless asked");
    let again = import(backend, PEOPLE, ImportQuery::default()).await.expect("import");
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 4));
    let everybody = everybody(backend).await;
    assert_eq!(everybody.len(), before + 4);
    let find = |address: &str| everybody.iter().find(|(_, email)| email == address).map(|(id, _)| id.clone()).expect("imported");
    ["one@contract.example", "two@contract.example", "three@contract.example", "four@contractor.contract.example"].map(find).to_vec()
}

/// Everybody, read in small pages: each once, and as many as the total says.
async fn everybody(backend: &Backend) -> Vec<(UserId, String)> {
    let (mut found, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let limit = if found.is_empty() { 3 } else { 1_000 };
        let page = backend.users(cursor.as_deref(), limit).await.expect("a page");
        assert!(page.users.len() <= limit as usize);
        found.extend(page.users.into_iter().map(|record| (record.user.id, record.user.email.to_string())));
        if page.next_cursor.is_none() {
            let mut ids: Vec<&UserId> = found.iter().map(|(id, _)| id).collect();
            ids.sort();
            ids.dedup();
            assert_eq!((ids.len(), found.len() as u64), (found.len(), page.total));
            return found;
        }
        cursor = page.next_cursor;
    }
}

async fn template(backend: &Backend) -> StoredTemplate {
    let organization = backend.organization().await.expect("organization");
    let mut draft = starter_template(SuppressibleKind::Activation, Language::Polish, &organization);
    let created = backend.create_template(&draft).await.expect("a draft may be imperfect");
    let refused = backend.publish_template(&created.id, created.version).await.unwrap_err();
    assert!(pointers(&refused).iter().all(|pointer| pointer.starts_with("/variants/0/blocks/")), "{refused:?}");
    fill_in(&mut draft, "https://help.contract.example");
    let saved = backend.save_template(&created.id, created.version, &draft).await.expect("saved");
    assert_eq!(backend.save_template(&created.id, created.version, &draft).await, Err(Failure::Stale));
    let published = backend.publish_template(&saved.id, saved.version).await.expect("published");
    assert_eq!(published.published.as_ref().map(|version| version.version), Some(1));
    let changed = draft.clone();
    draft.variants[0].subject = "Nowy temat".into();
    let later = backend.save_template(&saved.id, published.version, &draft).await.expect("saved again");
    let first = backend.template_version(&saved.id, 1).await.expect("version 1");
    assert_eq!(first.template, changed, "a published version never changes");
    backend.publish_template(&saved.id, later.version).await.expect("published again");
    let versions: Vec<u32> =
        backend.template_versions(&saved.id).await.expect("versions").versions.iter().map(|version| version.version).collect();
    assert_eq!(versions, [2, 1]);
    let listed = backend.templates().await.expect("templates").templates;
    listed.into_iter().find(|template| template.id == saved.id).expect("listed")
}

/// Where messages can be had, their texts are those that the console renders; where not, that is said.
async fn message(backend: &Backend, ability: Ability, template: &StoredTemplate, people: &[UserId]) {
    let request = MessageRequest { draft: template.draft.clone(), language: None, as_user: Some(people[0].clone()) };
    let answer = backend.composed_message(&template.id, &request).await;
    match ability {
        Ability::Unavailable => return assert_eq!(answer, Err(Failure::Unsupported)),
        Ability::Available => {}
    }
    let (organization, user) =
        (backend.organization().await.expect("organization"), backend.user_timeline(&people[0]).await.expect("a person").record.user);
    let parsed = Template::parse(&template.draft).expect("published");
    let variant = parsed.variant_for(&organization, &user).expect("a text");
    let email = render(variant, Recipient { organization: &organization, user: &user });
    let answer = answer.expect("a message");
    assert_eq!((answer.html_sha256, answer.text_sha256), (fingerprint(&email.html), fingerprint(&email.text)));
    assert!(answer.message.is_ascii() && answer.message.contains("\r\nTo: ") && answer.message.contains("one@contract.example"));
    assert!(!answer.message.replace("\r\n", "").contains(['\r', '\n']));
    let wrong = |change: MessageRequest| async move { backend.composed_message(&template.id, &change).await.unwrap_err() };
    let stranger = wrong(MessageRequest { as_user: Some(UserId("none".into())), ..request.clone() }).await;
    assert_eq!(pointers(&stranger), ["/as_user"]);
    assert_eq!(pointers(&wrong(MessageRequest { language: Some(Language::Arabic), ..request.clone() }).await), ["/language"]);
    let mut draft = request.draft.clone();
    draft.variants[0].subject = String::new();
    assert_eq!(pointers(&wrong(MessageRequest { draft, ..request.clone() }).await), ["/draft/variants/0/subject"]);
    assert_eq!(backend.composed_message(&TemplateId("none".into()), &request).await, Err(Failure::NotFound));
}

fn named(people: &[UserId]) -> Recipients {
    Recipients::Users { users: people.to_vec() }
}

async fn sending(backend: &Backend, template: &StoredTemplate, people: &[UserId]) {
    let kind = SuppressibleKind::Activation;
    let plan = backend.plan_batch(&PlanRequest { kind, recipients: named(people) }).await.expect("plan");
    assert_eq!((plan.plan.sample.as_slice(), plan.plan.recipients, plan.plan.matching, plan.not_ready), (&people[..2], 2, 4, None));
    let reasons: Vec<&SkipReason> = plan.plan.left_out.iter().map(|left| &left.reason).collect();
    assert_eq!(reasons, [&SkipReason::AlreadyActivated, &SkipReason::RuleSuppresses { rule: RuleId("contract-rule".into()) }]);
    let request = BatchRequest {
        kind,
        template: template.id.clone(),
        recipients: named(people),
        expected_recipients: 2,
        confirmed_recipients: None,
        starts_at: None,
        per_day: None,
    };
    let other = BatchRequest { expected_recipients: 3, ..request.clone() };
    let moved = Failure::Moved { whom: Whom::Receiving, moved: Moved { expected: 3, now: 2 } };
    assert_eq!(backend.start_batch("contract-other", &other).await, Err(moved), "another number than was shown");
    let key = format!("contract-{}", now().millis());
    let started = backend.start_batch(&key, &request).await.expect("started");
    let replayed = backend.start_batch(&key, &request).await.expect("replayed");
    assert_eq!((started.id.clone(), started.template_version), (replayed.id, 2));
    assert_eq!(backend.start_batch(&key, &BatchRequest { recipients: named(&[]), ..request }).await, Err(Failure::BegunBefore));
    let of_template = backend.batches_of(&template.id, None, 1).await.expect("batches");
    assert_eq!((of_template.batches.first().map(|batch| &batch.id), of_template.next_cursor), (Some(&started.id), None));
    assert!(backend.batches_of(&TemplateId("none".into()), None, 1).await.expect("none").batches.is_empty());
    assert_eq!(pointers(&backend.batches_of(&template.id, None, 0).await.unwrap_err()), ["limit"]);
    assert_eq!(pointers(&backend.batches_of(&template.id, Some("nonsense"), 1).await.unwrap_err()), ["cursor"]);
    let finished = finish(backend, &started.id).await;
    assert_eq!((finished.state, finished.counts.sent, finished.counts.total), (BatchState::Finished, 2, 2));
    let deliveries = backend.deliveries(&started.id, &DeliveryFilter::default(), None, 1).await.expect("deliveries");
    assert_eq!((deliveries.deliveries.len(), deliveries.next_cursor.is_some()), (1, true));
    let timeline = backend.user_timeline(&people[0]).await.expect("timeline");
    assert!(timeline.record.mail.activation_sent.is_some());
    assert!(timeline.entries.iter().any(|entry| matches!(&entry.event, TimelineEvent::Delivery { batch, .. } if *batch == started.id)));
    let again = backend.plan_batch(&PlanRequest { kind, recipients: named(&people[..2]) }).await.expect("plan");
    assert!(
        again.plan.recipients == 0 && again.plan.left_out.iter().all(|left| matches!(left.reason, SkipReason::MailedRecently { .. })),
        "{again:?}"
    );
}

/// The cadence with its switch is kept, and as many are due as the browser counts from what it read.
async fn reminders(backend: &Backend) {
    let read = backend.email_settings().await.expect("settings");
    let follow_up = FollowUpDraft { owner: "Ada".into(), reminder_days: "2, 5, 10".into(), automatic_reminders: Switch::On };
    let draft = SettingsDraft { follow_up: follow_up.clone(), ..read.settings };
    let saved = backend.save_email_settings(read.version, &draft).await.expect("a cadence");
    assert_eq!(saved.settings.follow_up, follow_up);
    let organization = backend.organization().await.expect("organization");
    let settings = EmailSettings::read_saved(&saved.settings, &organization.time_zone).expect("readable");
    let facts = FilterFacts { organization: &organization, settings: &settings, now: now() };
    let (mut due_today, mut waiting, mut cursor) = (0, 0, None::<String>);
    loop {
        let page = backend.users(cursor.as_deref(), 1_000).await.expect("a page");
        due_today += page.users.iter().filter(|record| due_of(facts, record) == DueFilter::Today).count() as u64;
        waiting += page.users.iter().filter(|record| standing(record) == Standing::Waiting).count() as u64;
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let counted = backend.due_reminders().await.expect("counted");
    assert_eq!((counted.due_today, counted.waiting), (due_today, waiting));
    assert!(counted.next_run < now().plus_days(2), "{counted:?}");
    let off = SettingsDraft { follow_up: FollowUpDraft::default(), ..saved.settings };
    backend.save_email_settings(saved.version, &off).await.expect("no cadence");
    let counted = backend.due_reminders().await.expect("counted");
    assert_eq!((counted.due_today, counted.waiting), (0, waiting));
}

/// Asks until the batch is over; the requests themselves let the time pass.
async fn finish(backend: &Backend, batch: &BatchId) -> SendBatch {
    for _ in 0..100_000 {
        let read = backend.batch(batch).await.expect("batch");
        assert_eq!(read.counts.total, read.counts.done() + read.counts.queued + read.counts.sending);
        if read.state != BatchState::Running {
            return read;
        }
    }
    panic!("the batch never ends");
}

/// The API's trace is the one that the browser computes from what it read.
async fn decisions(backend: &Backend, people: &[UserId]) {
    let organization = backend.organization().await.expect("organization");
    let zone = backend.organization().await.expect("organization").time_zone;
    let settings = EmailSettings::read_saved(&backend.email_settings().await.expect("settings").settings, &zone).expect("readable");
    for id in people {
        let record = backend.user_timeline(id).await.expect("a person").record;
        let answer = backend.user_decisions(id).await.expect("decisions");
        assert_eq!(answer.decisions, explain(&organization, &settings, &record.user, answer.at));
    }
    assert_eq!(backend.user_decisions(&UserId("none".into())).await.map(|_| ()), Err(Failure::NotFound));
}

async fn unknown_things(backend: &Backend) {
    assert_eq!(backend.batch(&BatchId("none".into())).await, Err(Failure::NotFound));
    assert_eq!(backend.user_timeline(&UserId("none".into())).await.map(|_| ()), Err(Failure::NotFound));
    assert_eq!(backend.template_versions(&TemplateId("none".into())).await.map(|_| ()), Err(Failure::NotFound));
    assert_eq!(pointers(&backend.users(None, 0).await.unwrap_err()), ["limit"]);
    assert_eq!(pointers(&backend.users(Some("nonsense"), 10).await.unwrap_err()), ["cursor"]);
}
