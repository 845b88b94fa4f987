//! Owns the tests of the roster as a whole: whatever is put in, taken out and asked, the plain model says the same.
//! Refuses nothing; it is read by nobody else.

use super::super::{
    email_address::EmailAddress,
    email_kind::SuppressibleKind,
    fixture_people::{any_id, any_record},
    fixtures::{any_settings, now, organization, user, warsaw},
    language::LANGUAGES,
    license::LicenseId,
    mail_history::{LastMail, MailHistory, MailOutcome, UserRecord},
    organization::Organization,
    people::{SORT_KEYS, SortKey, SortOrder},
    people_columns::PeopleColumns,
    people_filter::{DECISION_FILTERS, DUE_FILTERS, FilterFacts, Known, LAST_MAIL_FILTERS, PeopleFilter, STANDINGS, Standing, standing},
    settings::EmailSettings,
    timestamp::Timestamp,
    user::{AccountStatus, PersonName, UserId},
};
use super::{Alphabet, Finder, Put, PutCounts, Roster, Row, RowSet, model::Model};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};

#[derive(Clone, Debug)]
enum Step {
    Put(Box<UserRecord>),
    Page(Vec<UserRecord>),
    Remove(UserId),
    Find(Box<PeopleFilter>, Vec<(SortKey, SortOrder)>),
    LookUp(String, usize),
    Letters(Vec<Vec<char>>),
    Later(i64),
    Settings(Box<EmailSettings>),
    Order(usize),
    Decide(usize),
}

fn any_search() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => Just(String::new()),
        4 => "[a-dA-DłÓ@. ]{0,4}",
        4 => prop::sample::select(&["ada", "Świę ada", "ada@", "@mail.ex", "a@example", "example.com", "nowak-", "o’b", "李", "sales", "ad", "com exa", "żółw@p", "1", "\u{301}"][..])
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn any_filter() -> impl Strategy<Value = PeopleFilter> {
    let days = || prop::option::weighted(0.1, prop_oneof![4 => -20i64..90, 1 => any::<i64>()]);
    let department = prop::option::weighted(
        0.15,
        prop_oneof![
            Just(Known::NotKnown),
            prop::sample::select(&["", "Ada", "ada", "nowhere"][..]).prop_map(|name| Known::Is(name.to_owned()))
        ],
    );
    let license =
        prop::option::weighted(0.15, prop::sample::select(&["Webex Calling", "gone", "never"][..]).prop_map(|id| LicenseId(id.into())));
    let language = prop::option::weighted(
        0.1,
        prop_oneof![Just(Known::NotKnown), (0..LANGUAGES.len()).prop_map(|at| Known::Is(LANGUAGES[at].language))],
    );
    let statuses = &[AccountStatus::Enabled, AccountStatus::Deactivated, AccountStatus::PendingAcceptance, AccountStatus::Unknown][..];
    let account = prop::option::weighted(0.1, prop::sample::select(statuses));
    let mail = prop::option::weighted(0.1, (0..LAST_MAIL_FILTERS.len()).prop_map(|at| LAST_MAIL_FILTERS[at].0));
    let counts = || prop::option::weighted(0.1, prop_oneof![4 => 0u32..4, 1 => any::<u32>()]);
    let due = prop::option::weighted(0.2, (0..DUE_FILTERS.len()).prop_map(|at| DUE_FILTERS[at].0));
    let decision = prop::option::weighted(0.2, (0..DECISION_FILTERS.len()).prop_map(|at| DECISION_FILTERS[at].0));
    let standing = prop_oneof![2 => Just(Standing::Everybody), 1 => (0..STANDINGS.len()).prop_map(|at| STANDINGS[at].0)];
    ((any_search(), standing, days(), days()), (department, license, language, account), (mail, counts(), counts(), due, decision))
        .prop_map(|((search, standing, waiting_more_than, waiting_at_most), (department, license, language, account), rest)| {
            let (last_mail, reminders_at_least, reminders_at_most, due, decision) = rest;
            PeopleFilter {
                search,
                standing,
                waiting_more_than,
                waiting_at_most,
                department,
                license,
                language,
                account,
                last_mail,
                reminders_at_least,
                reminders_at_most,
                due,
                decision,
            }
        })
}

fn any_order() -> impl Strategy<Value = Vec<(SortKey, SortOrder)>> {
    let one = (0..SORT_KEYS.len(), any::<bool>())
        .prop_map(|(at, up)| (SORT_KEYS[at].0, if up { SortOrder::Ascending } else { SortOrder::Descending }));
    prop::collection::vec(one, 0..4)
}

