// The host program: ordinary C++ that knows nothing of CUDA.
#include "heat.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

std::vector<double> heat_reference(std::vector<double> u, double conductivity, int steps) {
  std::vector<double> next(u);
  for (int s = 0; s < steps; ++s) {
    for (std::size_t i = 1; i + 1 < u.size(); ++i)
      next[i] = u[i] + conductivity * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
    u.swap(next);
  }
  return u;
}

static int fail(const char *what) {
  std::cout << "FAIL: " << what << std::endl;
  return 1;
}

int main() {
  const int cells = 1000, steps = 30;
  const double conductivity = 0.24;

  std::vector<double> start(cells);
  for (int i = 0; i < cells; ++i) start[i] = 20.0 + (i * 37 % 100) * 0.5;
  start.front() = 100.0;
  start.back() = -40.0;

  HeatRod *rod = heat_create(cells, conductivity);
  if (!rod) return fail("no rod");
  std::vector<double> finish(cells, -1.0);
  const bool done = heat_set(rod, start.data()) && heat_advance(rod, steps) && heat_get(rod, finish.data());
  heat_destroy(rod);
  if (!done) return fail("the device refused");

  const std::vector<double> expected = heat_reference(start, conductivity, steps);
  double worst = 0.0;
  for (int i = 0; i < cells; ++i) {
    if (std::isnan(finish[i])) return fail("not a number");
    worst = std::max(worst, std::fabs(finish[i] - expected[i]));
  }

  double mean = 0.0, largest = 0.0;
  if (!device_statistics(finish.data(), cells, &mean, &largest)) return fail("no statistics");
  const double wanted_mean = std::accumulate(expected.begin(), expected.end(), 0.0) / cells;
  const double wanted_largest = *std::max_element(finish.begin(), finish.end());

  std::cout << "mean " << mean << ", largest " << largest << std::endl;
  // fused operations may change the last digits of numbers up to 100 in each of the steps
  if (worst > steps * 5e-14) return fail("temperatures differ");
  if (std::fabs(mean - wanted_mean) > 1e-11 || largest != wanted_largest) return fail("statistics differ");
  std::cout << "PASS" << std::endl;
  return 0;
}
