"""Makes the helpers in tests/ importable."""

import sys
from pathlib import Path

_TESTS = Path(__file__).parents[1]
for folder in (_TESTS, _TESTS / "ctree", _TESTS / "c"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
