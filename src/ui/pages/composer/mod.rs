//! Owns the composer: one template while it is written, checked, previewed, tested and published.
//! Refuses recipients: who gets the message is decided on other pages, and a draft never names anybody.

mod add_block;
mod anchor;
mod audience;
mod block_card;
mod block_tools;
mod blocks;
mod checks;
mod editor;
mod exchange;
mod finding_words;
mod frame;
mod head;
mod history;
mod kept_copy;
mod menu;
mod merge_menu;
mod on_demand;
mod person;
mod picture;
mod preview;
mod problem_words;
mod publish;
mod removed;
mod rich_field;
mod save_line;
mod saving;
mod settling;
mod side;
mod state;
mod tabs;
mod test_mail;
mod text_field;
mod variants;
mod words;

use crate::api::payload::StoredTemplate;
use crate::backend::{Backend, Failure};
use crate::domain::{organization::Organization, template::TemplateId};
use crate::ui::{
    components::{FailureView, Loading, say},
    context::{organization, session},
    route::Route,
    text::Text,
};
use editor::Editor;
use head::Head;
use leptos::prelude::*;
use side::Side;
use state::Composer;
use stylers_macro::style;

pub(super) use exchange::{FileButton, file_words};
pub(super) use words::{check_words, field_words, kind_words as block_words, purpose_words};

/// The page of one template.
#[component]
pub fn ComposerPage(
    /// Which template.
    template: TemplateId,
) -> impl IntoView {
    let class = style! {
        .refused {
            display: grid;
            gap: var(--s4);
            padding: var(--s6);
        }
    };
    let backend = session().backend;
    let loaded = LocalResource::new(move || {
        let (backend, template) = (backend.clone(), template.clone());
        async move { find_template(&backend, &template).await }
    });
    let facts = organization().0;
    let retry = Callback::new(move |()| {
        loaded.refetch();
        facts.refetch();
    });
    move || match (loaded.get(), facts.get()) {
        (Some(Ok(stored)), Some(Ok(organization))) => view! { <Writing stored=stored organization=organization/> }.into_any(),
        (Some(Err(failure)), _) | (_, Some(Err(failure))) => view! { class = class,
            <div class="refused">
                <a href=Route::Templates.href()>{say(Text::composer_all)}</a>
                <FailureView failure=failure on_retry=retry/>
            </div>
        }
        .into_any(),
        (None, _) | (_, None) => view! { <Loading/> }.into_any(),
    }
}

/// The template as it is kept now.
async fn find_template(backend: &Backend, template: &TemplateId) -> Result<StoredTemplate, Failure> {
    let list = backend.templates().await?;
    list.templates.into_iter().find(|known| known.id == *template).ok_or(Failure::NotFound)
}

/// The composer once everything is there.
#[component]
fn Writing(
    /// The template.
    stored: StoredTemplate,
    /// Whose it is.
    organization: Organization,
) -> impl IntoView {
    let class = style! {
        .composer {
            display: grid;
            align-content: start;
        }
        .work {
            display: grid;
            grid-template-columns: minmax(28rem, 46rem) minmax(0, 1fr);
            align-items: start;
            gap: var(--s6);
            padding: var(--s6);
        }
        @media (max-width: 1000px) {
            .work {
                grid-template-columns: minmax(0, 1fr);
            }
        }
        @media (max-width: 800px) {
            .work {
                padding: var(--s4);
            }
        }
    };
    let composer = Composer::new(stored, organization);
    view! { class = class,
        <div class="composer" node_ref=composer.root on:keydown=move |event| composer.on_key(&event)>
            <Head composer=composer/>
            <div class="work">
                <Editor composer=composer/>
                <Side composer=composer/>
            </div>
            <p data-unseen="" role="status">{move || composer.said.get()}</p>
        </div>
    }
}
