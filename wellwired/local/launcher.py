"""What the embedded AWS's own Python runs: the emulator, ended when the process that started it is gone.

Read by that interpreter as a file (wellwired is not installed there), hence no import of the kit.
"""

import os
import shutil
import signal
import sys
import threading


def end_with_starter(folder: str) -> None:
    """Wait for the end of standard input, which the starter holds open, then remove `folder` and end the whole group.

    However the starter ends, a kill included, the pipe closes; the emulator, the functions it runs and their files
    would otherwise outlive it.
    """
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_starter, args=[sys.argv[1]], daemon=True).start()
    sys.argv = ["ministack"]
    from ministack.app import main

    main()
