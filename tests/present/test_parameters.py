import json

import pytest

from detente.errors import ParameterError
from detente.present.plan import checked, parameters_of


@pytest.fixture
def known(tmp_path):
    source = 'event: str = "talks"  # id of the event\ntop: int = 60\nopen_dots: bool = True\n'
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": [source]}
    path = tmp_path / "04.ipynb"
    path.write_text(json.dumps({"cells": [cell]}))
    return parameters_of(path)


def test_a_parameter_has_the_type_default_and_help_of_its_line(known):
    event = known["event"]

    assert (event.kind, event.default, event.help) == (str, "talks", "id of the event")


def test_values_come_out_in_the_types_that_the_notebook_declares(known):
    values = checked({"top": "12", "open_dots": "no"}, known, notebook="04")

    assert values == {"open_dots": False, "top": 12}


def test_an_unknown_parameter_is_refused_with_the_nearest_name(known):
    with pytest.raises(ParameterError, match=r"no parameter 'evnt'. Did you mean 'event'\?"):
        checked({"evnt": "x"}, known, notebook="04")


def test_a_value_of_the_wrong_type_is_refused_before_anything_runs(known):
    with pytest.raises(ParameterError, match="top is to be a whole number, and 'many' is not"):
        checked({"top": "many"}, known, notebook="04")
