import csv
import os
from datetime import date
from pathlib import Path

import pytest

from detente import files
from detente.errors import FactError, UnknownNameError
from detente.extract import forms, inflection
from detente.extract.facts import Theme, WeakForm
from detente.extract.reference import Reference, first_day, last_day
from detente.tables import read

FACTS = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared")) / "facts"
ATTESTED = FACTS / "ru_inflections.csv"


@pytest.fixture(scope="module")
def reference():
    return Reference.load()


@pytest.fixture(scope="module")
def form(reference):
    listed = {(f.language, f.surface): f for f in reference.forms()}
    return lambda language, surface: listed.get((language, surface))


@pytest.fixture(scope="module")
def title(reference):
    listed = {(t.language, t.surface): t for t in reference.title_forms()}
    return lambda language, surface: listed.get((language, surface))


def ids(holdings):
    return [holding.actor_id for holding in holdings]


def test_the_secretary_of_state_on_the_day_of_the_reykjavik_talks_is_blinken(reference):
    holders = reference.holders("us-secretary-of-state", date(2021, 5, 19))

    assert ids(holders) == ["antony-blinken"]
    assert holders[0].certain
    assert holders[0].basis == "office us-secretary-of-state 2021-01-26/2025-01-20"


def test_an_office_without_an_end_is_still_held(reference):
    holders = reference.holders("russia-foreign-minister", date(2026, 11, 1))

    assert ids(holders) == ["sergey-lavrov"]
    assert holders[0].basis == "office russia-foreign-minister 2004-03-09/…"


def test_on_the_day_of_the_handover_both_presidents_are_candidates(reference):
    holders = reference.holders("us-president", date(2021, 1, 20))

    assert ids(holders) == ["donald-trump", "joe-biden"]


def test_an_end_known_by_month_gives_a_candidate_who_is_not_certain(reference):
    within = reference.holders("us-climate-envoy", date(2024, 3, 20))
    before = reference.holders("us-climate-envoy", date(2024, 2, 29))

    assert [(h.actor_id, h.certain) for h in within] == [("john-kerry", False)]
    assert [(h.actor_id, h.certain) for h in before] == [("john-kerry", True)]


def test_two_terms_with_another_president_between_them_stay_two(reference):
    days = [date(2018, 7, 16), date(2021, 6, 16), date(2025, 8, 15)]

    assert [ids(reference.holders("us-president", day)) for day in days] == [
        ["donald-trump"],
        ["joe-biden"],
        ["donald-trump"],
    ]


def test_nobody_holds_a_soviet_office_in_2021(reference):
    assert reference.holders("ussr-leader", date(2021, 5, 19)) == ()


def test_the_president_before_biden_is_trump_and_before_trump_obama(reference):
    assert (
        reference.last_holder_before("us-president", date(2021, 5, 19)).actor_id == "donald-trump"
    )
    assert (
        reference.last_holder_before("us-president", date(2018, 7, 16)).actor_id == "barack-obama"
    )


def test_nobody_left_an_office_before_the_first_holder_on_record(reference):
    assert reference.last_holder_before("us-climate-envoy", date(2021, 5, 19)) is None


def test_the_two_sullivans_hold_different_offices_on_one_day(reference):
    day = date(2021, 4, 19)

    assert [h.office_id for h in reference.offices_of("jake-sullivan", day)] == [
        "us-national-security-adviser"
    ]
    assert [h.office_id for h in reference.offices_of("john-j-sullivan", day)] == [
        "us-ambassador-to-russia"
    ]


def test_events_near_a_day_come_in_date_order_and_overlap_the_margin(reference):
    near = [event.event_id for event in reference.events_near(date(2021, 5, 20), 0)]
    wider = [event.event_id for event in reference.events_near(date(2021, 5, 22), 2)]

    assert near == ["nord-stream-2-waiver-2021", "arctic-council-ministerial-2021"]
    assert wider[-2:] == ["ryanair-fr4978-2021", "geneva-nsc-meeting-2021-05-24"]


