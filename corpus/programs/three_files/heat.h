/* A rod that conducts heat, on the GPU and on the CPU. Plain C interface: no CUDA needed to include this. */
#ifndef HEAT_H
#define HEAT_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct HeatRod HeatRod;

HeatRod *heat_create(int cells, double conductivity);
int heat_set(HeatRod *rod, const double *temperatures);
int heat_advance(HeatRod *rod, int steps);
int heat_get(HeatRod *rod, double *temperatures);
void heat_destroy(HeatRod *rod);

/* The mean and the largest of n numbers, computed on the GPU */
int device_statistics(const double *values, int n, double *mean, double *largest);

#ifdef __cplusplus
}

/* C++ side, no CUDA either */
#include <vector>
std::vector<double> heat_reference(std::vector<double> u, double conductivity, int steps);
#endif

#endif
