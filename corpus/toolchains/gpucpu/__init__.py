"""HIP and CUDA programs built to run on the CPU: AMD's headers and code generation, then LLVM IR rewritten
for x86-64 (lower.py), GPU threads as fibres (fibers.cpp), the device library (device.cpp), HIP's API
(runtime.cpp)."""
