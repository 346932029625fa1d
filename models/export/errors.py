"""The one error type of the export tools and how a command reports it."""

import sys
from typing import Callable, List, Optional

# A main function: takes the arguments, or those of the process if None, and returns an exit code.
Command = Callable[[Optional[List[str]]], int]


class ExportError(Exception):
    """An input that cannot be used: one line with what, where, expected and found."""


def run_command(command: Command, arguments: Optional[List[str]] = None) -> int:
    """Runs a command's main function and returns its exit code.

    An `ExportError`, or a file that cannot be read or written, becomes one line on stderr and exit
    code 2, the code argparse uses for bad arguments.
    """
    try:
        return command(arguments)
    except ExportError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
    return 2
