"""The only code that changes content. Each module holds whole acts: one named function, one transaction, under a lock.

errors        why an act was refused
log           the line every act leaves
lookup        what a text may link to and cite, found in the database
publication   a text becomes a revision that readers see
naming        new slugs, with the old ones kept
withdrawal    taking a practice out of use, and back
editions      freezing the live collection
loading       a whole collection from fixtures
rerendering   stored HTML made anew by a newer renderer
repair        rows corrected by hand in the administration pages
"""
