"""`python3 models/export --checkpoint X.pth --out DIR`: see `export_checkpoint`."""

import sys
from pathlib import Path

# Of a folder that is run, Python knows the modules in it but not the package that it is.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from export.errors import run_command  # noqa: E402
from export.export_checkpoint import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(run_command(main))
