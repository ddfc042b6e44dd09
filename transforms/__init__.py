"""AST to AST, AST to edits, AST to the C tree; and the tables that say what each CUDA name becomes."""
