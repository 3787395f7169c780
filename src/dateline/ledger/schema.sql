-- The ledger: articles, what dateline read in them, and what finds both again. One SQLite file.
--
-- No record is ever changed or taken away: the triggers at the end forbid it. A changed article is a new row of `article`
-- beside the old one, a newer reader's work a new row of `reading` beside the old one; the latest is the current one.
-- Conclusions that are drawn from the records do change: see "what merging makes of all that".
-- Rows of a reading have the columns that the fields of src/dateline/records.py have, so read that file first. A Span is two
-- columns, start and end: half-open, in code points of article.text (`substr(text, start + 1, "end" - start)`). A Derivation
-- is a number of table `derivation` and a score. Lists are JSON. NULL says "not known".

PRAGMA application_id = 0x444C4447;  -- "DLDG"

-- ---------------------------------------------------------------- what was published

CREATE TABLE article (
    number   INTEGER PRIMARY KEY,    -- in the order of adding; what other tables call `article`
    digest   TEXT NOT NULL UNIQUE,   -- hash of id, url, title and text: the same four are added once
    id       TEXT NOT NULL,          -- the article's own id
    series   INTEGER NOT NULL,       -- the first article that had this id or url: its versions share it
    url      TEXT,
    added    TEXT NOT NULL,          -- when it came into the ledger, UTC
    title    TEXT,
    text     TEXT NOT NULL,          -- as it was given, untouched
    pairs    TEXT                    -- title and text once more for the search: their Hangul, Kana and Han, in pairs of letters
) STRICT;
CREATE INDEX article_id ON article (id);
CREATE INDEX article_url ON article (url) WHERE url IS NOT NULL;
CREATE INDEX article_series ON article (series, number);

-- Full text. `pairs` is there because Korean words stand together with their particles: a word of two syllables would
-- be found neither as a whole word nor by groups of three letters.
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, pairs, content = 'article', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2',
    prefix = '3'                     -- the shortest beginning of a word that a search may ask for
);

-- ---------------------------------------------------------------- what was read in it

CREATE TABLE reader (
    number   INTEGER PRIMARY KEY,
    version  TEXT NOT NULL UNIQUE    -- of the whole pipeline: stages, tables, models and settings
) STRICT;

-- One reading of one article by one reader. Beside them, what was known of the article when it was read: an article that
-- comes again with another date is read again, because Friday is another day then.
CREATE TABLE reading (
    number    INTEGER PRIMARY KEY,   -- in the order of adding; what the tables below call `reading`
    digest    TEXT NOT NULL UNIQUE,  -- hash of the article's, the reader, and the columns from outlet to dateline
    article   INTEGER NOT NULL REFERENCES article (number),
    reader    INTEGER NOT NULL REFERENCES reader (number),
    added     TEXT NOT NULL,
    outlet    TEXT,
    published TEXT,                  -- ISO 8601 date or time
    language  TEXT,
    byline    TEXT,
    credits   TEXT NOT NULL,         -- JSON: names of agencies
    dateline  TEXT                   -- JSON of a records.Dateline
) STRICT;
CREATE INDEX reading_article ON reading (article, number, outlet, published);
CREATE INDEX reading_outlet ON reading (outlet COLLATE NOCASE, number);
CREATE INDEX reading_published ON reading (published, number);

-- The rule that told the date of publication ("meta article:published_time"); no row where it was not kept.
CREATE TABLE dating (
    reading INTEGER PRIMARY KEY REFERENCES reading (number), rule TEXT NOT NULL
) STRICT;

-- The reading that counts now: the latest one of each article.
CREATE VIEW current_reading AS
SELECT * FROM reading
WHERE NOT EXISTS (
    SELECT 1 FROM reading AS later WHERE later.article = reading.article AND later.number > reading.number
);

CREATE TABLE derivation (
    number  INTEGER PRIMARY KEY,
    stage   TEXT NOT NULL,
    version TEXT NOT NULL,
    method  TEXT NOT NULL,
    UNIQUE (stage, version, method)
) STRICT;

-- The sentences and their parse, as compressed JSON: bulky, and of use to stages only.
CREATE TABLE parse (
    reading   INTEGER PRIMARY KEY REFERENCES reading (number),
    sentences BLOB NOT NULL
) STRICT;

-- Below, `position` is a row's place among its like in the reading. A name in the comment of a column is the table whose
-- `id` it holds, of the same reading.

