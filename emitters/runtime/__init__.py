"""The headers and helper texts that ship beside an output, as data."""
