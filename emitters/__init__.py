"""Trees to text, and the headers that stand beside the output."""
