"""What curators work with, one module for each subject.

dashboard     what waits
"""
