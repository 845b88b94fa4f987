//! Owns the one place where texts that hardly repeat lie: names, addresses, links, identifiers that are no UUIDs, and the
//! folded form that is searched. One record of bytes per person, one after the other, no object of their own.
//! Refuses to know whose record is whose: the column of starts does.
//!
//! Records lie in chunks, so that nothing is copied as more come; a start counts through all of them.
//!
//! A record: the length and bytes of the searched text, then the lengths of first name, family name, display name, address,
//! link and identifier, then their bytes. Lengths take seven bits a byte, lowest first. A display name that is just first and
//! family name is not written twice: its length is 0, and any other's is one more than it is.

use super::super::people::fold;

/// The texts of one person. Those that are missing are empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Texts<'a> {
    pub first: &'a str,
    pub last: &'a str,
    pub display: &'a str,
    pub email: &'a str,
    pub link: &'a str,
    /// Empty where the identifier is packed.
    pub id: &'a str,
}

/// Records of texts, with how many bytes there are and how many belong to nobody any more.
#[derive(Default)]
pub(super) struct Arena {
    chunks: Vec<Vec<u8>>,
    /// Never written: it stands in where there is no chunk, which cannot be.
    spare: Vec<u8>,
    written: usize,
    garbage: usize,
}

/// Bytes of a chunk; a record that is longer has one for itself.
const CHUNK: usize = 1 << CHUNK_BITS;
const CHUNK_BITS: u32 = 19;

/// What is read of a record.
pub(super) struct Record<'a> {
    pub texts: Texts<'a>,
    /// First and family name with a space between.
    pub composed: &'a str,
}

impl<'a> Record<'a> {
    /// What to call the person where one line is shown; the same as [`super::super::user::DirectoryUser::shown_name`].
    pub(super) fn shown(&self) -> &'a str {
        [self.texts.display.trim(), self.composed.trim(), self.texts.email].into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }
}

impl Arena {
    /// Writes a record and says where it begins.
    pub(super) fn write(&mut self, texts: Texts<'_>, searched: &[u8]) -> usize {
        let composed = is_composed(texts);
        let display = if composed { 0 } else { texts.display.len() + 1 };
        let lengths = [texts.first.len(), texts.last.len(), display, texts.email.len(), texts.link.len(), texts.id.len()];
        let parts = [texts.first, " ", texts.last, if composed { "" } else { texts.display }, texts.email, texts.link, texts.id];
        let lengths_size = [searched.len()].iter().chain(&lengths).map(|length| length_size(*length)).sum::<usize>();
        let (start, chunk) = self.room(searched.len() + lengths_size + parts.iter().map(|part| part.len()).sum::<usize>());
        push_length(chunk, searched.len());
        chunk.extend_from_slice(searched);
        lengths.iter().for_each(|length| push_length(chunk, *length));
        parts.iter().for_each(|part| chunk.extend_from_slice(part.as_bytes()));
        start
    }

    /// Where the next record of so many bytes begins, and the chunk that it is written to.
    fn room(&mut self, size: usize) -> (usize, &mut Vec<u8>) {
        self.written += size;
        let full = self.chunks.last().is_none_or(|last| !last.is_empty() && last.len() + size > CHUNK);
        if full {
            // The first one grows as it is written: most organizations are small.
            self.chunks.push(Vec::with_capacity(if self.chunks.is_empty() { 0 } else { CHUNK }));
        }
        let place = self.chunks.len().saturating_sub(1) << CHUNK_BITS;
        let chunk = self.chunks.last_mut().unwrap_or(&mut self.spare);
        (place + chunk.len(), chunk)
    }

    #[inline(always)]
    fn at(&self, start: usize) -> &[u8] {
        self.chunks.get(start >> CHUNK_BITS).and_then(|chunk| chunk.get(start & (CHUNK - 1)..)).unwrap_or_default()
    }

    /// The text that is searched: folded name, a space, folded local part of the address, `@`.
    #[inline(always)]
    pub(super) fn searched(&self, start: usize) -> &[u8] {
        let (length, rest) = read_length(self.at(start));
        rest.get(..length).unwrap_or_default()
    }

