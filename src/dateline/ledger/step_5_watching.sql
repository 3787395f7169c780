-- Version 4 to 5: what `dateline watch` says of each source, and what alerts have told.

-- What `dateline watch` last said of each source. No record: it changes all the time.
CREATE TABLE watched (
    name     TEXT PRIMARY KEY,
    url      TEXT NOT NULL, kind TEXT NOT NULL,
    told     TEXT NOT NULL,          -- when this was written, UTC, as all times here
    checked  TEXT,                   -- when it was asked last
    newest   TEXT,                   -- when it last had something new
    new      INTEGER NOT NULL,       -- pages that came from it, new or changed, since it is watched
    failing  TEXT,                   -- since when; NULL: it answers
    problem  TEXT,
    next     TEXT                    -- when it is asked next; NULL: it is being asked
) STRICT;
-- Pages that a list named and that were not had yet: they are asked for until they are, also after a kill, and also when the
-- list does not name them any more.
CREATE TABLE wanted (
    url       TEXT PRIMARY KEY,
    source    TEXT NOT NULL,
    stamp     TEXT, published TEXT,  -- what the list said
    since     TEXT NOT NULL
) STRICT;
CREATE INDEX wanted_source ON wanted (source, since);

-- Stories whose events were made anew since alerts were looked at last.
CREATE TABLE stirred (story INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER batch_stirs AFTER INSERT ON batch BEGIN INSERT OR IGNORE INTO stirred VALUES (new.story); END;
-- Each alert by its name, and what it looks for (JSON): one that looks for something else begins anew.
CREATE TABLE alert (name TEXT PRIMARY KEY, asked TEXT NOT NULL) STRICT;
-- What an alert has told, by keys of the reports: an event that shares a report with one of which it was told is the same.
CREATE TABLE alerted (
    alert TEXT NOT NULL, kind TEXT NOT NULL, report TEXT NOT NULL,
    PRIMARY KEY (alert, kind, report)
) STRICT, WITHOUT ROWID;
-- What alerts send, each to one receiver: it stays here until the receiver has it, and after that for feeds.
CREATE TABLE outgoing (
    number INTEGER PRIMARY KEY,
    notice TEXT NOT NULL,            -- id of what is told: the same to every receiver
    alert TEXT NOT NULL,
    way TEXT NOT NULL, target TEXT NOT NULL,  -- file, feed, webhook or mail; where to
    body TEXT NOT NULL,              -- JSON
    made TEXT NOT NULL, tries INTEGER NOT NULL, due TEXT NOT NULL,
    sent TEXT,                       -- NULL: it is waiting
    problem TEXT,                    -- of the last try
    UNIQUE (notice, way, target)
) STRICT;
CREATE INDEX outgoing_waiting ON outgoing (way, target, number) WHERE sent IS NULL;
CREATE INDEX outgoing_target ON outgoing (way, target, number);
