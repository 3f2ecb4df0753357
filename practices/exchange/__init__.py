"""What goes out and comes in.

fixture     Django fixtures in YAML: read, checked as a whole, loaded
"""
