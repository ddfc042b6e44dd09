"""The porting report: how much of a code base ports to which target, what stands in the way, and what it takes.

``build`` makes the model of ``model.py`` from the results of a translation; the other modules print it.
"""
