//! Owns the walk through the people who are meant, group by group, and what came of it.
//! Refuses to decide who is meant; filters do.

use super::{facts::PlotFacts, tally::Tally};
use crate::domain::{language::Language, mail_history::UserRecord, organization::Organization, time_zone::TimeZone, timestamp::Timestamp};
use std::collections::{BTreeMap, HashMap};

/// Groups that are told one by one; the smaller ones are counted together.
pub const MOST_GROUPS: usize = 12;

/// What people are grouped by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Grouping {
    /// Department, as the directory spells it.
    #[default]
    Department,
    /// The language they prefer.
    Language,
}

/// A group of people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Group {
    /// A department.
    Department(String),
    /// A language.
    Language(Language),
    /// The smaller ones together: so many.
    Others(u64),
    /// The directory does not say.
    NotKnown,
}

/// The counts of a group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupTally {
    /// Whose.
    pub group: Group,
    /// The counts.
    pub tally: Tally,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// How many people were gone through.
    pub people: u64,
    /// Of them, those with a license that counts who are deactivated, and therefore in no funnel.
    pub deactivated: u64,
    /// Of them, those without a license that counts, who are in no funnel either.
    pub unlicensed: u64,
    /// Everybody.
    pub total: Tally,
    /// By department or language.
    pub grouping: Grouping,
    /// The largest groups, then the others together, then those of whom it is not known; only groups with people.
    pub groups: Vec<GroupTally>,
}

/// A walk that goes on.
#[derive(Clone, Debug)]
pub struct Counting {
    organization: Organization,
    zone: TimeZone,
    now: Timestamp,
    grouping: Grouping,
    people: u64,
    deactivated: u64,
    unlicensed: u64,
    departments: HashMap<String, Counted>,
    languages: BTreeMap<Language, Counted>,
    not_known: Counted,
}

/// A tally with the number of people in it, by which groups are ordered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Counted {
    people: u64,
    tally: Tally,
}

impl Figures {
    /// Begins to count.
    #[must_use]
    pub fn begin(grouping: Grouping, organization: &Organization, now: Timestamp) -> Counting {
        Counting {
            zone: organization.time_zone.clone(),
            organization: organization.clone(),
            now,
            grouping,
            people: 0,
            deactivated: 0,
            unlicensed: 0,
            departments: HashMap::new(),
            languages: BTreeMap::new(),
            not_known: Counted::default(),
        }
    }
}

impl Counting {
    /// Goes on with the next person.
    pub fn add(&mut self, record: &UserRecord) {
        let facts = PlotFacts::of(&self.organization, record);
        self.add_facts(&facts);
    }

    /// The same, where people are not kept as records.
    pub fn add_facts(&mut self, facts: &PlotFacts<'_>) {
        self.people += 1;
        match (facts.licensed, facts.deactivated) {
            (false, _) => self.unlicensed += 1,
            (true, true) => self.deactivated += 1,
            (true, false) => {}
        }
        let (zone, now) = (&self.zone, self.now);
        let group = match self.grouping {
            Grouping::Department => match facts.department {
                None => &mut self.not_known,
                Some(name) => {
                    // Looked for before it is copied: most people are in a department that is there already.
                    if !self.departments.contains_key(name) {
                        self.departments.insert(name.to_owned(), Counted::default());
                    }
                    match self.departments.get_mut(name) {
                        Some(group) => group,
                        None => &mut self.not_known,
                    }
                }
            },
            Grouping::Language => match facts.language {
                None => &mut self.not_known,
                Some(language) => self.languages.entry(language).or_default(),
            },
        };
        group.people += 1;
        group.tally.add(facts, zone, now);
    }

    /// What came of it.
    #[must_use]
    pub fn finish(self) -> Figures {
        let Self { grouping, people, deactivated, unlicensed, departments, languages, not_known, .. } = self;
        let departments = departments.into_iter().map(|(name, counted)| (Group::Department(name), counted));
        let languages = languages.into_iter().map(|(language, counted)| (Group::Language(language), counted));
        let mut groups: Vec<(Group, Counted)> = departments.chain(languages).collect();
        groups.sort_by(|(a, of_a), (b, of_b)| of_b.people.cmp(&of_a.people).then_with(|| name(a).cmp(name(b))));
        let others = groups.split_off(groups.len().min(MOST_GROUPS));
        let mut together = Tally::default();
        others.iter().for_each(|(_, counted)| together.merge(&counted.tally));
        let mut groups: Vec<GroupTally> = groups.into_iter().map(|(group, counted)| GroupTally { group, tally: counted.tally }).collect();
        if !others.is_empty() {
            groups.push(GroupTally { group: Group::Others(others.len() as u64), tally: together });
        }
        if not_known.people > 0 {
            groups.push(GroupTally { group: Group::NotKnown, tally: not_known.tally });
        }
        let mut total = Tally::default();
        groups.iter().for_each(|group| total.merge(&group.tally));
        Figures { people, deactivated, unlicensed, total, grouping, groups }
    }
}

/// What groups of one size are ordered by.
fn name(group: &Group) -> &str {
    match group {
        Group::Department(name) => name,
        Group::Language(language) => language.facts().tag,
        Group::Others(_) | Group::NotKnown => "",
    }
}
