// Copies of a thread that it waits for.
#pragma once
#include <cuda/pipeline>
