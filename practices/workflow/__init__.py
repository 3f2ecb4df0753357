"""The only code that changes content. Each module holds whole acts: one named function, one transaction, under a lock.

errors        why an act was refused
progress      how a long act tells how far it is
log           the line every act leaves
lookup        what a text may link to and cite, found in the database
indexing      what has changed, brought into the search index
deriving      citations, links and uses of terms, worked out from texts
publication   a text becomes a revision that readers see
bulk          many texts published at once
naming        new slugs, with the old ones kept
withdrawal    taking a practice out of use, and back
editions      freezing the live collection
records       what a collection is made of
saving        the rows of a collection, many at once
loading       a whole collection comes in
writing       what curators write directly, without a proposal
upkeep        who looks after a practice, and when it is looked at again
keeping       themes, sources, terms and the search thesaurus: added, changed, removed
uniting       two records that are one
links         outgoing links, and what their answers make of them
consistency   whether all that is pointed to is still there
rerendering   stored HTML made anew by a newer renderer
repair        rows corrected by hand in the administration pages
searches      what was looked for in vain
people        accounts: joining, roles, leaving
merging       a proposal and what was published meanwhile, three ways
offers        what is offered: what it lacks, and whether it has been offered already
proposals     what the proposer does
decisions     what the curator does
rebasing      what becomes of open proposals after a publication
outbox        mail that is owed, and its delivery
digests       what waits for curators, once a day; the promise and the truth
"""
