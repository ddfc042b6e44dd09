"""What the language is, as data: the Lark grammar. Imports nothing."""
