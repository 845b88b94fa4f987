-- What still has no outcome, by who has it and when it may be tried: what is next is found without passing over what waits.
CREATE INDEX delivery_open ON delivery (batch, owner, due, position) WHERE state IN ('queued', 'sending');
-- How many were sent since a day began, for batches that are sent in waves.
CREATE INDEX delivery_sent_at ON delivery (batch, at) WHERE state = 'sent';

-- How many deliveries of a batch are in which state: looking at a batch of a million must not count a million.
CREATE TABLE delivery_count (
    batch BIGINT PRIMARY KEY REFERENCES send_batch (seq),
    queued BIGINT NOT NULL DEFAULT 0,
    sending BIGINT NOT NULL DEFAULT 0,
    sent BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    skipped BIGINT NOT NULL DEFAULT 0,
    uncertain BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
INSERT INTO delivery_count
SELECT b.seq, count(*) FILTER (WHERE d.state = 'queued'), count(*) FILTER (WHERE d.state = 'sending'),
    count(*) FILTER (WHERE d.state = 'sent'), count(*) FILTER (WHERE d.state = 'failed'),
    count(*) FILTER (WHERE d.state = 'skipped'), count(*) FILTER (WHERE d.state = 'uncertain')
FROM send_batch b LEFT JOIN delivery d ON d.batch = b.seq GROUP BY b.seq;

-- Here and not where deliveries are written: a writer that forgot it would leave wrong counts for good.
CREATE FUNCTION send_batch_is_counted () RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_count (batch) VALUES (new.seq);
    RETURN NULL;
END
$$;
CREATE TRIGGER send_batch_is_counted AFTER INSERT ON send_batch FOR EACH ROW EXECUTE FUNCTION send_batch_is_counted ();

-- Once for a statement, and the rows of the counts in one order: whoever counts waits, and nobody waits for somebody who waits.
CREATE FUNCTION delivery_is_counted () RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    change RECORD;
BEGIN
    FOR change IN
        SELECT batch, count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'sending') AS sending,
            count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'failed') AS failed,
            count(*) FILTER (WHERE state = 'skipped') AS skipped, count(*) FILTER (WHERE state = 'uncertain') AS uncertain
        FROM fresh GROUP BY batch ORDER BY batch
    LOOP
        UPDATE delivery_count c SET queued = c.queued + change.queued, sending = c.sending + change.sending,
            sent = c.sent + change.sent, failed = c.failed + change.failed,
            skipped = c.skipped + change.skipped, uncertain = c.uncertain + change.uncertain
        WHERE c.batch = change.batch;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE FUNCTION delivery_is_counted_anew () RETURNS TRIGGER LANGUAGE plpgsql AS $$
DECLARE
    change RECORD;
BEGIN
    FOR change IN
        SELECT batch, sum(n) FILTER (WHERE state = 'queued') AS queued, sum(n) FILTER (WHERE state = 'sending') AS sending,
            sum(n) FILTER (WHERE state = 'sent') AS sent, sum(n) FILTER (WHERE state = 'failed') AS failed,
            sum(n) FILTER (WHERE state = 'skipped') AS skipped, sum(n) FILTER (WHERE state = 'uncertain') AS uncertain
        FROM (SELECT batch, state, 1 AS n FROM fresh UNION ALL SELECT batch, state, -1 FROM stale) AS moved
        GROUP BY batch ORDER BY batch
    LOOP
        CONTINUE WHEN coalesce(change.queued, 0) = 0 AND coalesce(change.sending, 0) = 0 AND coalesce(change.sent, 0) = 0
            AND coalesce(change.failed, 0) = 0 AND coalesce(change.skipped, 0) = 0 AND coalesce(change.uncertain, 0) = 0;
        UPDATE delivery_count c SET queued = c.queued + coalesce(change.queued, 0), sending = c.sending + coalesce(change.sending, 0),
            sent = c.sent + coalesce(change.sent, 0), failed = c.failed + coalesce(change.failed, 0),
            skipped = c.skipped + coalesce(change.skipped, 0), uncertain = c.uncertain + coalesce(change.uncertain, 0)
        WHERE c.batch = change.batch;
    END LOOP;
    RETURN NULL;
END
$$;
CREATE TRIGGER delivery_is_counted AFTER INSERT ON delivery
REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION delivery_is_counted ();
-- Of every column, since a trigger that sees the rows of a statement cannot name columns.
CREATE TRIGGER delivery_is_counted_anew AFTER UPDATE ON delivery
REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION delivery_is_counted_anew ();
