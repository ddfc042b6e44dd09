"""What the AST means: types, scopes, overloads, deduction, constants."""
