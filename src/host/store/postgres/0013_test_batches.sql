-- A batch that was started in test-only mode: its mails go to the test address, and nobody counts as mailed.
ALTER TABLE send_batch ADD COLUMN mode TEXT NOT NULL DEFAULT 'real' CHECK (mode IN ('real', 'test_only'));
