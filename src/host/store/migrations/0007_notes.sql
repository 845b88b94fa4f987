-- What administrators write about a person. Personal data: it stays here and is neither logged nor told by the activity.
CREATE TABLE note (
    -- Made up by whoever adds the note, so that the same request twice adds one note, whichever person it names.
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    user INTEGER NOT NULL REFERENCES directory_user (seq),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    -- As `domain::note` bounds it, so that no other program leaves here what the console cannot show.
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    removed_at INTEGER,
    removed_by TEXT,
    -- A removal has a time and somebody who removed, or there was none.
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX note_by_user ON note (user);

-- A note says what was written then: whoever thinks otherwise now writes another one.
CREATE TRIGGER note_never_says_something_else BEFORE UPDATE OF id, user, at, by, text ON note
BEGIN
    SELECT RAISE (ABORT, 'what a note says never changes');
END;
-- Removing one can be undone, so it is kept.
CREATE TRIGGER note_never_goes BEFORE DELETE ON note
BEGIN
    SELECT RAISE (ABORT, 'a note is marked as removed and kept');
END;

-- That a person was reached some other way than by mail.
CREATE TABLE contact (
    -- Made up by whoever notes it, for the same reason.
    id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    user INTEGER NOT NULL REFERENCES directory_user (seq),
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('phone', 'in_person', 'chat', 'other')),
    note TEXT CHECK (length(note) BETWEEN 1 AND 2000),
    withdrawn_at INTEGER,
    withdrawn_by TEXT,
    -- Taking it back has a time and somebody who did, or it was not taken back.
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_by_user ON contact (user);

-- When the next reminder is due follows from these rows: none of them changes but by being taken back, once.
CREATE TRIGGER contact_never_says_something_else BEFORE UPDATE OF id, user, at, by, way, note ON contact
BEGIN
    SELECT RAISE (ABORT, 'what was noted of a contact never changes');
END;
CREATE TRIGGER contact_is_withdrawn_once BEFORE UPDATE OF withdrawn_at, withdrawn_by ON contact
WHEN old.withdrawn_at IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'a contact is taken back once');
END;
CREATE TRIGGER contact_never_goes BEFORE DELETE ON contact
BEGIN
    SELECT RAISE (ABORT, 'a contact is marked as taken back and kept');
END;
