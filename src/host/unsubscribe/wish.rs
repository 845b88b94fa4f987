//! Owns what the body of a request asks for.
//! Refuses to guess: a body that says neither is not understood.

use crate::domain::reminder_wish::ReminderWish;

/// Name and value by which mail programs decline (RFC 8058, section 3.1); the button of the page says the same.
pub const STOP: (&str, &str) = ("List-Unsubscribe", "One-Click");
/// Name and value of the button that takes it back.
pub const RESUME: (&str, &str) = ("reminders", "again");

/// What a form asks for. Mail programs send it either way (RFC 8058): as `multipart/form-data` or as
/// `application/x-www-form-urlencoded`, which is also meant where nothing is said.
pub fn read(content_type: &str, body: &[u8]) -> Option<ReminderWish> {
    let fields = match content_type.split_once(';') {
        Some((kind, parameters)) if kind.trim().eq_ignore_ascii_case("multipart/form-data") => parts(parameters, body)?,
        Some(_) | None => url::form_urlencoded::parse(body).into_owned().collect(),
    };
    let says = |(name, value): (&str, &str)| fields.iter().any(|field| field.0 == name && field.1 == value);
    match (says(STOP), says(RESUME)) {
        (true, false) => Some(ReminderWish::Stop),
        (false, true) => Some(ReminderWish::Resume),
        (true, true) | (false, false) => None,
    }
}

/// The fields of a form in parts (RFC 7578).
fn parts(parameters: &str, body: &[u8]) -> Option<Vec<(String, String)>> {
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    })?;
    let body = std::str::from_utf8(body).ok()?.replace("\r\n", "\n");
    let field = |part: &str| {
        let (headers, value) = part.split_once("\n\n")?;
        let (_, name) = headers.split_once(" name=\"")?;
        Some((name.split_once('"')?.0.to_owned(), value.trim_end_matches('\n').to_owned()))
    };
    Some(body.split(&format!("--{boundary}")).filter_map(field).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: &str = "--x1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x1--\r\n";

    #[test]
    fn both_ways_of_sending_the_form_are_understood() {
        for (content_type, body, wish) in [
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", Some(ReminderWish::Stop)),
            ("application/x-www-form-urlencoded; charset=utf-8", "a=b&List-Unsubscribe=One-Click", Some(ReminderWish::Stop)),
            ("", "List-Unsubscribe=One-Click", Some(ReminderWish::Stop)),
            ("multipart/form-data; boundary=x1", PARTS, Some(ReminderWish::Stop)),
            ("Multipart/Form-Data; charset=utf-8; Boundary=\"x1\"", PARTS, Some(ReminderWish::Stop)),
            ("application/x-www-form-urlencoded", "reminders=again", Some(ReminderWish::Resume)),
            ("application/x-www-form-urlencoded", "reminders=again&List-Unsubscribe=One-Click", None),
            ("application/x-www-form-urlencoded", "List-Unsubscribe=No", None),
            ("application/x-www-form-urlencoded", "", None),
            ("multipart/form-data", PARTS, None),
            ("multipart/form-data; boundary=y", PARTS, None),
        ] {
            assert_eq!(read(content_type, body.as_bytes()), wish, "{content_type}: {body}");
        }
        assert_eq!(read("multipart/form-data; boundary=x", b"--x\r\n\xFF"), None);
    }
}
