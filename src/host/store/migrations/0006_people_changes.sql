-- What changed since somebody last looked. Every change of a person takes the next number.
ALTER TABLE directory_user ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
UPDATE directory_user SET changed = seq;
-- A number is given once, and who changed since is found without reading everybody.
CREATE UNIQUE INDEX directory_user_by_change ON directory_user (changed);

CREATE TABLE people_changes (
    -- One row and no second: there is one directory.
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- Numbers of another database mean nothing here, so whoever asks names the one that gave them.
    origin TEXT NOT NULL CHECK (length(origin) = 16),
    -- The last number that was given; never one that comes back when somebody is removed.
    last INTEGER NOT NULL
) STRICT;
INSERT INTO people_changes SELECT 1, lower(hex(randomblob(8))), coalesce(max(changed), 0) FROM directory_user;

-- Here and not where people are written: a writer that forgot it would leave people stale on every screen.
CREATE TRIGGER directory_user_added AFTER INSERT ON directory_user
BEGIN
    UPDATE people_changes SET last = last + 1;
    UPDATE directory_user SET changed = (SELECT last FROM people_changes) WHERE seq = new.seq;
END;
CREATE TRIGGER directory_user_changed AFTER UPDATE OF id, email_key, document, mail ON directory_user
BEGIN
    UPDATE people_changes SET last = last + 1;
    UPDATE directory_user SET changed = (SELECT last FROM people_changes) WHERE seq = new.seq;
END;
