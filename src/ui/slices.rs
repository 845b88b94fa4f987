//! Owns walks through many things in slices short enough for the next frame, given up when they are not wanted any more.
//! Refuses to know what is walked through.

use super::components::breathe;

/// Longest slice, in milliseconds: half a frame.
const SLICE: f64 = 8.0;
/// Things between two looks at the clock.
const AT_ONCE: usize = 256;

/// Does this with each of them, once the browser had its turn; false where it was given up.
pub async fn in_slices<T>(things: &[T], wanted: impl Fn() -> bool, mut each: impl FnMut(&T)) -> bool {
    // The key that was pressed is shown before the walk begins.
    breathe().await;
    let mut begun = js_sys::Date::now();
    for part in things.chunks(AT_ONCE) {
        if js_sys::Date::now() - begun >= SLICE {
            breathe().await;
            begun = js_sys::Date::now();
        }
        if !wanted() {
            return false;
        }
        part.iter().for_each(&mut each);
    }
    true
}
