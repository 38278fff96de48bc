"""The first thing in a sandbox: puts the paths in Lambda's order, then hands over to AWS's own runtime client.

Runs in the child, under whatever Python the function asks for; nothing else of wellwired is there.
Arguments: the handler, the runtime's folders, the function's and its layers' folders (each list joined by os.pathsep).
"""

import os
import resource
import site
import sys

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_OPEN_FILES = 1024


def main() -> None:
    """Become the runtime of the function."""
    handler, runtime, own = sys.argv[1:]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    soft = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Started with -S, so that no packages of this machine are seen; these come with them.
    site.setquit()
    site.sethelper()
    runtime_folders = runtime.split(os.pathsep)
    sys.path[0:1] = runtime_folders  # in the place of this file's own folder
    # Loaded before the function's folder is on the path: a module of the function called "json" must not break it.
    from awslambdaric import __main__ as client

    sys.path[0:0] = own.split(os.pathsep)
    sys.argv = [f"{runtime_folders[-1]}/bootstrap", handler]
    client.main(sys.argv)


if __name__ == "__main__":
    main()
