// cuRAND's host functions.
#pragma once
#include "unwarp_curand_host.hpp"
