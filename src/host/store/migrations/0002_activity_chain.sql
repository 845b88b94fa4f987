-- One link for every entry of the activity, made of the link before and of what the entry says: an entry that was changed
-- or taken away no longer fits. Entries from before this table have none.
CREATE TABLE activity_chain (
    id INTEGER PRIMARY KEY REFERENCES activity (id),
    link BLOB NOT NULL CHECK (length(link) = 32)
) STRICT;

-- The last entry from before.
CREATE TABLE activity_chain_start (after INTEGER NOT NULL) STRICT;
INSERT INTO activity_chain_start SELECT coalesce(max(id), 0) FROM activity;

CREATE TRIGGER activity_chain_never_changes BEFORE UPDATE ON activity_chain
BEGIN
    SELECT RAISE (ABORT, 'the chain of the activity is only added to');
END;
CREATE TRIGGER activity_chain_never_goes BEFORE DELETE ON activity_chain
BEGIN
    SELECT RAISE (ABORT, 'the chain of the activity is only added to');
END;
