-- Version 2 to 3: what was fetched, and when it was last looked at.

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

CREATE TRIGGER capture_stays BEFORE UPDATE ON capture BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER capture_kept BEFORE DELETE ON capture WHEN old.keep <> 'none' BEGIN
    SELECT raise(ABORT, 'the ledger only grows');
END;
CREATE TRIGGER body_stays BEFORE UPDATE ON body BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER body_kept BEFORE DELETE ON body
WHEN EXISTS (SELECT 1 FROM capture WHERE digest = old.digest AND keep = 'all') BEGIN
    SELECT raise(ABORT, 'the ledger only grows');
END;
