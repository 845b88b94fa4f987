//! Owns the question whether rules together match everybody that another rule does: exactly, by taking away from the
//! people, kinds and moments of one rule those of each other rule until nothing is left or something stays.
//! Refuses to look at the people of a directory; the answer holds for whoever may come.

use super::{
    condition::{Condition, is_in_domain},
    email_kind::SuppressibleKind,
    few::put_in_order,
    license::LicenseId,
    rule::SuppressionRule,
    timestamp::Timestamp,
    user::{ADDED_BY, AddedBy},
};

/// Most steps of one question. Rules that people write need some dozens; a list made to need more is left unanswered.
const MOST_STEPS: u32 = 20_000;

/// Rules of `earlier`, by their positions, that together match everybody in `whole`, at every moment and for every kind, and
/// of which none could be spared; nothing where somebody is left. An empty list: nobody can meet the conditions of `whole`.
#[must_use]
pub fn covered_by(earlier: &[(usize, Reach)], whole: &Reach) -> Option<Vec<usize>> {
    let mut needed: Vec<&(usize, Reach)> = earlier.iter().filter(|(_, reach)| !whole.within(reach).is_empty()).collect();
    if let Some((at, _)) = needed.iter().find(|(_, reach)| whole.is_inside(reach)) {
        return Some(vec![*at]);
    }
    // What is cut along fewer dimensions leaves fewer pieces.
    put_in_order(&mut needed, |(a, of_a), (b, of_b)| (of_a.dimensions(), a) < (of_b.dimensions(), b));
    let covers = |rules: &[&(usize, Reach)]| {
        let reaches: Vec<&Reach> = rules.iter().map(|(_, reach)| reach).collect();
        something_stays(whole.clone(), &reaches, &mut 0) == Some(false)
    };
    if !covers(&needed) {
        return None;
    }
    for at in (0..needed.len()).rev() {
        let mut fewer = needed.clone();
        fewer.remove(at);
        if covers(&fewer) {
            needed = fewer;
        }
    }
    let mut positions: Vec<usize> = needed.into_iter().map(|(at, _)| *at).collect();
    put_in_order(&mut positions, |a, b| a < b);
    Some(positions)
}

/// The time from which and until which both are in force, where `earlier` matches everybody that `later` does while it is.
/// Nothing where they are never in force together, or where `earlier` leaves somebody to `later` at all times. An end that is
/// not there is one that neither has.
#[must_use]
pub fn taken_meanwhile(earlier: &Reach, later: &Reach) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
    let everybody = earlier.constrained().filter(|dimension| *dimension != Dimension::Moments);
    let mut everybody = everybody.map(|dimension| later.outside_along(dimension, earlier));
    if !everybody.all(|left| left.is_empty()) {
        return None;
    }
    let Moments(both) = later.moments.within(&earlier.moments);
    let Moments(always) = Moments::between(None, None);
    let (first, last) = always.first().copied()?;
    let (from, until) = both.first().copied()?;
    Some(((from > first).then_some(Timestamp::from_millis(from)), (until < last).then_some(Timestamp::from_millis(until))))
}

/// Whether anything of `whole` lies in none of the rules; nothing when it takes too long to say.
fn something_stays(whole: Reach, rules: &[&Reach], steps: &mut u32) -> Option<bool> {
    *steps += 1;
    if *steps > MOST_STEPS {
        return None;
    }
    if whole.is_empty() || rules.iter().any(|rule| whole.is_inside(rule)) {
        return Some(false);
    }
    let Some(at) = rules.iter().position(|rule| !whole.within(rule).is_empty()) else { return Some(true) };
    let (rule, rest) = (rules.get(at)?, rules.get(at + 1..)?);
    let mut inside = whole;
    for dimension in rule.constrained() {
        if something_stays(inside.outside_along(dimension, rule), rest, steps)? {
            return Some(true);
        }
        inside = inside.within_along(dimension, rule);
    }
    Some(false)
}

/// Whom, what and when a rule is about: a set in each dimension, and all of them must hold.
#[derive(Clone, Debug)]
pub struct Reach {
    kinds: Vec<SuppressibleKind>,
    moments: Moments,
    domains: Domains,
    licenses: Licenses,
    departments: Departments,
    added_by: Vec<AddedBy>,
    added: Moments,
    /// Whether people of whom it is not known when they were added are in it.
    added_unknown: bool,
}

/// One of the dimensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Dimension {
    Kinds,
    Moments,
    Domains,
    Licenses,
    Departments,
    AddedBy,
    Added,
}

