#pragma once
#ifdef __cplusplus
extern "C" int checked(int x);
int *allocate(int n);
void triple(int *x, int n);
#else
int checked(int x);
#endif
