//! Owns the outcome of every person in a batch, page by page, through a filter.
//! Refuses to guess names: who left the directory is shown by identifier.

use super::{
    act::{Act, act_on},
    delivery_filters::DeliveryFilters,
    outcomes::OutcomesFile,
    uncertain::{UncertainOne, can_resend},
    watch::Watched,
    words::delivery_words,
};
use crate::api::payload::DeliveryRow;
use crate::backend::{Backend, Failure};
use crate::domain::{
    batch::{BatchId, BatchState, DeliveryState},
    delivery_filter::DeliveryFilter,
    rule::RuleId,
    user::UserId,
};
use crate::ui::{
    components::{FailureView, Loading, Status},
    context::{Tone, directory, session, words},
};
use leptos::prelude::*;
use stylers_macro::style;

/// How many more are shown at a time.
const MORE: usize = 100;

/// The deliveries.
#[component]
pub fn Deliveries(
    /// Which batch.
    id: StoredValue<BatchId>,
    /// The batch, for when to read again.
    watched: Watched,
) -> impl IntoView {
    let class = style! {
        .frame {
            overflow-x: auto;
            border: var(--border) solid var(--line);
            border-radius: var(--radius-l);
            background: var(--surface);
        }
        .more {
            display: flex;
            justify-content: center;
            padding: var(--s3);
        }
        .nobody {
            padding: var(--s4);
            color: var(--ink-quiet);
        }
        .bar {
            display: flex;
            flex-wrap: wrap;
            align-items: end;
            justify-content: space-between;
            gap: var(--s3);
        }
    };
    let (backend, words) = (StoredValue::new(session().backend), words());
    let (wanted, filter) = (RwSignal::new(MORE), RwSignal::new(DeliveryFilter::default()));
    let act = act_on(watched);
    // While the batch goes on, the list follows it by whole percents; what an administrator decides shows at once.
    let step = Memo::new(move |_| {
        watched.batch().map(|batch| {
            let counts = batch.counts;
            let goes_on = batch.state == BatchState::Running;
            (batch.state, if goes_on { counts.done() * 100 / counts.total.max(1) } else { counts.done() }, counts.uncertain)
        })
    });
    let may_resend = Memo::new(move |_| watched.batch().is_some_and(|batch| can_resend(&batch)));
    let read = LocalResource::new(move || {
        let (wanted, filter, _) = (wanted.get(), filter.get(), step.get());
        async move { read_deliveries(backend.get_value(), id.get_value(), filter, wanted).await }
    });
    let rules = LocalResource::new(move || async move { backend.get_value().email_settings().await.ok() });
    let rule_name = move |rule: &RuleId| {
        rules.get().flatten().and_then(|saved| saved.settings.rules.into_iter().find(|known| known.id == *rule)).map(|known| known.name)
    };
    let retry = Callback::new(move |()| read.refetch());
    let people = directory();
    let named = move |id: &UserId| {
        let record = people.with(|people| people.record(people.row(id)?))?;
        Some((record.user.shown_name(), record.user.email.to_string()))
    };
    let choose = Callback::new(move |chosen| {
        wanted.set(MORE);
        filter.set(chosen);
    });
    let last = Memo::new(move |before: Option<&Option<Result<Page, Failure>>>| read.get().or_else(|| before.cloned().flatten()));
    // Who was added since the directory was read is read now, once.
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        let rows = last.with(|last| match last {
            Some(Ok(page)) => people.with(|people| page.rows.iter().any(|row| people.row(&row.delivery.user).is_none())),
            Some(Err(_)) | None => false,
        });
        if rows && people.is_whole() && !asked.get_value() {
            asked.set_value(true);
            people.refresh();
        }
    });
    let table = move |page: Page| {
        let (more, nobody) = (page.more, page.rows.is_empty());
        let rows = page.rows.into_iter().map(|row| {
            let named = named(&row.delivery.user);
            let said = delivery_words(words.get(), &row.delivery.state, rule_name);
            view! { <Row row=row named=named said=said act=act may_resend=may_resend.get()/> }
        });
        view! { class = class,
            <div class="frame" tabindex="0" role="region" aria-labelledby="deliveries-title">
                <table data-stacks="">
                    <thead>
                        <tr>
                            <th scope="col">{words.get().delivery_column_person()}</th>
                            <th scope="col">{words.get().delivery_column_outcome()}</th>
                            <th scope="col">{words.get().delivery_column_when()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
                <Show when=move || nobody>
                    {view! { class = class, <p class="nobody">{move || words.get().delivery_nobody()}</p> }}
                </Show>
                <Show when=move || more>
                    {view! { class = class,
                        <div class="more"><button type="button" on:click=move |_| wanted.update(|wanted| *wanted += MORE)>{move || words.get().delivery_more()}</button></div>
                    }}
                </Show>
            </div>
        }
    };
    view! { class = class,
        <h2 id="deliveries-title">{move || words.get().delivery_title()}</h2>
        <div class="bar">
            <DeliveryFilters filter=filter on_choose=choose/>
            <OutcomesFile id=id/>
        </div>
        {move || act.trouble()}
        {move || match last.get() {
            None => view! { <Loading/> }.into_any(),
            Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
            Some(Ok(page)) => table(page).into_any(),
        }}
    }
}

#[derive(Clone, PartialEq)]
struct Page {
    rows: Vec<DeliveryRow>,
    more: bool,
}

async fn read_deliveries(backend: Backend, id: BatchId, filter: DeliveryFilter, wanted: usize) -> Result<Page, Failure> {
    let (mut rows, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let left = u32::try_from(wanted.saturating_sub(rows.len()).min(1_000)).unwrap_or(1_000).max(1);
        let page = backend.deliveries(&id, &filter, cursor.as_deref(), left).await?;
        rows.extend(page.deliveries);
        if rows.len() >= wanted || page.next_cursor.is_none() {
            return Ok(Page { rows, more: page.next_cursor.is_some() });
        }
        cursor = page.next_cursor;
    }
}

/// One person.
#[component]
fn Row(
    /// The delivery.
    row: DeliveryRow,
    /// Name and address, where the directory knows them.
    named: Option<(String, String)>,
    /// How it is meant, the word, the reason.
    said: (Tone, &'static str, String),
    /// Acts on the batch.
    act: Act,
    /// Whether an uncertain one can be sent again.
    may_resend: bool,
) -> impl IntoView {
    let class = style! {
        .person {
            padding-block: var(--s1);
        }
        .address {
            color: var(--ink-quiet);
            font-size: var(--text-s);
        }
        .because {
            color: var(--ink-quiet);
            margin-inline-start: var(--s2);
        }
        .when {
            white-space: nowrap;
        }
    };
    let words = words();
    let delivery = row.delivery;
    let (name, address) = named.unwrap_or_else(|| (delivery.user.0.clone(), String::new()));
    let (tone, word, reason) = said;
    let uncertain = (delivery.state == DeliveryState::Uncertain)
        .then(|| view! { <UncertainOne act=act user=delivery.user.clone() name=name.clone() may_resend=may_resend/> });
    view! { class = class,
        <tr>
            <td class="person">
                <bdi>{name}</bdi>
                <br/>
                <bdi class="address">{address}</bdi>
            </td>
            <td data-label=move || words.get().delivery_column_outcome()>
                <Status tone=tone label=word.to_owned()/>
                <span class="because">{reason}</span>
                {uncertain}
            </td>
            <td class="when" data-label=move || words.get().delivery_column_when()>{move || words.get().date_time(delivery.at.millis())}</td>
        </tr>
    }
}
