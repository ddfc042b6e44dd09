"""SYCL 2020 programs built from registry packages: DPC++'s runtime and front end from wheels, clang as host
compiler, and the parts that join them."""
