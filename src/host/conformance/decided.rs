//! Owns the promises about rules: decisions, plans and what is due are those that the console computes from what it reads.
//! Refuses rules of its own; the domain's are called.

use super::{
    call::Ask,
    finding::{Finding, First, Found, holds, same, wanting},
    trial::Trial,
};
use crate::{
    api::{
        payload::{DueReminders, PlanReport, PlanRequest, UserDecisions},
        problem::ProblemCode,
        routes,
    },
    domain::{
        batch::{BatchOrigin, BatchRules},
        batch_plan::{BatchPlan, Planner},
        email_kind::SuppressibleKind,
        explain::explain,
        mail_history::UserRecord,
        people_filter::{DueFilter, FilterFacts, Known, PeopleFilter, Standing, due_of, standing},
        recipients::Recipients,
        user::UserId,
    },
};

/// How many people are looked at one by one.
const SOME: usize = 25;
const KINDS: [SuppressibleKind; 2] = [SuppressibleKind::Activation, SuppressibleKind::Reminder];

/// Some of the people, from every part of the list.
fn some(people: &[UserRecord]) -> impl Iterator<Item = &UserRecord> {
    people.iter().step_by(people.len().div_ceil(SOME).max(1))
}

pub async fn decisions(trial: &Trial) -> Found {
    let facts = trial.facts().await?;
    for record in some(trial.people().await?) {
        let path = routes::user_decisions(&record.user.id);
        let told: UserDecisions = trial.caller.read(&path).await?;
        for (told, expected) in told.decisions.iter().zip(explain(&facts.organization, &facts.settings, &record.user, told.at)) {
            let (found, wanted) = (format!("{:?}", told.decision), format!("{:?}", expected.decision));
            same(&format!("GET {path}: the decision about {:?}", expected.kind), found, wanted)?;
            holds(*told == expected, || format!("GET {path}: another trace about {:?} than its decision has", expected.kind))?;
        }
        let expected = explain(&facts.organization, &facts.settings, &record.user, told.at).len();
        same(&format!("GET {path}: kinds of email that are decided about"), told.decisions.len(), expected)?;
    }
    Ok(())
}

/// Asks who would receive.
pub async fn plan(trial: &Trial, kind: SuppressibleKind, recipients: Recipients) -> Found<PlanReport> {
    trial.caller.send(Ask::post(routes::SEND_BATCHES_PLAN).json(&PlanRequest { kind, recipients })).await?.reads(&[200])
}

/// Compares numbers, samples and reasons; people are left out in groups, and of groups of one size none comes first.
fn as_planned(what: &str, told: BatchPlan, expected: BatchPlan) -> Found {
    same(&format!("{what}: matching"), told.matching, expected.matching)?;
    same(&format!("{what}: recipients"), told.recipients, expected.recipients)?;
    holds(told.sample == expected.sample, || format!("{what}: other people in the sample"))?;
    let groups = |plan: BatchPlan| {
        let mut groups: Vec<(u64, String)> = plan.left_out.iter().map(|left| (left.count, format!("{:?}", left.reason))).collect();
        groups.sort();
        groups
    };
    same(&format!("{what}: left out"), groups(told), groups(expected))
}

pub async fn plan_of_some(trial: &Trial) -> Found {
    let (facts, people) = (trial.facts().await?, trial.people().await?);
    let chosen: Vec<&UserRecord> = some(people).collect();
    let stranger = UserId(trial.new_name());
    let users = chosen.iter().map(|record| record.user.id.clone()).chain([stranger.clone()]).collect();
    for kind in KINDS {
        let told = plan(trial, kind, Recipients::Users { users: Vec::clone(&users) }).await?.plan;
        let rules = BatchRules { organization: &facts.organization, settings: &facts.settings, kind, origin: BatchOrigin::Administrator };
        let mut planner = Planner::new(rules, trial.now());
        for record in &chosen {
            planner.named(&record.user.id, Some(((), record)));
        }
        planner.named(&stranger, None);
        as_planned(&format!("the plan of {kind:?} to {} people and a stranger", chosen.len()), told, planner.finish().0)?;
    }
    Ok(())
}

pub async fn plan_by_filter(trial: &Trial) -> Found {
    let (facts, listing) = (trial.facts().await?, trial.listing().await.first("people can be listed")?);
    let people = trial.people().await?;
    if !listing.is_whole() {
        return Err(Finding::NotTried("there are too many people to count them here".into()));
    }
    let everybody = || PeopleFilter { standing: Standing::Everybody, ..PeopleFilter::default() };
    let department = people.iter().find_map(|record| record.user.department.clone());
    let of_department = department.map(|name| PeopleFilter { department: Some(Known::Is(name)), ..everybody() });
    let name = people.iter().map(|record| record.user.shown_name()).find(|name| !name.is_empty());
    let by_name = name.map(|search| PeopleFilter { search, ..everybody() });
    let kind = SuppressibleKind::Activation;
    for filter in [Some(PeopleFilter::default()), Some(everybody()), of_department, by_name].into_iter().flatten() {
        let told = plan(trial, kind, Recipients::Filter { filter: filter.clone(), except: Vec::new(), expected: 0 }).await?.plan;
        let rules = BatchRules { organization: &facts.organization, settings: &facts.settings, kind, origin: BatchOrigin::Administrator };
        let (mut planner, words) = (Planner::new(rules, trial.now()), filter.words());
        for record in people {
            planner.passing(&filter, &words, (), record, false);
        }
        as_planned("the plan by filter", told, planner.finish().0)?;
    }
    let stranger = vec![UserId(trial.new_name())];
    let recipients = Recipients::Filter { filter: PeopleFilter::default(), except: stranger, expected: 0 };
    let answer = trial.caller.send(Ask::post(routes::SEND_BATCHES_PLAN).json(&PlanRequest { kind, recipients })).await?;
    answer.refuses_fields(ProblemCode::Invalid, &["/recipients/except/0"])
}

pub async fn due(trial: &Trial) -> Found {
    let (facts, listing) = (trial.facts().await?, trial.listing().await.first("people can be listed")?);
    let people = trial.people().await?;
    wanting(listing.is_whole().then_some(()), "there are too many people to count them here")?;
    let by = FilterFacts { organization: &facts.organization, settings: &facts.settings, now: trial.now() };
    let waiting = people.iter().filter(|record| standing(record) == Standing::Waiting).count();
    let today = people.iter().filter(|record| due_of(by, record) == DueFilter::Today).count();
    let told: DueReminders = trial.caller.read(routes::USERS_DUE).await?;
    same("people who wait", told.waiting, u64::try_from(waiting).unwrap_or_default())?;
    same("reminders due today", told.due_today, u64::try_from(today).unwrap_or_default())
}
