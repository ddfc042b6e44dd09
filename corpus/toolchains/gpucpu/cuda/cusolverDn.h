// cuSOLVER.
#pragma once
#include "unwarp_cusolver.hpp"
