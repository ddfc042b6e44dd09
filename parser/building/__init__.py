"""The AST builder, in parts: what each production of the grammar becomes."""
