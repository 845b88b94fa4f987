-- Times are milliseconds since 1970 (UTC). Documents are JSON of the types in `domain`; SQL keeps and finds, `domain` decides.

-- What imports taught about the organization; the rest of it comes from the configuration.
CREATE TABLE organization (
    -- One row and no second: there is one organization.
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    licenses TEXT NOT NULL CHECK (json_valid(licenses))
) STRICT;
INSERT INTO organization (only_row, licenses) VALUES (1, '[]');

-- The email settings. No document: as delivered.
CREATE TABLE email_settings (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    -- Counts up with every change, so that a save against an older one is noticed.
    version INTEGER NOT NULL CHECK (version >= 1),
    document TEXT CHECK (json_valid(document)),
    changed_at INTEGER,
    changed_by TEXT,
    -- A change has a time and an author, or there was none.
    CHECK ((document IS NULL) = (changed_at IS NULL) AND (document IS NULL) = (changed_by IS NULL))
) STRICT;
INSERT INTO email_settings (only_row, version) VALUES (1, 1);

-- People. `seq` is the cursor of the collection: AUTOINCREMENT, so that a number never comes back.
CREATE TABLE directory_user (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Identity survives a change of the address.
    id TEXT NOT NULL UNIQUE,
    -- Two spellings of one mailbox are one person: nobody is mailed twice.
    email_key TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL CHECK (json_valid(document)),
    mail TEXT NOT NULL CHECK (json_valid(mail))
) STRICT;

-- Templates with their draft.
CREATE TABLE template (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 1),
    draft TEXT NOT NULL CHECK (json_valid(draft)),
    changed_at INTEGER NOT NULL
) STRICT;

-- Published versions.
CREATE TABLE template_version (
    template INTEGER NOT NULL REFERENCES template (seq),
    version INTEGER NOT NULL CHECK (version >= 1),
    purpose TEXT NOT NULL CHECK (purpose IN ('activation', 'reminder')),
    contents TEXT NOT NULL CHECK (json_valid(contents)),
    published_at INTEGER NOT NULL,
    published_by TEXT NOT NULL,
    -- A number is given once.
    PRIMARY KEY (template, version)
) STRICT, WITHOUT ROWID;

-- Batches are pinned to a version: what was approved is what is sent.
CREATE TRIGGER template_version_never_changes BEFORE UPDATE ON template_version
BEGIN
    SELECT RAISE (ABORT, 'a published version never changes');
END;
CREATE TRIGGER template_version_never_goes BEFORE DELETE ON template_version
BEGIN
    SELECT RAISE (ABORT, 'a published version is never removed');
END;

-- Send batches.
CREATE TABLE send_batch (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('activation', 'reminder')),
    origin TEXT NOT NULL CHECK (origin IN ('administrator', 'automatic')),
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'cancelled')),
    template INTEGER NOT NULL,
    template_version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    -- Only what was published can be sent.
    FOREIGN KEY (template, template_version) REFERENCES template_version (template, version)
) STRICT;
CREATE INDEX send_batch_running ON send_batch (seq) WHERE state = 'running';

-- One person in one batch.
CREATE TABLE delivery (
    batch INTEGER NOT NULL REFERENCES send_batch (seq),
    -- The order of sending.
    position INTEGER NOT NULL,
    user INTEGER NOT NULL REFERENCES directory_user (seq),
    document TEXT NOT NULL CHECK (json_valid(document)),
    at INTEGER NOT NULL,
    state TEXT NOT NULL GENERATED ALWAYS AS (document ->> '$.state') VIRTUAL
        CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'skipped', 'uncertain')),
    PRIMARY KEY (batch, position),
    -- Nobody is in one batch twice, so nobody gets its mail twice.
    UNIQUE (batch, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_by_state ON delivery (batch, state, position);
CREATE INDEX delivery_by_user ON delivery (user);

-- An outcome is final: neither a fault of the program nor a second worker makes a mail go out again.
CREATE TRIGGER delivery_outcome_is_final BEFORE UPDATE OF document ON delivery
WHEN old.document ->> '$.state' IN ('sent', 'failed', 'skipped', 'uncertain')
BEGIN
    SELECT RAISE (ABORT, 'the outcome of a delivery is final');
END;

-- What was done.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL CHECK (json_valid(action))
) STRICT;

-- A record of what was done is worth something only when it cannot be changed.
CREATE TRIGGER activity_never_changes BEFORE UPDATE ON activity
BEGIN
    SELECT RAISE (ABORT, 'activity is only added to');
END;
CREATE TRIGGER activity_never_goes BEFORE DELETE ON activity
BEGIN
    SELECT RAISE (ABORT, 'activity is only added to');
END;

-- Answers that a repeated request gets again.
CREATE TABLE idempotency (
    -- The same key does its work once.
    key TEXT PRIMARY KEY,
    -- Hash of the request, so that the same key with another request is noticed.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    answer TEXT NOT NULL CHECK (json_valid(answer)),
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One-time tokens of sign-in links, as hashes: whoever reads the file cannot sign in.
CREATE TABLE sign_in_token (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sessions, as hashes for the same reason.
CREATE TABLE session (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the running host answers, so that `usher-host sign-in` can print a whole link.
CREATE TABLE running_host (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    base_url TEXT NOT NULL
) STRICT;
