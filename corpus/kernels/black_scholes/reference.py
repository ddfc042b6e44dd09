"""The formula in double precision; the distribution function by Python's own erfc."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def reference(spot: NDArray[Any], strike: NDArray[Any], years: NDArray[Any]) -> dict[str, NDArray[Any]]:
    distribution = np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)), otypes=[np.float64])
    s, k, t = (a.astype(np.float64) for a in (spot, strike, years))
    rate, volatility = float(np.float32(0.02)), float(np.float32(0.3))
    root = volatility * np.sqrt(t)
    d1 = (np.log(s / k) + (rate + volatility**2 / 2) * t) / root
    discounted = k * np.exp(-rate * t)
    call = s * distribution(d1) - discounted * distribution(d1 - root)
    return {"call": call, "put": call - s + discounted}
