//! Owns identifiers in 16 bytes: a UUID as it is usually written is packed, of any other the first bytes are kept.
//! Refuses to repair one: a UUID in upper case or in braces is another identifier.

/// Where the hyphens of a UUID stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const LENGTH: usize = 36;

/// A UUID in lower case with its hyphens, as a number; two of them are in the same order as their texts.
pub(super) fn pack(text: &str) -> Option<u128> {
    if text.len() != LENGTH {
        return None;
    }
    text.bytes().enumerate().try_fold(0u128, |packed, (at, byte)| {
        let digit = match byte {
            b'-' if HYPHENS.contains(&at) => return Some(packed),
            _ if HYPHENS.contains(&at) => return None,
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        Some((packed << 4) | u128::from(digit))
    })
}

/// The text of a packed UUID.
pub(super) fn unpack(packed: u128) -> String {
    let digits = format!("{packed:032x}");
    let mut text = String::with_capacity(LENGTH);
    for digit in digits.chars() {
        if HYPHENS.contains(&text.len()) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// The first 16 bytes of any other identifier: where they differ, they are in the same order as the texts.
pub(super) fn prefix(text: &str) -> u128 {
    (0..16).zip(text.bytes().map(u128::from).chain(std::iter::repeat(0))).fold(0, |prefix, (_, byte)| (prefix << 8) | byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_usual_form_is_packed() {
        let usual = "0199f0a0-7c3d-7b2e-9a11-00000000000a";
        assert_eq!(pack(usual).map(unpack).as_deref(), Some(usual));
        for other in [
            "",
            "u1",
            "0199F0A0-7C3D-7B2E-9A11-00000000000A",
            "0199f0a07c3d-7b2e-9a11-00000000000aa-",
            "0199f0a0-7c3d-7b2e-9a11-00000000000g",
        ] {
            assert_eq!(pack(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn packed_identifiers_come_back_and_keep_their_order(a in any::<u128>(), b in any::<u128>()) {
            prop_assert_eq!(pack(&unpack(a)), Some(a));
            prop_assert_eq!(unpack(a).cmp(&unpack(b)), a.cmp(&b));
        }

        #[test]
        fn prefixes_that_differ_keep_the_order_of_texts(a in any::<String>(), b in any::<String>()) {
            let order = prefix(&a).cmp(&prefix(&b));
            prop_assert!(order.is_eq() || order == a.as_bytes().cmp(b.as_bytes()));
        }
    }
}
