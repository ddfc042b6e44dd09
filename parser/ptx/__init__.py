"""Inline PTX assembly: read, and rewritten as CUDA C++."""
