"""What the language is, as data: the Lark grammar. Imports nothing of the project."""

from importlib.resources import files


def text() -> str:
    """The text of the grammar."""
    return (files(__package__) / "cuda.lark").read_text(encoding="utf-8")
