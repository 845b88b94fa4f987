-- The key that the links of reminders are signed with. It is made once: with another one, every link in everybody's mailbox
-- would be void.
CREATE TABLE unsubscribe_key (
    -- One row and no second: with two keys nobody could say which one signed a link.
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- As long as the result of SHA-256 (RFC 2104 advises against less).
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- People keep mails for years, and what they then choose must still count.
CREATE TRIGGER unsubscribe_key_never_changes BEFORE UPDATE ON unsubscribe_key
BEGIN
    SELECT RAISE (ABORT, 'the key of the unsubscribe links never changes');
END;
CREATE TRIGGER unsubscribe_key_never_goes BEFORE DELETE ON unsubscribe_key
BEGIN
    SELECT RAISE (ABORT, 'the key of the unsubscribe links is never removed');
END;
