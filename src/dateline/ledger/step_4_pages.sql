-- Version 3 to 4: why people judged as they did, and what the pages show at a glance.

-- The reason that a person gave for a judgement. A judgement "wrong" has on its left <article id>#<id of a row of its
-- reading> (an event mention, a claim, or a link as <mention>=<entity>), and on its right nothing.
CREATE TABLE reason (
    judgement INTEGER PRIMARY KEY REFERENCES judgement (number), words TEXT NOT NULL
) STRICT;
CREATE TRIGGER reason_stays BEFORE UPDATE ON reason BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reason_kept BEFORE DELETE ON reason BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

-- Conclusions: what stands behind a story (JSON of records.Glance), made again with its events.
CREATE TABLE glance (
    story INTEGER PRIMARY KEY REFERENCES story (number) ON DELETE CASCADE, told TEXT NOT NULL
) STRICT;
-- In how many events of a story an outlet or source stands; in how many of these, told by two outlets or more, its report
-- was the first; that nobody else reports; that others contradict; whose origin is another.
CREATE TABLE tally (
    name TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story (number) ON DELETE CASCADE,
    events INTEGER NOT NULL, first INTEGER NOT NULL, alone INTEGER NOT NULL, contradicted INTEGER NOT NULL,
    elsewhere INTEGER NOT NULL,
    PRIMARY KEY (name, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_story ON tally (story);
-- For the list of stories, the biggest first.
CREATE INDEX story_articles ON story (articles, number);
