-- Settings are kept as they are typed, since days are read with the clocks of the organization's time zone: a sender that is
-- not set has empty parts, and nobody follows up yet.
UPDATE email_settings SET document = json_set(
    document,
    '$.sender', json_object(
        'name', coalesce(document ->> '$.sender.name', ''),
        'address', coalesce(document ->> '$.sender.address', ''),
        'reply_to', coalesce(document ->> '$.sender.reply_to', '')
    )
)
WHERE document IS NOT NULL;

-- The last test mail that was accepted, and the sender's address that it came from: turning automatic emails off asks for it.
CREATE TABLE accepted_test_mail (
    -- One row and no second: only the last one counts.
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    at INTEGER NOT NULL,
    sender TEXT NOT NULL
) STRICT;
