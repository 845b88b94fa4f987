-- The state of a delivery is kept beside its document instead of being read from it at every look, and asked for by `OR`: a list of
-- more than two is made a table of its own each time, in a trigger for each row. Both were a fifth of what a mail costs in the file.
CREATE TABLE delivery_anew (
    batch INTEGER NOT NULL REFERENCES send_batch (seq),
    -- The order of sending.
    position INTEGER NOT NULL,
    user INTEGER NOT NULL REFERENCES directory_user (seq),
    document TEXT NOT NULL CHECK (json_valid(document)),
    at INTEGER NOT NULL,
    state TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.state') STORED
        CHECK (state = 'queued' OR state = 'sending' OR state = 'sent' OR state = 'failed' OR state = 'skipped' OR state = 'uncertain'),
    -- How often it was tried, and the moment before which it is not tried again.
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    -- The host that took it; another one takes it over only when that host's lease is over.
    owner TEXT,
    -- Counts the administrator's decisions to send it again, or what became of an uncertain one.
    round INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch, position),
    -- Nobody is in one batch twice, so nobody gets its mail twice.
    UNIQUE (batch, user)
) STRICT, WITHOUT ROWID;
INSERT INTO delivery_anew (batch, position, user, document, at, attempts, due, owner, round)
SELECT batch, position, user, document, at, attempts, due, owner, round FROM delivery ORDER BY batch, position;
DROP TABLE delivery;
ALTER TABLE delivery_anew RENAME TO delivery;

CREATE INDEX delivery_by_state ON delivery (batch, state, position);
CREATE INDEX delivery_by_user ON delivery (user);
-- What still has no outcome, by who has it and when it may be tried: what is next is found without passing over what waits.
CREATE INDEX delivery_open ON delivery (batch, owner, due, position) WHERE state IN ('queued', 'sending');
-- How many were sent since a day began, for batches that are sent in waves.
CREATE INDEX delivery_sent_at ON delivery (batch, at) WHERE state = 'sent';

-- An outcome is final: neither a fault of the program nor a second worker makes a mail go out again. Only an administrator's
-- decision does, which counts the round up. That a mail whose fate was not known went out after all may be learned later.
CREATE TRIGGER delivery_outcome_is_final AFTER UPDATE OF document ON delivery
WHEN old.state <> 'queued' AND old.state <> 'sending' AND NOT (
    new.round = old.round + 1 AND (old.state = 'failed' OR old.state = 'uncertain')
    OR old.state = 'uncertain' AND (new.state = 'sent' OR new.state = 'failed')
)
BEGIN
    SELECT RAISE (ABORT, 'the outcome of a delivery is final');
END;
-- Here and not where deliveries are written: a writer that forgot it would leave wrong counts for good.
CREATE TRIGGER delivery_is_counted_anew AFTER UPDATE OF document ON delivery WHEN old.state <> new.state
BEGIN
    UPDATE delivery_count SET queued = queued + (new.state = 'queued') - (old.state = 'queued'),
        sending = sending + (new.state = 'sending') - (old.state = 'sending'),
        sent = sent + (new.state = 'sent') - (old.state = 'sent'), failed = failed + (new.state = 'failed') - (old.state = 'failed'),
        skipped = skipped + (new.state = 'skipped') - (old.state = 'skipped'),
        uncertain = uncertain + (new.state = 'uncertain') - (old.state = 'uncertain')
    WHERE batch = new.batch;
END;
