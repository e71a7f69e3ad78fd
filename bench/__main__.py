"""Every benchmark in turn, at a size that ends within half an hour on two cores.

Each can be run by itself and larger: ``python -m bench.detect --replicates 100 --r``. Those that need the
real municipal data beside the checkout say so where it is missing.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    ("bench.mask",),
    ("bench.load",),
    ("bench.scan",),
    ("bench.detect", "--replicates", "6"),
    ("bench.forecast", "areas", "attendances", "--origins", "2", "--models", "AutoETS", "AutoTheta"),
)


def main() -> int:
    """Run them all; the number that failed."""
    failed = 0
    for module, *arguments in BENCHES:
        print(f"\n# {module} {' '.join(arguments)}".rstrip(), flush=True)
        failed += bool(subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode)
    return failed


if __name__ == "__main__":
    sys.exit(main())
