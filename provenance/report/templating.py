"""Jinja2 templates, compiled ahead of time.

Compiling the templates costs more than a whole analysis, so the wheel carries them as Python
modules (``provenance/_compiled/pages/``, written by the build). A module is used only if it was
made from exactly the template at hand by exactly the Jinja2 at hand; otherwise the template is
compiled in memory, which is slower and gives the same page.
"""

from __future__ import annotations

import hashlib
import importlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
_COMPILED = "provenance._compiled.pages"


def _digest(source: str) -> str:
    made_from = f"{jinja2.__version__}\n{source}"
    return hashlib.sha256(made_from.encode("utf-8")).hexdigest()


def _module_name(template: str) -> str:
    return template.partition(".")[0].replace("-", "_")


class CompiledLoader(jinja2.BaseLoader):
    """Loads a template from its compiled module if that is up to date, else from its source."""

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: Any = None,  # noqa: A002 - Jinja2's own parameter name
    ) -> jinja2.Template:
        """Return the template of that file name."""
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        module = _compiled(name)
        if module is not None and getattr(module, "made_from", "") == _digest(source):
            return environment.template_class.from_module_dict(
                environment, vars(module), globals or {}
            )
        code = environment.compile(source, name, name)
        return environment.template_class.from_code(environment, code, globals or {})


def _compiled(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(f"{_COMPILED}.{_module_name(name)}")
    except ImportError:
        return None


@cache
def environment() -> jinja2.Environment:
    """Return the one environment: everything is escaped, an unknown name is an error."""
    made = jinja2.Environment(
        loader=CompiledLoader(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"page_language": page_language}
    return made


def page_language() -> Markup:
    """Return the attributes of the ``html`` element that name the language of the context."""
    from provenance.report.catalogue import direction, tag

    attributes = Markup('lang="{}"').format(tag())
    return attributes + Markup(' dir="rtl"') if direction() == "rtl" else attributes


def compile_templates(target: Path) -> tuple[Path, ...]:
    """Write every template as a Python module into a folder; for the build."""
    target.mkdir(parents=True, exist_ok=True)
    written = [target / "__init__.py", target.parent / "__init__.py"]
    for path in written:
        path.write_text("", encoding="utf-8")
    for template in sorted(TEMPLATES.glob("*.j2")):
        source = template.read_text(encoding="utf-8")
        code = environment().compile(
            source, template.name, template.name, raw=True, defer_init=True
        )
        path = target / f"{_module_name(template.name)}.py"
        path.write_text(f"{code}\nmade_from = {_digest(source)!r}\n", encoding="utf-8")
        written.append(path)
    return tuple(written)
