"""Words around a place in a text: every row on its own example, and what the signs mean."""

import re

import pytest

from detente.extract import context

ROWS = context.rows()


def marked(example):
    """A text without its square brackets, and where they stood."""
    start, end = example.index("["), example.index("]") - 1
    return example.replace("[", "").replace("]", ""), (start, end)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.rule}: {row.words[:30]}" for row in ROWS])
def test_row_reads_its_own_example(row):
    text, place = marked(row.example)

    found = context.find(row.rule, text, place)

    assert (found[0].strip() if found else None) == row.expected


def test_rows_of_a_rule_agree_on_where_and_each_is_found_by_its_own_words():
    where = {row.rule: row.where for row in ROWS}

    assert all(where[row.rule] == row.where for row in ROWS)


def test_a_rule_that_is_not_in_the_table_is_an_error():
    with pytest.raises(KeyError):
        context.find("no such rule", "the president", (4, 13))


def test_nothing_is_looked_at_outside_of_a_given_stretch():
    text = "He is former\n\nPresident of the club"

    assert context.find("former", text, (14, 23))
    assert context.find("former", text, (14, 23), inside=(14, len(text))) is None


def test_words_without_an_ending_of_their_own_are_whole_words():
    assert context.find("former", "the reformer president", (13, 22)) is None


def test_every_rule_is_asked_for_in_the_code(all_code):
    asked = {row.rule: re.sub(r"^(office word) \w+", r"\1", row.rule) for row in ROWS}
    unused = {rule for rule, name in asked.items() if name not in all_code}

    assert not unused


@pytest.fixture(scope="module")
def all_code():
    """The library's code and the words of the table, in which parts are named."""
    from pathlib import Path

    folder = Path(context.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    parts = re.findall(r"\{([\w ]+)\}", " ".join(row.words for row in ROWS))
    return code + "\n".join(parts)


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        ("spoken", "(Speaks [Spanish].)"),
        ("not the one of the day", "Let alone an ex-[president], who left."),
        ("names nobody", "It was [Yesterday]."),
        ("in a list of cities", "In Oregon and [Washington], it fell."),
        ("said of the role before", "The Secretary of State[ (]Secretary) came."),
    ],
)
def test_words_in_another_case_or_with_another_joint_are_not_those_of_a_rule(rule, example):
    text, place = marked(example)

    assert context.find(rule, text, place) is None
