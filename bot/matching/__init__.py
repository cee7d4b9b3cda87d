"""Which entry is meant: normalise, propose candidates, score, decide; no I/O and no clock."""
