"""Finding. The same analyser and the same ranking serve SQLite and PostgreSQL; the engines only fetch candidates.

analysis    text into terms: folded, spelled one way, stemmed
query       what somebody typed, taken apart
expansion   everyday words, labels and translations added to it
labels      those labels, kept in memory
spelling    words nobody wrote, and what may have been meant
ranking     which of the candidates fits best
snippets    the paragraph that fits, with its words marked
find        all of it together: find(), suggest()
store       what find() reads, in plain SQL
wordlist    in how many practices each word stands
index       what the content says, brought into the index
bulk        many entries at once, analysed in other processes
backends    the full-text engines
"""
