//! The numbers of the tracker: the table of each plot says what its bars say, and both follow the filters.

use crate::screen::{Screen, document, holds, open, text_of, until};
use usher::{
    backend::{Backend, Demo},
    domain::{
        mail_history::UserRecord,
        people_filter::{Standing, standing},
        plots::{Figures, Grouping},
    },
    ui::context::now,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, HtmlElement, HtmlSelectElement};

/// The tracker with its numbers opened.
async fn numbers(query: &str) -> Screen {
    let screen = open(&format!("#/tracker{query}"));
    let button = until("the numbers", || all(&document_root(), "button").into_iter().find(|button| text_of(button) == "Numbers")).await;
    button.unchecked_ref::<HtmlElement>().click();
    until("the plots", || plot("Activation funnel")).await;
    screen
}

fn document_root() -> Element {
    document().document_element().unwrap()
}

fn all(within: &Element, selector: &str) -> Vec<Element> {
    let found = within.query_selector_all(selector).unwrap();
    (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
}

fn plot(title: &str) -> Option<Element> {
    let heading = all(&document_root(), "h3").into_iter().find(|heading| text_of(heading) == title)?;
    heading.closest("section").unwrap()
}

/// The rows of the table: the heading of each, and its numbers.
fn table(plot: &Element) -> Vec<(String, Vec<u64>)> {
    let number = |cell: &Element| text_of(cell).replace(',', "").parse::<u64>().unwrap();
    let row = |row: &Element| (text_of(&all(row, "th")[0]), all(row, "td").iter().map(number).collect());
    all(plot, "tbody tr").iter().map(row).collect()
}

/// The lengths of the bars of each row, none where nothing is drawn.
fn lengths(row: &Element) -> Vec<f64> {
    all(row, "rect").iter().map(|bar| bar.get_attribute("width").unwrap().parse().unwrap()).collect()
}

/// Everybody, as the backend of the page seeds them.
async fn everybody() -> Vec<UserRecord> {
    let backend = Backend::from(Demo::new(now).expect("the demonstration is seeded"));
    let (mut people, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = backend.users(cursor.as_deref(), 1_000).await.expect("a page");
        people.extend(page.users);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return people;
        }
    }
}

async fn figures(grouping: Grouping, meant: impl Fn(&UserRecord) -> bool) -> Figures {
    let organization = Backend::from(Demo::new(now).unwrap()).organization().await.expect("organization");
    // They are seeded at the moment at which they are asked for, so that days are counted from later on.
    let people = everybody().await;
    let mut counting = Figures::begin(grouping, &organization, now());
    people.iter().filter(|record| meant(record)).for_each(|record| counting.add(record));
    counting.finish()
}

fn said_people() -> String {
    all(&document_root(), "section[aria-label=Numbers] [role=status]").first().map(|said| text_of(said)).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_table_of_each_plot_says_what_its_bars_say() {
    let _screen = numbers("?standing=everybody").await;
    holds("everybody is counted", || said_people() == "Of the 10,000 people whom the filters let pass.").await;
    for (title, drawn) in
        [("Activation funnel", 1), ("Activation by department", 3), ("Waiting by age", 1), ("Sign-ins after the last email", 1)]
    {
        let plot = plot(title).unwrap();
        let picture = &all(&plot, "[role=img]")[0];
        let rows = table(&plot);
        let bars = picture.children();
        assert_eq!(bars.length() as usize, rows.len(), "{title}");
        let with_bar = |at: usize| !lengths(&bars.item(at as u32).unwrap()).is_empty();
        let longest =
            rows.iter().enumerate().filter(|(at, _)| with_bar(*at)).flat_map(|(_, (_, values))| values[..drawn].to_vec()).max().unwrap();
        assert!(longest > 0, "{title}");
        let summary = picture.get_attribute("aria-label").unwrap();
        for (at, (label, values)) in rows.iter().enumerate() {
            let bar = bars.item(at as u32).unwrap();
            let said = text_of(&bar);
            assert!(said.starts_with(label.as_str()), "{title}: {said}");
            assert!(summary.contains(label.as_str()), "{summary}");
            for (value, length) in values.iter().zip(lengths(&bar)) {
                assert!((length - *value as f64 * 100.0 / longest as f64).abs() < 0.01, "{title}, {label}: {value} as {length}");
            }
            for value in &values[..drawn] {
                let written = usher::ui::text::Text(usher::ui::text::UiLanguage::English).number(*value);
                assert!(said.contains(&written), "{title}: {said} has no {written}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn the_plots_count_whom_the_filters_let_pass_and_group_them_as_asked() {
    let screen = numbers("").await;
    let waiting = figures(Grouping::Language, |record| standing(record) == Standing::Waiting).await;
    let total = waiting.total.clone();
    holds("those who wait", || said_people().contains(&format!("{},{:03} people", waiting.people / 1_000, waiting.people % 1_000))).await;
    let ages: Vec<u64> = table(&plot("Waiting by age").unwrap()).into_iter().map(|(_, values)| values[0]).collect();
    assert_eq!(ages, total.waiting.ages.into_iter().chain([total.waiting.unknown]).collect::<Vec<_>>());
    let group = screen.field("", "Group by").await;
    group.unchecked_ref::<HtmlSelectElement>().set_value("language");
    group.dispatch_event(&Event::new("change").unwrap()).unwrap();
    let by_language = until("the languages", || plot("Activation by language")).await;
    let licensed: Vec<u64> = table(&by_language).into_iter().map(|(_, values)| values[0]).collect();
    assert_eq!(licensed, waiting.groups.iter().map(|group| group.tally.funnel.licensed).collect::<Vec<_>>());
    let link = "#/tracker?standing=deactivated";
    web_sys::window().unwrap().location().set_hash(link).unwrap();
    holds("nobody is in the funnel", || {
        plot("Activation funnel").is_some_and(|funnel| table(&funnel).iter().all(|(_, values)| values == &[0]))
    })
    .await;
}
