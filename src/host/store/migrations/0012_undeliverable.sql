-- What notifications said about mails that came back, or are late. Addresses stand here as marks: who had them is a person.
CREATE TABLE bounce (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES send_batch (seq),
    person INTEGER NOT NULL REFERENCES directory_user (seq),
    address TEXT NOT NULL CHECK (length(address) = 16),
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('soft', 'refused', 'hard')),
    reason TEXT NOT NULL,
    -- Empty where the notification gave none.
    status TEXT NOT NULL,
    -- The same notification again, under whatever message id, says nothing new.
    UNIQUE (batch, person, verdict, status)
) STRICT;
CREATE INDEX bounce_by_person ON bounce (person);
CREATE INDEX bounce_by_address ON bounce (address) WHERE verdict = 'soft';

-- Addresses that mail came back from for good.
CREATE TABLE undeliverable (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL CHECK (length(address) = 16),
    -- Who has the address, or had it last.
    person INTEGER NOT NULL REFERENCES directory_user (seq),
    batch INTEGER NOT NULL REFERENCES send_batch (seq),
    since INTEGER NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    cleared_at INTEGER,
    cleared_by TEXT,
    -- Lifting it has a time and somebody who did, or it is in force.
    CHECK ((cleared_at IS NULL) = (cleared_by IS NULL)),
    -- Once lifted, a late notification about the same mail does not bring it back.
    UNIQUE (address, batch)
) STRICT;
-- An address is on the list once.
CREATE UNIQUE INDEX undeliverable_in_force ON undeliverable (address) WHERE cleared_at IS NULL;
CREATE INDEX undeliverable_by_person ON undeliverable (person);
