"""An article to what it says, as spans.

Six doors, one a stage; every other module belongs to one of them.

annotate     parser: sentences and their parse, the library's wall (syntax and tokens ask questions of what it gives)
mentions     names, name_candidates, lexicon, kinds, toponyms, metonyms · nominals, nouns
coreference  referents, partition · namesakes, descriptions, pronominals
times        time_grammar, time_words, time_context
claims       attribution, candidate, verb_cues, word_cues, subjects · quotes, speech · drafts, evidence
             joint, mending, closing, relays, stretches
             speakers: cast, parties, routes, sources
             forms: layout, labels, headlines, quote_lists, interviews, posts, inner_quotes
events       predicates, states, references, occasions, sides, roles · event_words

certainty (modality, embedding) is shared by claims and events; manner is asked by claims.
"""
