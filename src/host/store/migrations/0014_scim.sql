-- What is remembered of each SCIM server that people were pulled from, by its address.
CREATE TABLE scim_source (
    source TEXT PRIMARY KEY,
    -- When the last pull began. A pull that another one overtook keeps nothing: it may have read older pages.
    begun INTEGER NOT NULL,
    -- What the next pull goes by: when everybody came last, and who changed last.
    document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

-- Who of a server's people is who here. An identifier stays when the address is corrected.
CREATE TABLE scim_person (
    source TEXT NOT NULL REFERENCES scim_source (source),
    scim_id TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES directory_user (seq),
    -- An identifier is one person.
    PRIMARY KEY (source, scim_id),
    -- And a person has one identifier: two would change each other for ever.
    UNIQUE (source, person)
) STRICT, WITHOUT ROWID;
