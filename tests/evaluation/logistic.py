"""Logistic regression by Newton's method, for the few weights that labelled questions give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RIDGE = 0.1
"""Weight of the penalty on large weights (their squares)."""
STEPS = 50


def fitted(
    signs: NDArray[np.float64],
    holds: NDArray[np.float64],
    shares: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """The weights of a logistic regression.

    Args:
        signs: A row of signs for each example.
        holds: Whether each is one of those looked for, 0 or 1.
        shares: How much each counts; all the same where nothing is given.
    """
    counts = np.ones(len(holds)) if shares is None else shares
    weights = np.zeros(signs.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (counts * (holds - likely)) - RIDGE * weights
        curve = (signs.T * (counts * likely * (1 - likely))) @ signs + RIDGE * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights
