"""``python -m demo``: the demo city's simulated departmental systems on the command line."""

from demo.cli import main

if __name__ == "__main__":
    main()
