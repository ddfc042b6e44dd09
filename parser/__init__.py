"""Text to AST: sources, tokens, preprocessing, the grammar's driver, nodes, names and types."""
