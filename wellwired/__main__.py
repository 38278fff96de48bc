"""`python -m wellwired` is the command `wellwired`."""

from wellwired.cli import main

if __name__ == "__main__":
    main(prog_name="wellwired")
