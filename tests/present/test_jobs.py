import pytest

from detente.errors import ParameterError, UnknownNameError
from detente.present.plan import Planned, jobs_of, read_plan, whole_key, with_key


def plan_of(tmp_path, text):
    path = tmp_path / "reports.toml"
    path.write_text(text, "utf-8")
    return read_plan(path)


def test_a_plan_makes_a_page_for_each_event_that_enough_articles_report(corpus, tmp_path):
    plan = plan_of(
        tmp_path, '[[report]]\nnotebook = "04_event_dossier"\nfor_each = "event"\nleast = 2\n'
    )

    made = jobs_of(plan, corpus.folder, tmp_path)

    events = corpus.events
    enough = set(events.loc[(events["independent"] >= 2) & events["known"].notna(), "event_id"])
    assert {job.parameters["event"] for job in made} == enough != set()
    assert all(job.name == f"04_event_dossier-{job.parameters['event']}" for job in made)
    assert all(job.scope == f"event={job.parameters['event']}" for job in made)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('notebook = "04_event_dosier"', "Did you mean 04_event_dossier"),
        ('notebook = "02_timeline"\nparameter = 3', "it may have"),
        ('notebook = "02_timeline"\nfor_each = "year"', "event or actor"),
        ('notebook = "02_timeline"\nfor_each = "event"', "has no parameter 'event'"),
        ('notebook = "02_timeline"\nparameters = { top = 0 }', "at least 1"),
        ('notebook = "02_timeline"\nname = "../x"', "letters, digits"),
        ('notebook = "02_timeline"\nname = "index"', "are other pages"),
        ('notebook = "02_timeline"\nname = "Changes"', "are other pages"),
        ('notebook = ["02_timeline"]', "notebook is to be a text in quotes"),
        ('notebook = "02_timeline"\nleast = "three"', "least is to be a whole number above 0"),
        ('notebook = "02_timeline"\nmost = true', "most is to be a whole number above 0"),
        ('notebook = "02_timeline"\nmost = -1', "most is to be a whole number above 0"),
        ('notebook = "02_timeline"\nparameters = "top"', "parameters is to be { name = value"),
        ('notebook = "02_timeline"\nparameters = { top = [3] }', "top is to be one value"),
        ("notebook =", "reports.toml"),
    ],
)
def test_a_wrong_plan_is_refused_with_what_fits(tmp_path, text, message):
    with pytest.raises((ParameterError, UnknownNameError), match=message):
        plan_of(tmp_path, f"[[report]]\n{text}\n")


@pytest.mark.parametrize(
    "text", ["report = 3", "[report]\nnotebook = '02_timeline'", "report = ['x']"]
)
def test_a_plan_whose_reports_are_no_list_of_tables_is_refused(tmp_path, text):
    (tmp_path / "reports.toml").write_text(text)

    with pytest.raises(ParameterError, match=r"each report begins with \[\[report\]\]"):
        read_plan(tmp_path / "reports.toml")


def test_two_pages_whose_names_differ_in_capitals_alone_are_refused(corpus, tmp_path):
    two = [Planned(notebook="02_timeline", name=name) for name in ("May", "may")]

    with pytest.raises(ParameterError, match="two reports are called 'may'"):
        jobs_of(two, corpus.folder, tmp_path)


def test_two_pages_of_one_name_are_refused(corpus, tmp_path):
    twice = [Planned(notebook="02_timeline"), Planned(notebook="02_timeline")]

    with pytest.raises(ParameterError, match="two reports are called '02_timeline'"):
        jobs_of(twice, corpus.folder, tmp_path)


def test_a_report_on_an_event_keeps_its_key_when_another_article_changes(corpus, tmp_path):
    plan = [Planned(notebook="04_event_dossier", name="d", for_each="event", least=1)]
    before = {j.name: with_key(j, "", "1").key for j in jobs_of(plan, corpus.folder, tmp_path)}
    event = "reykjavik-talks-2021"
    on_it = set(corpus.about(event=event).articles["article_id"])
    other = next(i for i in corpus.articles["article_id"] if i not in on_it)

    table = corpus.arrow("articles").to_pandas()
    table.loc[table["article_id"] == other, "title"] = "Another title"
    import pyarrow as pa

    corpus.write_tables(
        {"articles": pa.Table.from_pandas(table, schema=corpus.arrow("articles").schema)}
    )
    after = {j.name: with_key(j, "", "2").key for j in jobs_of(plan, corpus.folder, tmp_path)}

    assert before[f"d-{event}"] == after[f"d-{event}"]
    assert whole_key(corpus.folder)


def test_a_report_on_an_event_gets_only_the_articles_on_it(corpus):
    from detente.collect.corpus import Corpus

    opened = Corpus.open(f"{corpus.folder}#event=reykjavik-talks-2021")

    assert 0 < len(opened) < len(corpus)
    assert set(opened.event_evidence["article_id"]) <= set(opened.articles["article_id"])


def test_conflicts_of_a_selection_count_its_own_reports(corpus):
    whole, chosen = corpus, corpus.about(event="reykjavik-talks-2021")

    both = chosen.conflicts.merge(
        whole.conflicts, on=["event_id", "attribute", "value", "article_id", "start"]
    )
    mine = both[both["event_id"] == "reykjavik-talks-2021"]
    assert len(mine) > 0
    assert (mine["independent_x"] == mine["independent_y"]).all()
    assert (both["independent_x"] <= both["independent_y"]).all()
