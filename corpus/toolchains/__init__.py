"""One file a target: how its toolchain is found, and how it compiles and runs a program."""