def test_an_event_known_by_month_lasts_the_whole_month():
    assert (first_day("2021-02"), last_day("2021-02")) == (date(2021, 2, 1), date(2021, 2, 28))
    assert (first_day("1986"), last_day("1986")) == (date(1986, 1, 1), date(1986, 12, 31))


def test_names_come_in_the_language_asked_for(reference):
    assert reference.name("sergey-lavrov") == "Sergey Lavrov"
    assert reference.name("sergey-lavrov", "ru") == "Сергей Лавров"
    assert reference.country("russian-foreign-ministry") == "RU"


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda r: r.name("sergei-lavrov"), "sergey-lavrov"),
        (lambda r: r.event("reykjavik-talk-2021"), "reykjavik-talks-2021"),
        (lambda r: r.holders("us-presidents", date(2021, 5, 19)), "us-president"),
        (lambda r: r.place("reykyavik"), "reykjavik"),
    ],
)
def test_an_unknown_id_is_refused_with_the_nearest_one(reference, ask, near):
    with pytest.raises(UnknownNameError, match=near):
        ask(reference)


def test_a_frame_has_a_row_for_every_row_of_its_table(reference):
    frames = {
        "titles" if name == "office_titles" else name: name
        for name in ("actors", "events", "office_titles", "offices", "places", "publishers")
    }

    for table, name in frames.items():
        with (files.REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert len(reference.frame(table)) == sum(1 for _ in csv.DictReader(file))
    assert reference.frame("events").loc[0, "participants"][0] == "ronald-reagan"


def test_a_row_that_does_not_fit_is_refused_with_its_number(tmp_path):
    path = tmp_path / "weak_forms.csv"
    path.write_text("language,form,reason\nen,Price,word\nen,Reed,guess\n", encoding="utf-8")

    with pytest.raises(FactError, match=r"weak_forms\.csv, row 2: reason: 'guess' is not one of"):
        read(WeakForm, path)


def test_a_table_with_other_columns_is_refused(tmp_path):
    path = tmp_path / "weak_forms.csv"
    path.write_text("language,form\nen,Price\n", encoding="utf-8")

    with pytest.raises(FactError, match="the columns must be language, form, reason"):
        read(WeakForm, path)


@pytest.mark.parametrize(
    ("surface", "actor_id"),
    [
        ("Сергеем Лавровым", "sergey-lavrov"),
        ("С. Лавровым", "sergey-lavrov"),
        ("Марии Захаровой", "maria-zakharova"),
        ("Кондолизу Райс", "condoleezza-rice"),
        ("Алексея Навального", "alexei-navalny"),
        ("Пескову", "dmitry-peskov"),
        ("Джо Байденом", "joe-biden"),
        ("Урсулой фон дер Ляйен", "ursula-von-der-leyen"),
        ("Си Цзиньпином", "xi-jinping"),
        ("Соединённых Штатов", "united-states"),
        ("Соединенными Штатами", "united-states"),
        ("Государственным департаментом США", "state-department"),
        ("посольства США в России", "us-embassy-moscow"),
        ("Большой семёркой", "g7"),
        ("МИДа РФ", "russian-foreign-ministry"),
    ],
)
def test_russian_names_are_listed_in_their_cases(form, surface, actor_id):
    assert form("ru", surface).actor_ids == (actor_id,)
    assert form("ru", surface).kind == "name"


def test_the_attested_russian_forms_are_nearly_all_generated(form):
    if not ATTESTED.exists():
        pytest.skip("the attested forms are not here: set DETENTE_SHARED to their folder")
    with ATTESTED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    missed = [
        f"{row['actor_id']}: {row['form']}"
        for row in rows
        if not (found := form("ru", row["form"])) or row["actor_id"] not in found.actor_ids
    ]

    assert len(missed) == 12, missed  # of 1,008; where it is fewer, write the smaller number


def test_the_country_is_matched_in_capitals_and_the_pronoun_never(form):
    assert form("en", "US").actor_ids == ("united-states",)
    assert form("en", "us") is None
    assert form("en", "Us") is None


def test_a_common_surname_is_weak_and_the_full_name_is_not(form):
    assert form("en", "Price").strength == "weak"
    assert form("en", "Ned Price").strength == "full"
    assert form("en", "Lavrov").strength == "full"
    assert form("ru", "Прайсом").strength == "weak"
    assert form("ru", "Лаврову").strength == "full"


def test_a_name_of_two_persons_lists_both_with_the_rule(form):
    sullivan = form("en", "Sullivan")

    assert sullivan.actor_ids == ("jake-sullivan", "john-j-sullivan")
    assert (sullivan.rule, sullivan.default_actor) == ("full-name-in-article", None)
    assert form("ru", "Салливаном").actor_ids == sullivan.actor_ids
    assert form("en", "Jake Sullivan").rule is None


def test_moscow_stands_for_the_soviet_union_or_russia_by_the_year(form):
    moscow = form("ru", "Москвы")

    assert (moscow.kind, moscow.rule) == ("metonym", "by-year")
    assert moscow.actor_ids == ("russia", "soviet-union")


def test_the_accusative_of_zakharova_is_not_the_dative_of_zakharov(form):
    assert form("ru", "Захарову").default_actor == "maria-zakharova"


def test_adjectives_and_peoples_are_demonyms_in_all_forms(form):
    surfaces = ["российскими", "Россияне", "россиянам", "русского", "российско"]

    assert [form("ru", s).actor_ids for s in surfaces] == [("russia",)] * len(surfaces)
    assert form("ru", "американцами").kind == "demonym"
    assert form("en", "Ukrainians").actor_ids == ("ukraine",)


def test_titles_are_listed_in_their_cases(title):
    surfaces = [
        "глава российского МИД",
        "главы российского МИД",
        "Главой российского МИДа",
        "министром иностранных дел РФ",
    ]

    for surface in surfaces:
        assert title("ru", surface).office_ids == ("russia-foreign-minister",)
        assert not title("ru", surface).needs_context
    assert title("ru", "президенту США").office_ids == ("us-president",)


def test_a_bare_title_names_many_offices_and_needs_context(title):
    bare = title("en", "Foreign Minister")

    assert bare.needs_context
    assert {"russia-foreign-minister", "iceland-foreign-minister"} <= set(bare.office_ids)


@pytest.mark.slow
def test_forms_are_kept_and_read_again_as_they_were(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "cache", lambda: tmp_path / "cache")
    built = forms.load(Reference.load())
    (kept,) = (tmp_path / "cache").iterdir()
    monkeypatch.setattr(forms, "_forms", lambda _: pytest.fail("built again"))

    assert kept.name.startswith("forms-")
    assert forms.load(Reference.load()) == built


@pytest.mark.slow
def test_forms_are_built_where_the_cache_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setattr(files, "cache", lambda: tmp_path / "cache")

    assert forms.load(Reference.load())[0]


@pytest.mark.slow
def test_forms_with_a_spoilt_cache_are_built_again(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "cache", lambda: tmp_path)
    built = forms.load(Reference.load())
    (kept,) = tmp_path.iterdir()
    kept.write_text('[[["Price"]], [', encoding="utf-8")

    assert forms.load(Reference.load()) == built


def test_a_foreign_womans_surname_does_not_change():
    assert set(inflection.person_cases("Ангела Меркель", "f")) == {
        "Ангела Меркель",
        "Ангелы Меркель",
        "Ангеле Меркель",
        "Ангелу Меркель",
        "Ангелой Меркель",
    }


def test_adjectives_agree_with_the_head_of_a_phrase():
    assert "первого замгоссекретаря США" in inflection.phrase_cases("первый замгоссекретаря США")
    assert "Белым домом" in inflection.phrase_cases("Белый дом")
    assert "официального представителя МИД" in inflection.phrase_cases(
        "официальный представитель МИД"
    )


def test_every_theme_has_an_event(reference):
    assert set(reference.frame("events")["theme"]) == set(Theme.__args__)
