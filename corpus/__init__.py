"""Programs and kernels that prove the translations, and the toolchains that build and run them."""