fn any_step() -> impl Strategy<Value = Step> {
    let cadence = prop::collection::vec(1u32..12, 0..4);
    let letters =
        prop::collection::vec(prop::collection::vec(prop::sample::select("aAąbBdDłŁlnÓo\u{301} ".chars().collect::<Vec<_>>()), 0..3), 0..6);
    prop_oneof![
        4 => any_record().prop_map(|record| Step::Put(Box::new(record))),
        2 => prop::collection::vec(any_record(), 0..12).prop_map(Step::Page),
        2 => any_id().prop_map(Step::Remove),
        8 => (any_filter(), any_order()).prop_map(|(filter, order)| Step::Find(Box::new(filter), order)),
        2 => (any_search(), 0usize..5).prop_map(|(words, most)| Step::LookUp(words, most)),
        1 => letters.prop_map(Step::Letters),
        1 => (1i64..200_000_000).prop_map(Step::Later),
        1 => (any_settings(), cadence).prop_map(|(mut settings, cadence)| {
            settings.follow_up.reminder_days = cadence;
            Step::Settings(Box::new(settings))
        }),
        1 => (0usize..9).prop_map(Step::Decide),
        2 => (0usize..9).prop_map(Step::Order),
    ]
}

struct World {
    roster: Roster,
    finder: Finder,
    model: Model,
    organization: Organization,
    settings: EmailSettings,
    now: Timestamp,
    changes_of_settings: u64,
}

impl World {
    fn new() -> Self {
        let organization = Organization { time_zone: warsaw(), ..organization() };
        let (roster, finder, model) = (Roster::default(), Finder::default(), Model::default());
        Self { roster, finder, model, organization, settings: EmailSettings::default(), now: now(), changes_of_settings: 0 }
    }

    fn take(&mut self, step: Step) {
        let Self { roster, finder, model, organization, settings, now, changes_of_settings } = self;
        let facts = FilterFacts { organization, settings, now: *now };
        let before = roster.revision();
        match step {
            Step::Put(record) => {
                let known =
                    model.people.iter().find(|(_, known)| known.user.id == record.user.id).map(|(row, known)| (*row, known.clone()));
                model.put(&record);
                match (roster.put(&record), known) {
                    (Put::Added(_), None) => {}
                    (Put::Changed(row), Some((at, before))) => assert!(row.index() == at && before != *record),
                    (Put::Same(row), Some((at, before))) => assert!(row.index() == at && before == *record),
                    (put, known) => panic!("{put:?} of {known:?}"),
                }
            }
            Step::Page(records) => {
                let rows = model.people.len();
                records.iter().for_each(|record| model.put(record));
                let counts = roster.put_columns(&PeopleColumns::of(&records)).unwrap();
                assert_eq!(counts.added + counts.changed + counts.same, records.len());
                assert_eq!(counts.added, model.people.len() - rows);
            }
            Step::Remove(id) => assert_eq!(roster.remove(&id).map(Row::index), model.remove(&id)),
            Step::Find(filter, order) => {
                let found = finder.find(roster, facts, &filter, &order);
                let rows: Vec<usize> = found.rows.iter().map(|row| row.index()).collect();
                assert_eq!(rows, model.find(facts, &filter, &order), "{filter:?} {order:?}");
                assert_eq!(found.rows.iter().copied().collect::<RowSet>(), found.set);
                assert!(found.rows.iter().enumerate().all(|(at, row)| found.position(*row) == Some(at)));
            }
            Step::LookUp(words, most) => {
                let (rows, all) = finder.look_up(roster, &words, most);
                assert_eq!((rows.into_iter().map(Row::index).collect(), all), model.look_up(&words, most), "{words:?}");
            }
            Step::Letters(letters) => {
                finder.set_alphabet(Alphabet::new(&letters));
                model.alphabet = letters;
                model.alphabet.retain(|group| !group.is_empty());
            }
            Step::Later(millis) => *now = Timestamp::from_millis(now.millis() + millis),
            Step::Settings(new) => {
                *settings = *new;
                *changes_of_settings += 1;
            }
            Step::Order(most) => {
                finder.order_slice(roster, most);
            }
            Step::Decide(most) => {
                let done = finder.decide_slice(roster, facts, *changes_of_settings, most);
                assert!(done || most < roster.columns.len());
            }
        }
        let changed = roster.revision() != before;
        self.agree(changed);
    }

