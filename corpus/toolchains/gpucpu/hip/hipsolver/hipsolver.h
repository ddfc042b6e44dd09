// hipSOLVER.
#pragma once
#include "unwarp_cusolver.hpp"

#include "library_names.h"
