//! The console's entry: mounts it on the page. Everything else is in `usher::ui`.

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(usher::ui::App);
}
