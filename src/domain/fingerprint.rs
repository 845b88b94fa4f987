//! Owns the fingerprint of a part of a message, by which what was shown and what arrived can be held against each other.
//! Refuses to be a proof of who sent it.

use super::render::line_ends;
use sha2::{Digest, Sha256};

/// SHA-256 (FIPS 180-4) of a text as it arrives, with CR LF at the end of each line, in hexadecimal digits.
#[must_use]
pub fn fingerprint(part: &str) -> String {
    Sha256::digest(line_ends(part).as_bytes()).iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_sha_256_of_what_arrives() {
        assert_eq!(fingerprint("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(fingerprint("a\nb"), fingerprint("a\r\nb"));
        assert_eq!(fingerprint("a\nb"), fingerprint("a\rb"), "what the message makes of it");
        assert_ne!(fingerprint("a\nb"), fingerprint("ab"));
    }
}
