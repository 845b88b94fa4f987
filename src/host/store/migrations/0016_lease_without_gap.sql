-- Since when a host renewed its lease without a gap: whoever was late itself takes nobody for dead.
ALTER TABLE sending_host ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