    /// Everything in a record but the searched text.
    pub(super) fn read(&self, start: usize) -> Record<'_> {
        let (length, rest) = read_length(self.at(start));
        let mut rest = rest.get(length..).unwrap_or_default();
        let mut next = || {
            let (length, after) = read_length(rest);
            rest = after;
            length
        };
        let [first, last, display, email, link, id] = [next(), next(), next(), next(), next(), next()];
        let size = first + 1 + last + display.saturating_sub(1) + email + link + id;
        let text = rest.get(..size).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let (composed, text) = cut(text, first + 1 + last);
        let (shown, text) = cut(text, display.saturating_sub(1));
        let ((email, text), display) = (cut(text, email), if display == 0 { composed } else { shown });
        let (link, id) = cut(text, link);
        let ((first, _), (_, last)) = (cut(composed, first), cut(composed, first + 1));
        Record { texts: Texts { first, last, display, email, link, id }, composed }
    }

    /// How many bytes a record takes.
    fn size(&self, start: usize) -> usize {
        let bytes = self.at(start);
        let (length, rest) = read_length(bytes);
        let mut rest = rest.get(length..).unwrap_or_default();
        let mut contents = 1;
        for field in 0..6 {
            let (length, after) = read_length(rest);
            contents += if field == 2 { length.saturating_sub(1) } else { length };
            rest = after;
        }
        bytes.len() - rest.len() + contents
    }

    /// A record is nobody's any more.
    pub(super) fn drop_record(&mut self, start: usize) {
        self.garbage += self.size(start);
    }

    /// True when more than a quarter is nobody's.
    pub(super) fn wants_compaction(&self) -> bool {
        self.garbage > 4_096 && self.garbage > self.written / 4
    }

    /// Writes the records at these starts anew, one after the other, and forgets everything else. `None` stands for a row
    /// without a record.
    pub(super) fn compact<'s>(&mut self, starts: impl Iterator<Item = Option<&'s mut usize>>) {
        let mut kept = Self::default();
        for start in starts.flatten() {
            let record = self.at(*start).get(..self.size(*start)).unwrap_or_default();
            let (new, chunk) = kept.room(record.len());
            chunk.extend_from_slice(record);
            *start = new;
        }
        *self = kept;
    }

    pub(super) fn bytes(&self) -> usize {
        self.chunks.iter().map(Vec::capacity).sum::<usize>() + self.chunks.capacity() * size_of::<Vec<u8>>()
    }
}

fn push_length(bytes: &mut Vec<u8>, length: usize) {
    let mut left = length;
    while left > 0x7f {
        bytes.push(left.to_le_bytes()[0] | 0x80);
        left >>= 7;
    }
    bytes.push(left.to_le_bytes()[0]);
}

fn length_size(length: usize) -> usize {
    let bits = usize::BITS - length.max(1).leading_zeros();
    bits.div_ceil(7) as usize
}

/// The text that a person is searched by, but for what is kept once for many: the department and the domain of the address.
/// `into` is cleared first.
pub(super) fn fold_searched(texts: Texts<'_>, into: &mut Vec<u8>) {
    into.clear();
    let composed = [texts.first, " ", texts.last];
    if !texts.display.trim().is_empty() {
        push_folded(texts.display.trim(), into);
    } else if !(texts.first.trim().is_empty() && texts.last.trim().is_empty()) {
        composed.iter().for_each(|part| push_folded(part, into));
    }
    into.push(b' ');
    push_folded(texts.email.rsplit_once('@').map_or(texts.email, |(local, _)| local), into);
    into.push(b'@');
}

fn push_folded(text: &str, into: &mut Vec<u8>) {
    if text.is_ascii() {
        into.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
    } else {
        into.extend_from_slice(fold(text).as_bytes());
    }
}

fn is_composed(texts: Texts<'_>) -> bool {
    texts.display.strip_prefix(texts.first).and_then(|rest| rest.strip_prefix(' ')) == Some(texts.last)
}

#[inline(always)]
fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

#[inline(always)]
fn read_length(bytes: &[u8]) -> (usize, &[u8]) {
    let (mut length, mut shift, mut rest) = (0usize, 0u32, bytes);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        length |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
        if byte & 0x80 == 0 {
            break;
        }
        shift += 7;
    }
    (length, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_part() -> impl Strategy<Value = String> {
        prop_oneof![Just(String::new()), any::<String>(), "[a-c]{0,3}", Just("ż".repeat(5_000))]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn texts_come_back_as_they_were_and_survive_compaction(
            people in prop::collection::vec((any_part(), any_part(), prop::option::of(any_part()), any_part(), any_part()), 1..20),
            dropped in any::<prop::sample::Index>(),
        ) {
            let mut arena = Arena::default();
            let displays: Vec<String> = people.iter().map(|(a, b, display, ..)| display.clone().unwrap_or(format!("{a} {b}"))).collect();
            let texts = |at: usize| {
                let (first, last, _, email, link) = &people[at];
                Texts { first, last, display: &displays[at], email, link, id: email }
            };
            let mut searched = Vec::new();
            let mut starts: Vec<Option<usize>> = (0..people.len()).map(|at| {
                fold_searched(texts(at), &mut searched);
                Some(arena.write(texts(at), &searched))
            }).collect();
            let before = arena.written;
            let gone = dropped.index(people.len());
            arena.drop_record(starts[gone].take().unwrap());
            let garbage = arena.garbage;
            for _ in 0..2 {
                for (at, start) in starts.iter().enumerate() {
                    let Some(start) = *start else { continue };
                    let record = arena.read(start);
                    prop_assert_eq!(record.texts, texts(at));
                    prop_assert_eq!(record.composed, format!("{} {}", people[at].0, people[at].1));
                    fold_searched(texts(at), &mut searched);
                    prop_assert_eq!(arena.searched(start), &searched[..]);
                }
                arena.compact(starts.iter_mut().map(Option::as_mut));
            }
            prop_assert_eq!((arena.written + garbage, arena.garbage), (before, 0));
        }
    }

    #[test]
    fn a_display_name_that_is_first_and_family_name_is_kept_once() {
        let texts = Texts { first: "Ada", last: "Nowak", display: "Ada Nowak", email: "ada@example.com", ..Texts::default() };
        let mut arena = Arena::default();
        arena.write(texts, b"");
        assert_eq!(arena.written, 1 + 6 + "Ada Nowak".len() + "ada@example.com".len());
    }
}
