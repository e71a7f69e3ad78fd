"""``python -m demo``: generate the demo city, serve its systems, break and mend them, compare warnings with the truth."""

from demo.cli import main

if __name__ == "__main__":
    main()
