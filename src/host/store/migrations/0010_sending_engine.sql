-- What still has no outcome, by who has it and when it may be tried: what is next is found without passing over what waits.
CREATE INDEX delivery_open ON delivery (batch, owner, due, position) WHERE state IN ('queued', 'sending');
-- How many were sent since a day began, for batches that are sent in waves.
CREATE INDEX delivery_sent_at ON delivery (batch, at) WHERE state = 'sent';

-- How many deliveries of a batch are in which state: looking at a batch of a million must not count a million.
CREATE TABLE delivery_count (
    batch INTEGER PRIMARY KEY REFERENCES send_batch (seq),
    queued INTEGER NOT NULL DEFAULT 0,
    sending INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO delivery_count
SELECT b.seq, count(*) FILTER (WHERE d.state = 'queued'), count(*) FILTER (WHERE d.state = 'sending'),
    count(*) FILTER (WHERE d.state = 'sent'), count(*) FILTER (WHERE d.state = 'failed'),
    count(*) FILTER (WHERE d.state = 'skipped'), count(*) FILTER (WHERE d.state = 'uncertain')
FROM send_batch b LEFT JOIN delivery d ON d.batch = b.seq GROUP BY b.seq;

-- Here and not where deliveries are written: a writer that forgot it would leave wrong counts for good.
CREATE TRIGGER send_batch_is_counted AFTER INSERT ON send_batch
BEGIN
    INSERT INTO delivery_count (batch) VALUES (new.seq);
END;
CREATE TRIGGER delivery_is_counted AFTER INSERT ON delivery
BEGIN
    UPDATE delivery_count SET queued = queued + (new.state = 'queued'), sending = sending + (new.state = 'sending'),
        sent = sent + (new.state = 'sent'), failed = failed + (new.state = 'failed'),
        skipped = skipped + (new.state = 'skipped'), uncertain = uncertain + (new.state = 'uncertain')
    WHERE batch = new.batch;
END;
CREATE TRIGGER delivery_is_counted_anew AFTER UPDATE OF document ON delivery WHEN old.state <> new.state
BEGIN
    UPDATE delivery_count SET queued = queued + (new.state = 'queued') - (old.state = 'queued'),
        sending = sending + (new.state = 'sending') - (old.state = 'sending'),
        sent = sent + (new.state = 'sent') - (old.state = 'sent'), failed = failed + (new.state = 'failed') - (old.state = 'failed'),
        skipped = skipped + (new.state = 'skipped') - (old.state = 'skipped'),
        uncertain = uncertain + (new.state = 'uncertain') - (old.state = 'uncertain')
    WHERE batch = new.batch;
END;
