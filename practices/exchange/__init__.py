"""What goes out and comes in.

personal    all that is held about one person
table       tables as CSV: of practices, and of any other list
fixture     Django fixtures in YAML: read, checked as a whole, loaded
checking    records that belong together, checked with every problem named
collection  the collection as plain data, thing by thing
plain_yaml  YAML that guesses nothing
files       collections in a JSON file, or in a folder of Markdown and YAML
planning    what an import would change
importing   an import, all or nothing
moment      reading much as it stood at one moment
copies      copies of the whole database, by its own means
backup      such a copy in one file with all that proves it whole
"""
