"""The smoke matrix: for each row of the device tables a kernel that is translated, built and run on every target, and a
model of CUDA in Python that says what it has to give. The model shares nothing with the package but the tables."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # what tests share
