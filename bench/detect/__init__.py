"""Detection benchmarks: ours and R ``surveillance`` on identical series."""
