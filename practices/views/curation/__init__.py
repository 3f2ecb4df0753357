"""What curators work with, one module for each subject.

dashboard     what waits
figures       what the charts of that page show
queue         the proposals, with filters
reviewing     one proposal, and the decision on it
review_page   what stands on that page
differences   its changes and conflicts, in reading order
verdicts      what the curator filled in
practices     the list, one practice and its acts, many at once
editing       a text as a curator writes it
log           the audit trail
forms         what curators fill in, beside the text itself
desks         what the pages of records need to know of each kind
records       themes, sources, terms and the search thesaurus
links         outgoing links that fail, and what points to something that is gone
editions      the next edition
"""
