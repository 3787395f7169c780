-- Version 5 to 6: where people were, by the single reports of events.

-- What one report tells of where a person was, under each whole name of the person in lower case; told is JSON that
-- merge/sightings.py writes and reads.
CREATE TABLE sighting (
    name TEXT NOT NULL, event INTEGER NOT NULL REFERENCES event (number), position INTEGER NOT NULL, told TEXT NOT NULL,
    PRIMARY KEY (name, event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_event ON sighting (event);

-- What was merged before has none: it is to be merged again, and commands say so until it is.
UPDATE story SET merger = NULL;
