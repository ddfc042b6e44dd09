"""Diagnostics on their way to the user: which are shown, and in which format. Stands on ``parser`` alone."""
