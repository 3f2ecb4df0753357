"""Markdown in, safe HTML out. No Django here; what a link leads to is passed in as a Lookup.

guard       refuses text that would cost the parser too much
references  what the text may point to, and what it did point to
inline      [@source, place], [[practice]] and [[term:word]]
paragraphs  sections, heading anchors, paragraph numbers
sanitise    the second lock: only known tags and attributes leave
markdown    puts them together: render()
structure   what a practice's text must look like
diff        blocks and words that changed between two texts
"""
