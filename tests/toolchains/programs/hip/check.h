// Reports the first HIP call that fails and the first condition that does not hold.
#pragma once
#include <hip/hip_runtime.h>
#include <cstdio>
#include <cstdlib>
#include <vector>
#define HIP_OK(x)                                    \
  do {                                               \
    hipError_t e_ = (x);                             \
    if (e_ != hipSuccess) {                          \
      printf("%s: %s\n", #x, hipGetErrorString(e_)); \
      exit(1);                                       \
    }                                                \
  } while (0)
#define REQUIRE(c)                           \
  do {                                       \
    if (!(c)) {                              \
      printf("line %d: %s\n", __LINE__, #c); \
      puts("FAIL");                          \
      return 1;                              \
    }                                        \
  } while (0)