CREATE TABLE mention (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    head_start INTEGER NOT NULL, head_end INTEGER NOT NULL,
    kind TEXT NOT NULL, form TEXT NOT NULL,
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE cluster (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    mentions TEXT NOT NULL,          -- mention
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE time_expression (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    type TEXT NOT NULL, form TEXT NOT NULL, tense TEXT,
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE moment (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    time TEXT NOT NULL,              -- time_expression
    value TEXT NOT NULL, start TEXT, "end" TEXT, precision TEXT, anchor TEXT,
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    content TEXT NOT NULL, cue TEXT NOT NULL, source TEXT NOT NULL,  -- spans: [[start, end], ...]
    speaker TEXT, via TEXT NOT NULL, -- mention
    inside TEXT,                     -- claim
    manner TEXT NOT NULL, certainty TEXT NOT NULL,
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    kind TEXT, reason TEXT NOT NULL, -- spans
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_mention (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
    clause_start INTEGER NOT NULL, clause_end INTEGER NOT NULL,
    code TEXT, mode TEXT, cameo TEXT,
    actors TEXT NOT NULL, recipients TEXT NOT NULL, place TEXT,  -- mention
    time TEXT,                       -- time_expression
    certainty TEXT NOT NULL,
    claim TEXT,                      -- claim
    salience REAL NOT NULL,
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    instruments TEXT NOT NULL,       -- mention
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    cluster TEXT NOT NULL,           -- cluster
    name TEXT NOT NULL, kind TEXT NOT NULL,
    latitude REAL, longitude REAL, country TEXT, precision TEXT,
    identifiers TEXT NOT NULL, runners_up TEXT NOT NULL,
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL, id TEXT NOT NULL,
    kind TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL, identifiers TEXT NOT NULL,
    country TEXT, role TEXT, interest TEXT,
    place TEXT,                      -- place
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
    reading INTEGER NOT NULL REFERENCES reading (number), position INTEGER NOT NULL,
    mention TEXT NOT NULL,           -- mention
    entity TEXT NOT NULL,            -- entity
    derivation INTEGER NOT NULL REFERENCES derivation (number), score REAL,
    PRIMARY KEY (reading, position)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------- what finds it
-- Made from the rows above when a reading is added; each leads to (reading, position).

-- Every name of every entity, in lower case.
CREATE TABLE naming (
    name TEXT NOT NULL, reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (name, reading, position)
) STRICT, WITHOUT ROWID;

-- Every name of who speaks in a claim; position is the claim's.
CREATE TABLE speaking (
    name TEXT NOT NULL, reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (name, reading, position)
) STRICT, WITHOUT ROWID;

-- Every name of everyone whom the words of a claim name; position is the claim's.
CREATE TABLE telling (
    name TEXT NOT NULL, reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (name, reading, position)
) STRICT, WITHOUT ROWID;

-- Each stretch of time once, however many articles speak of it; half-open, to the second, by the clock of the text.
CREATE TABLE period (
    number INTEGER PRIMARY KEY, start TEXT NOT NULL, "end" TEXT NOT NULL,
    UNIQUE (start, "end")
) STRICT;
CREATE TABLE dated (                 -- moments by period
    period INTEGER NOT NULL REFERENCES period (number), reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (period, reading, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE happening (             -- event mentions by period
    period INTEGER NOT NULL REFERENCES period (number), reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (period, reading, position)
) STRICT, WITHOUT ROWID;

-- Each point on the earth once, in WGS84 degrees, and an R*Tree over the points.
CREATE TABLE point (
    number INTEGER PRIMARY KEY, latitude REAL NOT NULL, longitude REAL NOT NULL,
    UNIQUE (latitude, longitude)
) STRICT;
CREATE VIRTUAL TABLE area USING rtree (number, south, north, west, east);
CREATE TABLE standing (              -- places by point
    point INTEGER NOT NULL REFERENCES point (number), reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (point, reading, position)
) STRICT, WITHOUT ROWID;

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
-- The reason that a person gave for a judgement. A judgement "wrong" has on its left <article id>#<id of a row of its
-- reading> (an event mention, a claim, or a link as <mention>=<entity>), and on its right nothing.
CREATE TABLE reason (
    judgement INTEGER PRIMARY KEY REFERENCES judgement (number), words TEXT NOT NULL
) STRICT;

-- ---------------------------------------------------------------- what was fetched

-- One answer of a server: what articles are made of, now and again by a better reader.
CREATE TABLE capture (
    number  INTEGER PRIMARY KEY,
    source  TEXT NOT NULL,           -- its name in sources.toml
    asked   TEXT NOT NULL,           -- the address that was asked
    url     TEXT NOT NULL,           -- the address after redirects
    fetched TEXT NOT NULL,           -- UTC
    status  INTEGER NOT NULL,
    headers TEXT NOT NULL,           -- JSON: [[name, value], ...], as they came
    digest  TEXT NOT NULL,           -- of its body
    given   TEXT NOT NULL,           -- JSON: what the source says of the article: published, outlet, language
    keep    TEXT NOT NULL            -- all; text: the body goes when it is read; none: this row goes, too
) STRICT;
CREATE INDEX capture_asked ON capture (asked, number);
CREATE INDEX capture_digest ON capture (digest);
-- What was sent, unpacked, and compressed anew (zlib): each once.
CREATE TABLE body (
    digest TEXT PRIMARY KEY,         -- SHA-256 of what was sent, unpacked
    size INTEGER NOT NULL, content BLOB NOT NULL
) STRICT;

-- What the latest reader made of each capture: its articles, or why there are none. Conclusions: these rows change.
CREATE TABLE making (
    capture INTEGER PRIMARY KEY REFERENCES capture (number), reader TEXT NOT NULL, problem TEXT
) STRICT;
CREATE TABLE made (
    capture INTEGER NOT NULL REFERENCES making (capture), article INTEGER NOT NULL REFERENCES article (number),
    PRIMARY KEY (capture, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX made_article ON made (article, capture);

-- When each source and page was last looked at. No record: it changes with each look, and without it all is looked at anew.
CREATE TABLE visit (
    url      TEXT PRIMARY KEY,       -- as it was asked
    source   TEXT NOT NULL,
    first    TEXT NOT NULL,          -- looked at first, UTC
    checked  TEXT NOT NULL,          -- looked at last
    again    TEXT NOT NULL,          -- not to be looked at before, unless its stamp changes
    stamp    TEXT,                   -- what the list said of its last change
    etag     TEXT NOT NULL, modified TEXT NOT NULL,  -- as the server sent them
    digest   TEXT,                   -- of what it sent last
    failing  TEXT,                   -- since when; NULL: it answers
    problem  TEXT,
    list     BLOB                    -- of a list: what it sent last, compressed
) STRICT;

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
CREATE INDEX placed_reading ON placed (reading, story);

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
CREATE INDEX event_independent ON event (independent, articles, number DESC);
CREATE INDEX event_disputed ON event (disputed, number) WHERE disputed > 0;
-- Names of who takes part and where, in lower case; role is who or where.
CREATE TABLE named_in_event (
    name TEXT NOT NULL, role TEXT NOT NULL, event INTEGER NOT NULL REFERENCES event (number),
    PRIMARY KEY (name, role, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX named_in_event_event ON named_in_event (event);
-- What one report tells of where a person was, under each whole name of the person in lower case; told is JSON that
-- merge/sightings.py writes and reads.
CREATE TABLE sighting (
    name TEXT NOT NULL, event INTEGER NOT NULL REFERENCES event (number), position INTEGER NOT NULL, told TEXT NOT NULL,
    PRIMARY KEY (name, event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_event ON sighting (event);
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

-- ---------------------------------------------------------------- what alerts tell

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

-- ---------------------------------------------------------------- nothing is changed

CREATE TRIGGER article_stays BEFORE UPDATE ON article BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER article_kept BEFORE DELETE ON article BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reader_stays BEFORE UPDATE ON reader BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reader_kept BEFORE DELETE ON reader BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reading_stays BEFORE UPDATE ON reading BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reading_kept BEFORE DELETE ON reading BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER dating_stays BEFORE UPDATE ON dating BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER dating_kept BEFORE DELETE ON dating BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER derivation_stays BEFORE UPDATE ON derivation BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER derivation_kept BEFORE DELETE ON derivation BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER parse_stays BEFORE UPDATE ON parse BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER parse_kept BEFORE DELETE ON parse BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER mention_stays BEFORE UPDATE ON mention BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER mention_kept BEFORE DELETE ON mention BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER cluster_stays BEFORE UPDATE ON cluster BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER cluster_kept BEFORE DELETE ON cluster BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER time_expression_stays BEFORE UPDATE ON time_expression BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER time_expression_kept BEFORE DELETE ON time_expression BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER moment_stays BEFORE UPDATE ON moment BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER moment_kept BEFORE DELETE ON moment BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER claim_stays BEFORE UPDATE ON claim BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER claim_kept BEFORE DELETE ON claim BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER event_mention_stays BEFORE UPDATE ON event_mention BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER event_mention_kept BEFORE DELETE ON event_mention BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER place_stays BEFORE UPDATE ON place BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER place_kept BEFORE DELETE ON place BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER entity_stays BEFORE UPDATE ON entity BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER entity_kept BEFORE DELETE ON entity BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER link_stays BEFORE UPDATE ON link BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER link_kept BEFORE DELETE ON link BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER judgement_kept BEFORE DELETE ON judgement BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER withdrawal_stays BEFORE UPDATE ON withdrawal BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER withdrawal_kept BEFORE DELETE ON withdrawal BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reason_stays BEFORE UPDATE ON reason BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER reason_kept BEFORE DELETE ON reason BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER capture_stays BEFORE UPDATE ON capture BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER capture_kept BEFORE DELETE ON capture WHEN old.keep <> 'none' BEGIN
    SELECT raise(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER body_stays BEFORE UPDATE ON body BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER body_kept BEFORE DELETE ON body
WHEN EXISTS (SELECT 1 FROM capture WHERE digest = old.digest AND keep = 'all') BEGIN
    SELECT raise(ABORT, 'the ledger only grows');
END;
