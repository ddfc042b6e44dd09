// hipSPARSE.
#pragma once
#include "unwarp_cusparse.hpp"

#include "library_names.h"