const DIMENSIONS: [Dimension; 7] = [
    Dimension::Kinds,
    Dimension::Moments,
    Dimension::Domains,
    Dimension::Licenses,
    Dimension::Departments,
    Dimension::AddedBy,
    Dimension::Added,
];

const KINDS: [SuppressibleKind; 2] = [SuppressibleKind::Activation, SuppressibleKind::Reminder];

impl Reach {
    /// The reach of a rule.
    #[must_use]
    pub fn of(rule: &SuppressionRule) -> Self {
        let mut reach = Self {
            kinds: rule.kinds().to_vec(),
            moments: Moments::between(rule.period().start, rule.period().end),
            domains: Domains::default(),
            licenses: Licenses::default(),
            departments: Departments::default(),
            added_by: ADDED_BY.iter().map(|(added_by, _)| *added_by).collect(),
            added: Moments::between(None, None),
            added_unknown: true,
        };
        let mut added_by = Vec::new();
        let mut licenses = Vec::new();
        for condition in rule.conditions() {
            match condition {
                Condition::EmailDomain { domain, below } => {
                    reach.domains.any_of.get_or_insert_default().push(Domain { name: domain.clone(), below: *below });
                }
                Condition::License(id) => licenses.push(id.clone()),
                Condition::Department(department) => reach.departments.any_of.get_or_insert_default().push(department.clone()),
                Condition::AddedBy(by) => added_by.push(*by),
                Condition::AddedBefore(at) => reach.narrow_added(&Moments::between(None, Some(*at))),
                Condition::AddedAfter(at) => reach.narrow_added(&Moments::between(Some(*at), None)),
            }
        }
        if !added_by.is_empty() {
            reach.added_by = added_by;
        }
        if !licenses.is_empty() {
            reach.licenses.any_of_each.push(licenses);
        }
        reach
    }

    fn narrow_added(&mut self, moments: &Moments) {
        self.added = self.added.within(moments);
        self.added_unknown = false;
    }

    fn constrains(&self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Kinds => KINDS.iter().any(|kind| !self.kinds.contains(kind)),
            Dimension::Moments => self.moments != Moments::between(None, None),
            Dimension::Domains => self.domains.any_of.is_some(),
            Dimension::Licenses => !self.licenses.any_of_each.is_empty(),
            Dimension::Departments => self.departments.any_of.is_some(),
            Dimension::AddedBy => ADDED_BY.iter().any(|(by, _)| !self.added_by.contains(by)),
            Dimension::Added => !self.added_unknown,
        }
    }

    fn constrained(&self) -> impl Iterator<Item = Dimension> {
        DIMENSIONS.into_iter().filter(|dimension| self.constrains(*dimension))
    }

    fn dimensions(&self) -> usize {
        self.constrained().count()
    }

    fn is_empty(&self) -> bool {
        self.kinds.is_empty()
            || self.moments.is_empty()
            || self.domains.is_empty()
            || self.licenses.is_empty()
            || self.departments.is_empty()
            || self.added_by.is_empty()
            || (self.added.is_empty() && !self.added_unknown)
    }

    fn within(&self, rule: &Self) -> Self {
        rule.constrained().fold(self.clone(), |reach, dimension| reach.within_along(dimension, rule))
    }

    fn is_inside(&self, rule: &Self) -> bool {
        rule.constrained().all(|dimension| self.outside_along(dimension, rule).is_empty())
    }

    /// What of it satisfies the rule in this dimension.
    fn within_along(&self, dimension: Dimension, rule: &Self) -> Self {
        let mut reach = self.clone();
        match dimension {
            Dimension::Kinds => reach.kinds.retain(|kind| rule.kinds.contains(kind)),
            Dimension::Moments => reach.moments = self.moments.within(&rule.moments),
            Dimension::Domains => reach.domains = self.domains.within(&rule.domains),
            Dimension::Licenses => reach.licenses.any_of_each.extend(rule.licenses.any_of_each.iter().cloned()),
            Dimension::Departments => reach.departments = self.departments.within(&rule.departments),
            Dimension::AddedBy => reach.added_by.retain(|by| rule.added_by.contains(by)),
            Dimension::Added => reach.narrow_added(&rule.added),
        }
        reach
    }

    /// What of it does not.
    fn outside_along(&self, dimension: Dimension, rule: &Self) -> Self {
        let mut reach = self.clone();
        match dimension {
            Dimension::Kinds => reach.kinds.retain(|kind| !rule.kinds.contains(kind)),
            Dimension::Moments => reach.moments = self.moments.outside(&rule.moments),
            Dimension::Domains => reach.domains.none_of.extend(rule.domains.any_of.iter().flatten().cloned()),
            Dimension::Licenses => reach.licenses.none_of.extend(rule.licenses.any_of_each.iter().flatten().cloned()),
            Dimension::Departments => reach.departments.none_of.extend(rule.departments.any_of.iter().flatten().cloned()),
            Dimension::AddedBy => reach.added_by.retain(|by| !rule.added_by.contains(by)),
            // Of whom it is not known stays outside of every bound.
            Dimension::Added => reach.added = self.added.outside(&rule.added),
        }
        reach
    }
}

