import csv
import re
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from detente import files
from detente.extract.reference import Reference, first_day, last_day

PLOVER = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
# The columns by which each table is sorted.
SORTED = {
    "actors.csv": ("actor_id",),
    "ambiguous.csv": ("language", "form"),
    "context_words.csv": ("rule", "language", "words", "example"),
    "date_words.csv": ("kind", "of", "value"),
    "demonyms.csv": ("actor_id", "language", "part", "form"),
    "events.csv": ("start", "end", "event_id"),
    "office_owners.csv": ("office",),
    "office_overlaps.csv": ("office_id",),
    "office_titles.csv": ("office_id", "language", "needs_context", "title"),
    "offices.csv": ("office_id", "start", "end", "actor_id"),
    "places.csv": ("place_id",),
    "press_labels.csv": ("layout", "field", "label"),
    "press_marks.csv": ("layout", "mark", "language", "pattern"),
    "publishers.csv": ("domain",),
    "weak_forms.csv": ("language", "form"),
}


@pytest.fixture(scope="module")
def reference():
    return Reference.load()


def rows(name):
    with (files.REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(actor, language):
    return {
        getattr(actor, f"name_{language}"),
        *getattr(actor, f"aliases_{language}"),
        *getattr(actor, f"metonyms_{language}"),
    }


@pytest.mark.parametrize("name", sorted(SORTED))
def test_a_table_is_utf8_with_plain_line_ends_and_sorted(name):
    raw = (files.REFERENCE / name).read_bytes()
    keys = [tuple(row[column] for column in SORTED[name]) for row in rows(name)]

    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", sorted(SORTED))
def test_a_cell_has_no_stray_spaces_and_no_empty_list_items(name):
    for row in rows(name):
        for column, cell in row.items():
            assert cell == cell.strip(), (name, column, cell)
            assert not re.search(r"(^|\|)(\||$)", cell) or not cell, (name, column, cell)


def test_an_actor_is_a_person_exactly_where_it_has_a_gender(reference):
    odd = [
        a.actor_id for a in reference.actor_rows.values() if (a.kind == "person") != bool(a.gender)
    ]

    assert odd == []


def test_country_codes_are_two_capitals_and_language_codes_two_letters(reference):
    countries = {
        row.country
        for table in (
            reference.actor_rows,
            reference.event_rows,
            reference.place_rows,
            reference.publisher_rows,
        )
        for row in table.values()
        if row.country
    }
    languages = {row.language for row in reference.publisher_rows.values()}

    assert [c for c in countries if not re.fullmatch("[A-Z]{2}", c)] == []
    assert [code for code in languages if not re.fullmatch("[a-z]{2}", code)] == []


def test_a_name_of_two_actors_is_listed_with_the_rule_that_decides(reference):
    owners = defaultdict(set)
    for actor in reference.actor_rows.values():
        for language in ("en", "ru"):
            for name in names(actor, language):
                owners[language, name].add(actor.actor_id)
    listed = {(a.language, a.form): set(a.actor_ids) for a in reference.ambiguities}

    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == listed


def test_the_default_of_an_ambiguous_name_is_one_of_its_actors(reference):
    odd = [a.form for a in reference.ambiguities if a.default_actor not in {None, *a.actor_ids}]

    assert odd == []


def test_a_rule_of_default_has_a_default(reference):
    odd = [a.form for a in reference.ambiguities if a.rule == "default" and not a.default_actor]

    assert odd == []


def test_a_weak_form_is_a_name_of_some_actor(reference):
    known = {
        (language, name)
        for actor in reference.actor_rows.values()
        for language in ("en", "ru")
        for name in names(actor, language)
    }

    assert [w for w in reference.weak_forms if (w.language, w.form) not in known] == []


def test_a_person_with_a_weak_name_has_a_full_one_too(reference):
    weak = {(row.language, row.form) for row in reference.weak_forms}
    odd = [
        actor.actor_id
        for actor in reference.actor_rows.values()
        for language in ("en", "ru")
        if all((language, name) in weak for name in names(actor, language))
    ]

    assert odd == []


def test_demonyms_belong_to_states(reference):
    odd = [d for d in reference.demonyms if reference.actor(d.actor_id).kind != "state"]

    assert odd == []


def test_a_word_for_a_people_belongs_to_one_state(reference):
    owners = defaultdict(set)
    for row in reference.demonyms:
        owners[row.language, row.form].add(row.actor_id)

    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_an_office_is_held_by_persons_between_dates_that_parse(reference):
    for tenure in reference.tenures:
        assert reference.actor(tenure.actor_id).kind == "person"
        start = first_day(tenure.start) if tenure.start else date.min
        end = last_day(tenure.end) if tenure.end else date.max
        assert start <= end, tenure


def test_the_precision_of_a_term_is_the_one_that_is_printed(reference):
    words = {0: "none", 4: "year", 7: "month", 10: "day"}
    for tenure in reference.tenures:
        start, end = tenure.date_precision.split("/")
        assert words[len(tenure.start or "")] == {"unknown": "none"}.get(start, start), tenure
        assert words[len(tenure.end or "")] == {"open": "none"}.get(end, end), tenure


def test_one_person_holds_an_office_at_a_time_save_for_the_listed_exceptions(reference):
    by_office = defaultdict(list)
    for tenure in reference.tenures:
        by_office[tenure.office_id].append(tenure)
    overlaps = {
        (office, first.actor_id, second.actor_id)
        for office, tenures in by_office.items()
        for first, second in combinations(tenures, 2)
        if surely_overlap(first, second)
    }

    assert overlaps == {
        (r["office_id"], r["first"], r["second"]) for r in rows("office_overlaps.csv")
    }


def surely_overlap(first, second):
    """Whether two terms share days whatever the day behind a bare month or year is."""
    starts = [last_day(t.start) if t.start else date.max for t in (first, second)]
    ends = [first_day(t.end) if t.end else date.max for t in (first, second)]
    return max(starts) < min(ends)


def test_every_office_has_a_title_in_both_languages_and_every_title_an_office(reference):
    held = {
        (tenure.office_id, language) for tenure in reference.tenures for language in ("en", "ru")
    }
    titled = {(title.office_id, title.language) for title in reference.title_rows}

    assert titled - held == set()
    assert held - titled == set()


def test_a_title_of_several_offices_needs_context_or_is_decided_by_the_date(reference):
    owners = defaultdict(set)
    for title in reference.title_rows:
        if not title.needs_context:
            owners[title.language, title.title].add(title.office_id)

    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_an_event_names_actors_places_and_events_of_the_reference(reference):
    for event in reference.event_rows.values():
        for actor_id in event.participants:
            reference.actor(actor_id)
        if event.place:
            reference.place(event.place)
        for other in event.confusable_with:
            reference.event(other)
            assert other != event.event_id


def test_an_event_has_dates_that_parse_and_the_precision_that_is_printed(reference):
    for event in reference.event_rows.values():
        assert first_day(event.start) <= last_day(event.end), event.event_id
        assert {len(event.start), len(event.end)} == {
            {"day": 10, "month": 7, "year": 4}[event.date_precision]
        }, event.event_id


def test_a_participant_of_an_event_existed_on_its_day(reference):
    odd = [
        (event.event_id, actor_id)
        for event in reference.event_rows.values()
        for actor_id in event.participants
        if not existed(reference.actor(actor_id), event)
    ]

    assert odd == []


def existed(actor, event):
    since = first_day(actor.since) if actor.since else date.min
    until = last_day(actor.until) if actor.until else date.max
    return since <= last_day(event.end) and first_day(event.start) <= until


def test_an_event_type_is_one_of_plover_or_blank(reference):
    types = {event.event_type for event in reference.event_rows.values()}

    assert types - {None} <= PLOVER


def test_coordinates_are_on_the_globe_and_come_in_pairs(reference):
    for row in (*reference.place_rows.values(), *reference.event_rows.values()):
        assert (row.lat is None) == (row.lon is None)
        assert row.lat is None or (-90 <= row.lat <= 90 and -180 <= row.lon <= 180)


def test_time_zones_are_in_the_iana_list(reference):
    zones = {event.local_timezone for event in reference.event_rows.values()}
    zones |= {place.timezone for place in reference.place_rows.values() if place.timezone}

    assert zones - available_timezones() == set()


def test_cities_and_landmarks_have_coordinates_and_a_time_zone(reference):
    odd = [
        place.place_id
        for place in reference.place_rows.values()
        if place.kind != "region" and (place.lat is None or place.timezone is None)
    ]

    assert odd == []


def test_a_place_name_belongs_to_one_place(reference):
    owners = defaultdict(set)
    for place in reference.place_rows.values():
        for name in (place.name_en, place.name_ru, *place.aliases_en, *place.aliases_ru):
            owners[name].add(place.place_id)

    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_publishers_are_known_by_bare_lower_case_domains(reference):
    odd = [d for d in reference.publisher_rows if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", d)]

    assert odd == []


def test_the_readme_of_the_data_has_a_row_for_every_file_that_is_there():
    data = files.REFERENCE.parent
    text = (data / "README.md").read_text(encoding="utf-8")
    missing = [
        path.name
        for folder in ("reference", "sample")
        for path in sorted(Path(data, folder).glob("*.csv"))
        if f"| {folder}/{path.name} |" not in text
    ]

    assert missing == [], f"add a row for each to {data / 'README.md'}"
