-- Version 7 to 8: the rule by which a reading's date of publication was told.

-- The rule that told the date of publication ("meta article:published_time"); no row where it was not kept.
CREATE TABLE dating (
    reading INTEGER PRIMARY KEY REFERENCES reading (number), rule TEXT NOT NULL
) STRICT;
CREATE TRIGGER dating_stays BEFORE UPDATE ON dating BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER dating_kept BEFORE DELETE ON dating BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
