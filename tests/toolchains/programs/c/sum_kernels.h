#pragma once
#ifdef __cplusplus
extern "C" {
#endif
void scale(float *x, int n, float factor);
int count_threads(void);
float multiply_add(float a, float b, float c);
double total(const float *x, int n);
#ifdef __cplusplus
}
#endif