    fn agree(&self, changed: bool) {
        let Self { roster, model, .. } = self;
        let rows: Vec<usize> = roster.rows().map(Row::index).collect();
        assert_eq!((roster.len(), rows), (model.people.len(), model.people.iter().map(|(row, _)| *row).collect()));
        if !changed {
            return;
        }
        let mut departments: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, record) in &model.people {
            let row = Row::at(*at);
            assert_eq!(roster.record(row).as_ref(), Some(record));
            assert_eq!((roster.row(&record.user.id), roster.id(row)), (Some(row), Some(record.user.id.clone())));
            assert_eq!((roster.shown_name(row), roster.email(row)), (record.user.shown_name().as_str(), record.user.email.as_str()));
            assert_eq!((roster.standing(row), roster.mail(row)), (standing(record), record.mail.clone()));
            assert_eq!(roster.department(row), record.user.department.as_deref());
            if let Some(department) = &record.user.department {
                *departments.entry(department).or_default() += 1;
            }
        }
        assert_eq!(roster.departments(), departments.into_iter().collect::<Vec<_>>());
        for (asked, _) in STANDINGS {
            let people = model.people.iter().filter(|(_, record)| *asked == Standing::Everybody || standing(record) == *asked);
            assert_eq!(roster.count_standing(*asked), people.count());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    #[test]
    fn the_roster_does_what_a_plain_list_does(steps in prop::collection::vec(any_step(), 1..40)) {
        let mut world = World::new();
        steps.into_iter().for_each(|step| world.take(step));
    }
}

fn person(at: usize) -> UserRecord {
    let mut record = UserRecord { user: user(), mail: MailHistory::default() };
    record.user.id = UserId(format!("0199f0a0-7c3d-7b2e-9a11-{:012x}", at * 7_919 % 10_007));
    record.user.email = EmailAddress::parse(&format!("ada{at}@example.com")).unwrap();
    record.user.name = PersonName::new(["Ada", "Bo", "Święta"][at % 3], &format!("Nowak{}", at % 17), "");
    record.user.added = (!at.is_multiple_of(5)).then(|| now().plus_days(-((at % 50) as i64)));
    record
}

/// As many people as an order needs before it is mended instead of made anew.
fn crowd() -> World {
    let mut world = World::new();
    world.take(Step::Page((0..128).map(person).collect()));
    world
}

fn ask_everything(world: &mut World) {
    for (key, _) in SORT_KEYS {
        for order in [SortOrder::Descending, SortOrder::Ascending] {
            let filter = PeopleFilter { standing: Standing::Everybody, ..PeopleFilter::default() };
            world.take(Step::Find(Box::new(filter), vec![(*key, order)]));
        }
    }
}

#[test]
fn kept_orders_follow_who_comes_changes_and_goes() {
    let mut world = crowd();
    world.settings.follow_up.reminder_days = vec![2, 5];
    for round in 0..6usize {
        // Those that are alike lie beside each other, so that groups lose their first.
        world.take(Step::Remove(person(round * 3).user.id));
        world.take(Step::Put(Box::new(person(1_000 + round))));
        let mut changed = person(round * 5 + 1);
        changed.user.department = Some(format!("{}", round % 3));
        changed.user.language = None;
        changed.user.account_status = AccountStatus::Unknown;
        changed.mail.reminders_sent = 3;
        world.take(Step::Put(Box::new(changed)));
        for key in 0..2 {
            ask_everything(&mut world);
            world.now = world.now.plus_days(key);
        }
    }
}

#[test]
fn a_search_that_grows_shrinks_and_meets_changed_people_stays_right() {
    let mut world = crowd();
    let look = |world: &mut World, search: &str| {
        let filter = PeopleFilter { search: search.into(), ..PeopleFilter::default() };
        world.take(Step::Find(Box::new(filter), Vec::new()));
    };
    for search in ["s", "sw", "swi", "swi a", "swi ad", "swi ada1", "swi ad", "sw", "", "nowak1", "nowak1 bo", "@exam", "ada1@exa"] {
        look(&mut world, search);
        let mut renamed = person(search.len() * 3);
        renamed.user.name.first = format!("Swi{search}");
        world.take(Step::Put(Box::new(renamed)));
        look(&mut world, search);
    }
}

#[test]
fn a_page_with_one_fault_changes_nothing() {
    let mut world = crowd();
    let mut page = PeopleColumns::of(&[person(900), person(901)]);
    page.emails[1] = "nobody".into();
    let before = world.roster.revision();
    let fault = world.roster.put_columns(&page).unwrap_err();
    assert_eq!((fault.column, fault.row), ("emails", 1));
    assert_eq!((world.roster.revision(), world.roster.len()), (before, 128));
}

#[test]
fn the_newer_of_two_in_one_page_wins_in_the_same_row() {
    let mut roster = Roster::default();
    let (old, mut new) = (person(1), person(1));
    new.user.name = PersonName::default();
    let counts = roster.put_columns(&PeopleColumns::of(&[old.clone(), new.clone(), new.clone()]));
    assert_eq!(counts, Ok(PutCounts { added: 1, changed: 1, same: 1 }));
    let row = roster.row(&new.user.id).unwrap();
    assert_eq!((roster.record(row), roster.shown_name(row)), (Some(new), "ada1@example.com"));
    assert_eq!(roster.put(&old), Put::Changed(row));
}

#[test]
fn a_removed_person_s_row_is_never_given_away() {
    let mut roster = Roster::default();
    let Put::Added(first) = roster.put(&person(1)) else { panic!("nobody was there") };
    assert_eq!(roster.remove(&person(1).user.id), Some(first));
    assert_eq!((roster.remove(&person(1).user.id), roster.record(first), roster.id(first)), (None, None, None));
    assert_eq!((roster.shown_name(first), roster.email(first), roster.len()), ("", "", 0));
    let Put::Added(second) = roster.put(&person(1)) else { panic!("they had gone") };
    assert_ne!(first, second);
}

#[test]
fn texts_that_changed_a_hundred_times_take_the_room_of_one() {
    let mut world = crowd();
    let before = world.roster.arena.bytes();
    for round in 0..100usize {
        let records = (0..128).map(|at| {
            let mut record = person(at);
            record.user.name.last = format!("Nowak{}", round + at);
            record
        });
        records.for_each(|record| {
            world.roster.put(&record);
            world.model.put(&record);
        });
    }
    world.agree(true);
    assert!(world.roster.arena.bytes() < before * 2, "{} after {before}", world.roster.arena.bytes());
}

#[test]
fn menus_say_how_many_people_have_each_value() {
    let mut roster = Roster::default();
    let with = |at: usize, licenses: &[&str], language: usize| {
        let mut record = person(at);
        record.user.licenses = licenses.iter().map(|id| LicenseId((*id).into())).collect();
        record.user.language = LANGUAGES.get(language).map(|facts| facts.language);
        record
    };
    [with(1, &["b", "a"], 1), with(2, &["a"], 0), with(3, &["a", "a"], 99), with(4, &[], 0)].iter().for_each(|record| {
        roster.put(record);
    });
    let licenses: Vec<(&str, usize)> = roster.licenses().into_iter().map(|(id, people)| (id.0.as_str(), people)).collect();
    assert_eq!(licenses, [("a", 3), ("b", 1)]);
    assert_eq!(roster.languages(), [(LANGUAGES[0].language, 2), (LANGUAGES[1].language, 1)]);
    roster.remove(&person(1).user.id);
    assert_eq!((roster.licenses().len(), roster.languages().len()), (1, 1));
}

#[test]
fn characters_of_names_addresses_and_departments_are_listed_once() {
    let mut roster = Roster::default();
    let mut record = person(2);
    record.user.department = Some("Zażółć".into());
    roster.put(&record);
    let characters = roster.characters();
    let wanted: HashSet<char> = "Święta Nowak2ada2@example.com Zażółć".chars().collect();
    assert_eq!(characters.iter().copied().collect::<HashSet<_>>(), wanted);
    assert_eq!(characters.len(), wanted.len());
}

#[test]
fn decisions_worked_out_in_slices_hold_until_settings_the_day_or_people_change() {
    let mut world = crowd();
    let slice = |world: &mut World, key, most| {
        let facts = FilterFacts { organization: &world.organization, settings: &world.settings, now: world.now };
        world.finder.decide_slice(&world.roster, facts, key, most)
    };
    assert!(!slice(&mut world, 1, 127));
    assert!(slice(&mut world, 1, 1), "it goes on where it stopped");
    assert!(slice(&mut world, 1, 0));
    world.now = Timestamp::from_millis(world.now.millis() + 60_000);
    assert!(slice(&mut world, 1, 0), "a minute changes nothing");
    world.take(Step::Put(Box::new(person(5_000))));
    assert!(!slice(&mut world, 1, 0) && slice(&mut world, 1, 1), "only who came");
    world.now = world.now.plus_days(1);
    assert!(!slice(&mut world, 1, 5), "another day");
    assert!(slice(&mut world, 1, usize::MAX) && !slice(&mut world, 2, 5), "other settings");
    let mut changed = person(3);
    changed.mail.last = Some(LastMail { kind: SuppressibleKind::Activation, at: now(), outcome: MailOutcome::Sent, address: None });
    world.take(Step::Put(Box::new(changed)));
    for (decision, _) in DECISION_FILTERS {
        let filter = PeopleFilter { decision: Some(*decision), ..PeopleFilter::default() };
        world.take(Step::Find(Box::new(filter), Vec::new()));
    }
}
