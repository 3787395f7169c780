-- Version 8 to 9: the best attested events in their order without sorting those that are attested alike.

DROP INDEX event_independent;
CREATE INDEX event_independent ON event (independent, articles, number DESC);
