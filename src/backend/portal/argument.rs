//! Owns how the parts of a call are written for a portal.
//! Refuses forms of their own: a payload is the JSON of `/api/v1`, a filter has the names of its parameters there.

use crate::domain::{
    activity_filter::ActivityFilter,
    batch_control::{BatchControl, ResolutionRequest},
    delivery_filter::DeliveryFilter,
};
use serde::Serialize;

/// Something that a method is called with.
pub trait Argument {
    /// Its JSON.
    fn json(&self) -> String;
}

impl<T: Serialize + ?Sized> Argument for T {
    fn json(&self) -> String {
        // Nothing that a use case takes fails to be written.
        serde_json::to_string(self).unwrap_or_else(|_| "null".into())
    }
}

#[derive(Serialize)]
struct Deliveries<'a> {
    state: Option<&'static str>,
    reason: Option<&'a str>,
}

impl Argument for DeliveryFilter {
    fn json(&self) -> String {
        Deliveries { state: self.stage.map(|stage| stage.name()), reason: self.reason.as_deref() }.json()
    }
}

#[derive(Serialize)]
struct Activity<'a> {
    kind: Option<&'static str>,
    actor: Option<&'a str>,
    from: Option<String>,
    until: Option<String>,
}

impl Argument for ActivityFilter {
    fn json(&self) -> String {
        let actor = self.actor.as_deref();
        Activity { kind: self.kind.map(|kind| kind.name()), actor, from: self.from.map(String::from), until: self.until.map(String::from) }
            .json()
    }
}

#[derive(Serialize)]
struct Control<'a> {
    control: &'static str,
    #[serde(flatten)]
    request: Option<&'a ResolutionRequest>,
}

impl Argument for BatchControl {
    fn json(&self) -> String {
        let (control, request) = match self {
            Self::Pause => ("pause", None),
            Self::Resume => ("resume", None),
            Self::Cancel => ("cancel", None),
            Self::Retry => ("retry", None),
            Self::Resolve(request) => ("resolve", Some(request)),
        };
        Control { control, request }.json()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{batch_control::Resolution, delivery_filter::DeliveryStage, user::UserId};

    #[test]
    fn what_has_no_payload_is_written_by_the_names_of_its_parameters() {
        let resolve = BatchControl::Resolve(ResolutionRequest { resolution: Resolution::Sent, users: Some(vec![UserId("a".into())]) });
        assert_eq!(resolve.json(), r#"{"control":"resolve","resolution":"sent","users":["a"]}"#);
        assert_eq!(BatchControl::Pause.json(), r#"{"control":"pause"}"#);
        let filter = DeliveryFilter { stage: Some(DeliveryStage::Failed), reason: None };
        assert_eq!(filter.json(), r#"{"state":"failed","reason":null}"#);
        assert_eq!(ActivityFilter::default().json(), r#"{"kind":null,"actor":null,"from":null,"until":null}"#);
        assert_eq!((Some("a").json().as_str(), 7_u64.json().as_str(), None::<&str>.json().as_str()), ("\"a\"", "7", "null"));
    }
}
