-- Who acted, each once, is asked for whenever the activity is opened: with this, without reading every entry.
CREATE INDEX activity_by_actor ON activity (actor);
