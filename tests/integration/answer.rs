//! What a host answered, read as a test needs it.

use serde_json::Value;

/// An answer that was read whole.
pub struct Answer {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The status and the kind of problem, and that it is told as the contract says.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let json = self.json();
        assert_eq!(json["status"], self.status, "{json}");
        (self.status, json["type"].as_str().unwrap().trim_start_matches("/problems/").to_owned())
    }

    /// The fields that a problem names.
    pub fn pointers(&self) -> Vec<String> {
        let json = self.json();
        json["errors"].as_array().map(|all| all.iter().map(|one| one["pointer"].as_str().unwrap().to_owned()).collect()).unwrap_or_default()
    }
}
