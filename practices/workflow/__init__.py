"""The only code that changes content. Each module holds whole acts: one named function, one transaction, under a lock.

errors        why an act was refused
progress      how a long act tells how far it is
log           the line every act leaves
lookup        what a text may link to and cite, found in the database
indexing      what has changed, brought into the search index
publication   a text becomes a revision that readers see
naming        new slugs, with the old ones kept
withdrawal    taking a practice out of use, and back
editions      freezing the live collection
loading       a whole collection from fixtures
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
