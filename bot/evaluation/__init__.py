"""How good and how fast: labelled questions, peers on the same work, checks that need answers."""
