"""The HTML of pages: templates in `template/`, filled with text that is escaped."""

from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

FOLDER = files("detente.present") / "template"
"""Folder of templates, styles and scripts."""


def filled(name: str, /, **values: Any) -> Markup:
    """HTML of a template; what is not Markup is escaped, and a value that is missing is an error.

    A name such as `index.html.j2#card` is the macro `card` of that file.
    """
    template, _, macro = name.partition("#")
    if macro:
        made = getattr(_environment().get_template(template).module, macro)
        return Markup(made(**values))
    return Markup(_environment().get_template(template).render(values))


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        autoescape=jinja2.select_autoescape(disabled_extensions=("md.j2",), default=True),
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(lambda name: (FOLDER / name).read_text("utf-8")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
