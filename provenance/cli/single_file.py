"""Writes one file: whole or not at all, never over another; and prints a page as a PDF."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from provenance.basics import MisuseError
from provenance.basics.files import write_atomic


def write_new(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that is not there yet, whole or not at all; ``force`` replaces one.

    Raises:
        MisuseError: it is there already, or cannot be written.
    """
    if os.path.lexists(path) and not force:
        raise MisuseError(
            "the file exists already.", place=str(path), remedy="Use another --out or --force."
        )
    try:
        write_atomic(path, data)
    except OSError as error:
        raise MisuseError(
            f"it cannot be written ({error.strerror}).",
            place=str(path),
            remedy="Choose another place with --out.",
        ) from None


def printed(page: bytes, folder: Path, paper: str) -> bytes:
    """Print the page to a PDF, working in a folder inside the target: it holds evidence."""
    from provenance.report.pdf import ready, to_pdf

    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=folder, prefix="printing-", ignore_cleanup_errors=True
        ) as work:
            return to_pdf(page, work=Path(work), browser=ready(), paper=paper)
    except OSError as error:
        raise MisuseError(
            f"the PDF cannot be made there ({error.strerror}).",
            place=str(folder),
            remedy="Choose another folder with --out.",
        ) from None
    finally:
        if new:
            with suppress(OSError):  # not empty: other files came meanwhile, and stay
                folder.rmdir()
