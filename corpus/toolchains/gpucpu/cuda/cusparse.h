// cuSPARSE.
#pragma once
#include "unwarp_cusparse.hpp"
