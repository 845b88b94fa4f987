//! Owns watching how large the list's box is, and what that means for the shape of its rows.
//! Refuses media queries: what counts is the room of the list, not of the screen.

use super::window::Window;
use crate::ui::place::{Place, place};
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Size of the list's box, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Width.
    pub width: usize,
    /// Height.
    pub height: usize,
    /// One `rem`, which grows with the reader's text size.
    pub rem: usize,
}

/// How a row is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Every column.
    Wide,
    /// The columns that matter most.
    Medium,
    /// Two lines.
    Narrow,
}

impl Frame {
    /// The shape of rows that fits.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self.width / self.rem.max(1) {
            0..40 => Shape::Narrow,
            40..74 => Shape::Medium,
            _ => Shape::Wide,
        }
    }

    /// The list of so many people in this box.
    #[must_use]
    pub fn window(self, total: usize) -> Window {
        let (row, head) = match self.shape() {
            Shape::Wide | Shape::Medium => (self.rem * 9 / 4, self.rem * 9 / 4),
            Shape::Narrow => (self.rem * 4, 0),
        };
        Window { total, row, head, height: self.height }
    }
}

impl Shape {
    /// Name in `data-people`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Medium => "medium",
            Self::Narrow => "narrow",
        }
    }
}

impl Default for Frame {
    /// A usual box, until the real one was measured.
    fn default() -> Self {
        Self { width: 1_200, height: 720, rem: 16 }
    }
}

/// The size of an element, kept up to date while it is there.
pub fn frame_of(element: NodeRef<html::Div>) -> ReadSignal<Frame> {
    let place = place();
    let (frame, set_frame) = signal(Frame::default());
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let watched = element.clone();
        let measure = Closure::<dyn Fn(JsValue)>::new(move |_: JsValue| {
            let pixels = |length: i32| usize::try_from(length).unwrap_or_default();
            // No more is seen than the screen shows, whatever the box measures while its style is not there.
            let height = pixels(watched.client_height()).min(screen_height());
            let measured = Frame { width: pixels(watched.client_width()), height, rem: root_size(place) };
            // Gone when the list is gone before its last resize was told.
            set_frame.try_set(measured);
        });
        let Ok(observer) = web_sys::ResizeObserver::new(measure.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, measure));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
    frame
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the height of a screen is a small positive number")]
fn screen_height() -> usize {
    window().inner_height().ok().and_then(|height| height.as_f64()).map_or(usize::MAX, |height| height as usize)
}

fn root_size(place: Place) -> usize {
    let style = place.root().and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    size.and_then(|size| size.split(['.', 'p']).next().and_then(|pixels| pixels.parse().ok())).unwrap_or(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_36_pixels_and_64_where_two_lines_are_needed() {
        let at = |width, rem| {
            let frame = Frame { width, height: 700, rem };
            (frame.shape(), frame.window(10).row, frame.window(10).head)
        };
        assert_eq!(at(1_377, 16), (Shape::Wide, 36, 36));
        assert_eq!(at(720, 16), (Shape::Medium, 36, 36));
        assert_eq!(at(328, 16), (Shape::Narrow, 64, 0));
        assert_eq!(at(720, 24), (Shape::Narrow, 96, 0));
    }
}
