-- Batches that wait: held by an administrator or until their time, and sent in waves.
ALTER TABLE send_batch ADD COLUMN hold TEXT CHECK (hold IN ('paused', 'scheduled'));
ALTER TABLE send_batch ADD COLUMN starts_at INTEGER;
-- At most so many a day on the organization's clocks; none, as fast as the relay takes them.
ALTER TABLE send_batch ADD COLUMN per_day INTEGER CHECK (per_day >= 1);

-- How often it was tried, and the moment before which it is not tried again.
ALTER TABLE delivery ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
-- The host that took it; another one takes it over only when that host's lease is over.
ALTER TABLE delivery ADD COLUMN owner TEXT;
-- Counts the administrator's decisions to send it again, or what became of an uncertain one.
ALTER TABLE delivery ADD COLUMN round INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER delivery_outcome_is_final;

-- Reasons were words once.
UPDATE delivery SET document = json_set(document, '$.reason', json_object('code', 'told', 'text', document ->> '$.reason'))
WHERE document ->> '$.state' = 'failed';

-- An outcome is final: neither a fault of the program nor a second worker makes a mail go out again. Only an administrator's
-- decision does, which counts the round up. That a mail whose fate was not known went out after all may be learned later.
CREATE TRIGGER delivery_outcome_is_final BEFORE UPDATE OF document ON delivery
WHEN old.document ->> '$.state' IN ('sent', 'failed', 'skipped', 'uncertain') AND NOT (
    new.round = old.round + 1 AND old.document ->> '$.state' IN ('failed', 'uncertain')
    OR old.document ->> '$.state' = 'uncertain' AND new.document ->> '$.state' IN ('sent', 'failed')
)
BEGIN
    SELECT RAISE (ABORT, 'the outcome of a delivery is final');
END;

-- Hosts that share the database. Whoever does not renew the lease in time is taken for dead.
CREATE TABLE sending_host (
    id TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