/// Times, in pieces that do not touch: each from its first millisecond until before its last.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Moments(Vec<(i64, i64)>);

impl Moments {
    fn between(start: Option<Timestamp>, end: Option<Timestamp>) -> Self {
        let from = start.unwrap_or_else(|| Timestamp::from_millis(i64::MIN)).millis();
        let until = end.map_or_else(|| Timestamp::from_millis(i64::MAX).millis() + 1, Timestamp::millis);
        Self(if from < until { vec![(from, until)] } else { Vec::new() })
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn within(&self, other: &Self) -> Self {
        let both = |(from, until): &(i64, i64)| {
            let (from, until) = (*from, *until);
            other.0.iter().map(move |(start, end)| (from.max(*start), until.min(*end))).filter(|(from, until)| from < until)
        };
        Self(self.0.iter().flat_map(both).collect())
    }

    fn outside(&self, other: &Self) -> Self {
        other.0.iter().fold(self.clone(), |left, (start, end)| {
            let pieces = |(from, until): &(i64, i64)| [(*from, (*until).min(*start)), ((*from).max(*end), *until)];
            Self(left.0.iter().flat_map(pieces).filter(|(from, until)| from < until).collect())
        })
    }
}

/// A domain, perhaps with those below it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Domain {
    name: String,
    below: bool,
}

impl Domain {
    fn holds(&self, name: &str) -> bool {
        is_in_domain(name, &self.name, self.below)
    }

    /// What lies in both: of two domains one lies in the other, or nothing lies in both.
    fn within(&self, other: &Self) -> Option<Self> {
        if other.holds(&self.name) {
            let below = self.below && other.below;
            Some(Self { name: self.name.clone(), below })
        } else {
            self.holds(&other.name).then(|| other.clone())
        }
    }
}

#[derive(Clone, Default, Debug)]
struct Domains {
    any_of: Option<Vec<Domain>>,
    none_of: Vec<Domain>,
}

impl Domains {
    fn within(&self, other: &Self) -> Self {
        let Some(wanted) = &other.any_of else { return self.clone() };
        let any_of = match &self.any_of {
            None => wanted.clone(),
            Some(mine) => mine.iter().flat_map(|mine| wanted.iter().filter_map(|other| mine.within(other))).collect(),
        };
        Self { any_of: Some(any_of), none_of: self.none_of.clone() }
    }

    /// Domains have no end: one that nobody named is left wherever a whole branch is not taken away.
    fn is_empty(&self) -> bool {
        let taken = |domain: &Domain| self.none_of.iter().any(|none| none.holds(&domain.name) && (none.below || !domain.below));
        self.any_of.as_ref().is_some_and(|any_of| any_of.iter().all(taken))
    }
}

/// A person may have several licenses, so one of each list is asked for, and none of another.
#[derive(Clone, Default, Debug)]
struct Licenses {
    any_of_each: Vec<Vec<LicenseId>>,
    none_of: Vec<LicenseId>,
}

impl Licenses {
    fn is_empty(&self) -> bool {
        self.any_of_each.iter().any(|any_of| any_of.iter().all(|id| self.none_of.contains(id)))
    }
}

/// Departments in lower case. A person without one is in none.
#[derive(Clone, Default, Debug)]
struct Departments {
    any_of: Option<Vec<String>>,
    none_of: Vec<String>,
}

impl Departments {
    fn within(&self, other: &Self) -> Self {
        let Some(wanted) = &other.any_of else { return self.clone() };
        let any_of = match &self.any_of {
            None => wanted.clone(),
            Some(mine) => mine.iter().filter(|mine| wanted.contains(mine)).cloned().collect(),
        };
        Self { any_of: Some(any_of), none_of: self.none_of.clone() }
    }

    fn is_empty(&self) -> bool {
        self.any_of.as_ref().is_some_and(|any_of| any_of.iter().all(|department| self.none_of.contains(department)))
    }
}
