-- Whoever changes many people at once may take all their numbers at once, and then gives each its own; for anybody else the
-- trigger counts, one by one. A number that was not taken before is given a second time, which the index refuses.
DROP TRIGGER directory_user_changed;
CREATE TRIGGER directory_user_changed AFTER UPDATE OF id, email_key, document, mail ON directory_user WHEN new.changed = old.changed
BEGIN
    UPDATE people_changes SET last = last + 1;
    UPDATE directory_user SET changed = (SELECT last FROM people_changes) WHERE seq = new.seq;
END;
