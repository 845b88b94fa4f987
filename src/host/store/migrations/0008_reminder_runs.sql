-- The days on which reminders were started by themselves.
CREATE TABLE reminder_run (
    -- Days since 1970 on the organization's clocks. A day comes once, so no restart and no second start sends twice on it.
    day INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('started', 'nobody_due', 'blocked')),
    batch INTEGER REFERENCES send_batch (seq),
    -- What was started has its batch, and nothing else has one.
    CHECK ((outcome = 'started') = (batch IS NOT NULL))
) STRICT;

-- Only a day on which something was missing can still become one on which reminders are sent.
CREATE TRIGGER reminder_run_is_once BEFORE UPDATE ON reminder_run
WHEN old.outcome <> 'blocked'
BEGIN
    SELECT RAISE (ABORT, 'reminders were started on that day already');
END;
CREATE TRIGGER reminder_run_never_goes BEFORE DELETE ON reminder_run
BEGIN
    SELECT RAISE (ABORT, 'a day on which reminders were started is never forgotten');
END;

-- Whoever is gone changes the count of those who are due, too.
CREATE TRIGGER directory_user_removed AFTER DELETE ON directory_user
BEGIN
    UPDATE people_changes SET last = last + 1;
END;
