#pragma once

#define TAPS 70

struct Weights {
    float tap[TAPS];
    double scale;
};
