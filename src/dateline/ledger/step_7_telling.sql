-- Version 6 to 7: what claims say of whom, found by name; and the story of a reading, found without its sketch.

-- Every name of everyone whom the words of a claim name; position is the claim's.
CREATE TABLE telling (
    name TEXT NOT NULL, reading INTEGER NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (name, reading, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX placed_reading ON placed (reading, story);

-- For the readings that are there already; without these indexes it would take hours.
CREATE INDEX step_7_link ON link (reading, mention, entity);
CREATE INDEX step_7_entity ON entity (reading, id);
CREATE INDEX step_7_naming ON naming (reading, position);
INSERT OR IGNORE INTO telling
SELECT naming.name, claim.reading, claim.position
FROM claim CROSS JOIN json_each(claim.content) AS piece
CROSS JOIN mention ON mention.reading = claim.reading
    AND mention.start >= piece.value ->> 0 AND mention."end" <= piece.value ->> 1
CROSS JOIN link ON link.reading = claim.reading AND link.mention = mention.id
CROSS JOIN entity ON entity.reading = claim.reading AND entity.id = link.entity
CROSS JOIN naming ON naming.reading = claim.reading AND naming.position = entity.position;
DROP INDEX step_7_link;
DROP INDEX step_7_entity;
DROP INDEX step_7_naming;
