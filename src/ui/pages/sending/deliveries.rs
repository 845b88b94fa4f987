//! Owns the outcome of every person in a batch, page by page.
//! Refuses to guess names: who left the directory is shown by identifier.

use super::words::delivery_words;
use crate::backend::Failure;
use crate::domain::{
    batch::{BatchId, BatchState, Delivery, SendBatch},
    rule::RuleId,
    user::UserId,
};
use crate::ui::{
    components::{FailureView, Loading, Status},
    context::{directory, session, words},
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
    batch: Signal<Option<SendBatch>>,
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
    };
    let (backend, words) = (StoredValue::new(session().backend), words());
    let wanted = RwSignal::new(MORE);
    // While the batch goes on, the list follows it by whole percents.
    let step = Memo::new(move |_| {
        batch.with(|batch| {
            batch.as_ref().map(|batch| (batch.state == BatchState::Running, batch.counts.done() * 100 / batch.counts.total.max(1)))
        })
    });
    let read = LocalResource::new(move || {
        let (wanted, _) = (wanted.get(), step.get());
        async move { read_deliveries(backend.get_value(), id.get_value(), wanted).await }
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
    let last = Memo::new(move |before: Option<&Option<Result<Page, Failure>>>| read.get().or_else(|| before.cloned().flatten()));
    let table = move |page: Page| {
        let more = page.more;
        let rows = page.deliveries.into_iter().map(|delivery| {
            let named = named(&delivery.user);
            let said = delivery_words(words.get(), &delivery.state, rule_name);
            view! { <Row delivery=delivery named=named said=said/> }
        });
        view! { class = class,
            <div class="frame" tabindex="0" role="region" aria-labelledby="deliveries-title">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{words.get().delivery_column_person()}</th>
                            <th scope="col">{words.get().delivery_column_outcome()}</th>
                            <th scope="col">{words.get().delivery_column_when()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
                <Show when=move || more>
                    {view! { class = class,
                        <div class="more"><button type="button" on:click=move |_| wanted.update(|wanted| *wanted += MORE)>{move || words.get().delivery_more()}</button></div>
                    }}
                </Show>
            </div>
        }
    };
    view! {
        <h2 id="deliveries-title">{move || words.get().delivery_title()}</h2>
        {move || match last.get() {
            None => view! { <Loading/> }.into_any(),
            Some(Err(failure)) => view! { <FailureView failure=failure on_retry=retry/> }.into_any(),
            Some(Ok(page)) => table(page).into_any(),
        }}
    }
}

#[derive(Clone, PartialEq)]
struct Page {
    deliveries: Vec<Delivery>,
    more: bool,
}

async fn read_deliveries(backend: crate::backend::Backend, id: BatchId, wanted: usize) -> Result<Page, Failure> {
    let (mut deliveries, mut cursor): (Vec<Delivery>, Option<String>) = (Vec::new(), None);
    loop {
        let left = u32::try_from((wanted - deliveries.len()).min(1_000)).unwrap_or(1_000);
        let page = backend.deliveries(&id, &crate::domain::delivery_filter::DeliveryFilter::default(), cursor.as_deref(), left).await?;
        deliveries.extend(page.deliveries.into_iter().map(|row| row.delivery));
        let more = page.next_cursor.is_some();
        if deliveries.len() >= wanted || !more || page.next_cursor == cursor {
            return Ok(Page { deliveries, more });
        }
        cursor = page.next_cursor;
    }
}

/// One person.
#[component]
fn Row(
    /// The delivery.
    delivery: Delivery,
    /// Name and address, where the directory knows them.
    named: Option<(String, String)>,
    /// How it is meant, the word, the reason.
    said: (crate::ui::context::Tone, &'static str, String),
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
    let (name, address) = named.unwrap_or_else(|| (delivery.user.0.clone(), String::new()));
    let (tone, word, reason) = said;
    view! { class = class,
        <tr>
            <td class="person">
                <bdi>{name}</bdi>
                <br/>
                <bdi class="address">{address}</bdi>
            </td>
            <td>
                <Status tone=tone label=word.to_owned()/>
                <span class="because">{reason}</span>
            </td>
            <td class="when">{move || words.get().date_time(delivery.at.millis())}</td>
        </tr>
    }
}
