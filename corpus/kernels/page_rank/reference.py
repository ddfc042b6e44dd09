"""One round with a matrix of links, in double precision."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def inputs(rng: np.random.Generator, pages: int, links: int) -> dict[str, NDArray[Any]]:
    targets = np.sort(rng.integers(0, pages, links))
    sources = rng.integers(0, max(1, pages - pages // 8), links)
    rank = rng.uniform(0.1, 1, pages)
    return {
        "rows": np.searchsorted(targets, np.arange(pages + 1)),
        "sources": sources,
        "out_degree": np.bincount(sources, minlength=pages),
        "rank": rank / rank.sum(),
    }


def reference(
    rows: NDArray[Any], sources: NDArray[Any], out_degree: NDArray[Any], rank: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    pages = len(rank)
    ranks = rank.astype(np.float64)
    share = np.where(out_degree > 0, ranks / np.maximum(out_degree, 1), 0)
    lost = ranks[out_degree == 0].sum()
    links = np.zeros((pages, pages))
    np.add.at(links, (np.repeat(np.arange(pages), np.diff(rows)), sources), 1)
    new = 0.15 / pages + 0.85 * (links @ share + lost / pages)
    return {"rank": new, "share": share, "lost": np.array([lost])}
