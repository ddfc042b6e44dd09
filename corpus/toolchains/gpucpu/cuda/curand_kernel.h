// cuRAND's device functions.
#pragma once
#include "unwarp_curand.hpp"
