-- Version 1 to 2: judgements, and what merging makes.

-- ---------------------------------------------------------------- what people judged

-- Two event mentions are or are not of one event: "left" and "right" are <article id>#<event_mention id>. A person's word
-- outranks the program's for good; who takes it back adds a row of `withdrawal`.
CREATE TABLE judgement (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    "left" TEXT NOT NULL, "right" TEXT NOT NULL,
    verdict TEXT NOT NULL,           -- same, different
    judge TEXT NOT NULL, made TEXT NOT NULL
) STRICT;
CREATE TABLE withdrawal (
    judgement INTEGER PRIMARY KEY REFERENCES judgement (number), judge TEXT NOT NULL, made TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------- what merging makes of all that
-- Conclusions, not records: made from the rows above, and made again when articles or judgements come, so these rows
-- change. All of them can be thrown away: `dateline merge --again` makes them anew.

CREATE TABLE story (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, first TEXT, last TEXT, articles INTEGER NOT NULL,
    merger TEXT                      -- version of what merged its events; NULL: they are to be merged
) STRICT;
CREATE INDEX story_last ON story (last, number);
CREATE INDEX story_waiting ON story (number) WHERE merger IS NULL;

-- The story of each article, versions apart: why it stands there (JSON), and the numbers by which later ones are compared.
CREATE TABLE placed (
    series  INTEGER PRIMARY KEY REFERENCES article (number),
    reading INTEGER NOT NULL REFERENCES reading (number),  -- the one that was merged
    story   INTEGER NOT NULL REFERENCES story (number),
    why     TEXT NOT NULL,
    sketch  BLOB NOT NULL
) STRICT;
CREATE INDEX placed_story ON placed (story, series);

-- What an article has from an earlier one: JSON of [[start, end], [start, end in the earlier one]].
CREATE TABLE copied (
    series INTEGER NOT NULL REFERENCES article (number), of INTEGER NOT NULL REFERENCES article (number),
    passages TEXT NOT NULL, share REAL NOT NULL, version INTEGER NOT NULL,
    PRIMARY KEY (series, of)
) STRICT, WITHOUT ROWID;

-- Events whole, as compressed JSON of records.Event, in batches of one story.
CREATE TABLE batch (
    number INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES story (number), events BLOB NOT NULL
) STRICT;
CREATE INDEX batch_story ON batch (story);
-- What events are looked for by; position is the place in the batch.
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    batch INTEGER NOT NULL REFERENCES batch (number), position INTEGER NOT NULL,
    code TEXT, start TEXT, "end" TEXT,  -- to the second
    articles INTEGER NOT NULL, independent INTEGER NOT NULL,
    disputed INTEGER NOT NULL        -- fields on which reports differ, and one more where somebody denies it
) STRICT;
CREATE INDEX event_batch ON event (batch);
CREATE INDEX event_code ON event (code, number) WHERE code IS NOT NULL;
CREATE INDEX event_start ON event (start, "end", number) WHERE start IS NOT NULL;
CREATE INDEX event_independent ON event (independent, articles, number);
CREATE INDEX event_disputed ON event (disputed, number) WHERE disputed > 0;
-- Names of who takes part and where, in lower case; role is who or where.
CREATE TABLE named_in_event (
    name TEXT NOT NULL, role TEXT NOT NULL, event INTEGER NOT NULL REFERENCES event (number),
    PRIMARY KEY (name, role, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_in_event_event ON named_in_event (event);
-- Who cites whom: each link of each report's chain after the one before it.
CREATE TABLE citing (
    citing TEXT NOT NULL, cited TEXT NOT NULL, series INTEGER NOT NULL, event INTEGER NOT NULL REFERENCES event (number),
    position INTEGER NOT NULL,       -- of the report in the event
    PRIMARY KEY (citing, cited, series, event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX citing_cited ON citing (cited, citing);
CREATE INDEX citing_event ON citing (event);

-- How many reports and articles each of these links stands in; the triggers keep count.
CREATE TABLE edge (
    citing TEXT NOT NULL, cited TEXT NOT NULL, reports INTEGER NOT NULL, articles INTEGER NOT NULL,
    PRIMARY KEY (citing, cited)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_articles ON edge (articles, reports);
CREATE TRIGGER citing_counted BEFORE INSERT ON citing BEGIN
    INSERT INTO edge SELECT new.citing, new.cited, 1, NOT EXISTS (
        SELECT 1 FROM citing WHERE citing = new.citing AND cited = new.cited AND series = new.series)
    ON CONFLICT DO UPDATE SET reports = reports + 1, articles = articles + excluded.articles;
END;
CREATE TRIGGER citing_discounted AFTER DELETE ON citing BEGIN
    UPDATE edge SET reports = reports - 1, articles = articles - NOT EXISTS (
        SELECT 1 FROM citing WHERE citing = old.citing AND cited = old.cited AND series = old.series)
    WHERE citing = old.citing AND cited = old.cited;
    DELETE FROM edge WHERE citing = old.citing AND cited = old.cited AND reports = 0;
END;

CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER judgement_kept BEFORE DELETE ON judgement BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER withdrawal_stays BEFORE UPDATE ON withdrawal BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER withdrawal_kept BEFORE DELETE ON withdrawal BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
