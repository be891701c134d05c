"""The command line: arguments in, one call of a room's public face, exit code out."""

from __future__ import annotations


def main() -> None:
    """Run the ``provenance`` command."""
    import os

    # Plain help reads the same in every terminal, and starts twice as fast.
    os.environ.setdefault("TYPER_USE_RICH", "0")
    # Plugins of a library below typer: none is wanted, and looking for them costs a start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    from provenance.cli.app import app

    app()


__all__ = ["main"]
