"""A title as it stands in a sentence: its extent, its country, and the offices that it can mean."""

import re
from dataclasses import dataclass
from functools import lru_cache

from detente.extract import elsewhere
from detente.extract.reference import Reference
from detente.extract.scan import Hit
from detente.extract.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A title as it stands in a sentence."""

    scene: Scene
    """The article."""
    index: int
    """Index of the hit that holds the title."""
    start: int
    """Offset of the title with the country before it."""
    end: int
    """Offset after the title, or after the country that follows it."""
    offices: tuple[str, ...]
    """Offices that the phrase can mean, once the country beside it is taken in."""
    lead: str
    """The words of the sentence before the phrase."""
    bare: bool
    """Whether neither the title nor a country beside it says whose office it is."""

    @property
    def hit(self) -> Hit:
        """The hit that holds the title."""
        return self.scene.hits[self.index]


# The longest prefix wins; an office of no other prefix is that of the state it begins with.
_COUNTRIES = {
    "us": ("united-states",),
    "white-house": ("united-states", "white-house"),
    "uk": ("united-kingdom",),
    "ussr": ("soviet-union",),
    "saudi": ("saudi-arabia",),
    "czech": ("czechia",),
    "eu": ("european-union", "european-commission"),
    "un": ("united-nations",),
    "russia": ("russia", "kremlin-administration"),
}
_LEAD = 25
_POSSESSED = re.compile(r"(?:['’]s?)?\s+\Z")
_OF = re.compile(r"\s+(?:of\s+(?:the\s+)?)?\Z")
_LESSER = re.compile(
    r"(?:\b(?:deputy|assistant|associate|vice|under|shadow|deputies|wife of the|"
    r"(?:assistant|advis[eo]r|aide|counsel|counselor|secretary|staff|deputy|envoy)s? to the)|"
    r"\b(?:зам\w*|помощник\w*|советник\w*|пресс-секретар\w+|супруг\w+|жен\w|представител\w+|"
    r"доч\w+|пресс-служб\w+|при|первы[йм]|спецпредставител\w+|администраци\w+|канцеляри\w+|"
    r"сын\w*|вице-?))[\s-]+\Z",
    re.IGNORECASE,
)
FORMER = re.compile(r"\b(?:former|ex|one-time|onetime|бывш\w+|экс)[\s-]+\Z", re.IGNORECASE)


def phrase(scene: Scene, index: int) -> Phrase | None:
    """The phrase around the title at an index; None where it names a lesser office."""
    hit = scene.hits[index]
    title = hit.known.title
    if title is None:
        return None
    start, end, offices = _with_country(scene, index)
    bare = title.needs_context and (start, end) == (hit.start, hit.end)
    offices = elsewhere.posted(scene, index, (end, offices))
    lead = scene.reading.body[max(scene.sentence_start(hit), start - _LEAD) : start]
    if not offices or _LESSER.search(lead) or _is_cut_short(scene.reading.body, start, end):
        return None
    if bare and elsewhere.is_of_firm(scene, index):
        return None
    return Phrase(
        scene=scene,
        index=index,
        start=start,
        end=end,
        offices=offices,
        lead=lead,
        bare=bare,
    )


def ever_held(reference: Reference, office_ids: tuple[str, ...], actor_id: str) -> bool:
    """Whether an actor has ever held one of some offices."""
    return not _held(reference, actor_id).isdisjoint(office_ids)


def countries(office_id: str) -> tuple[str, ...]:
    """Actors whose office it is: the state or the organisation."""
    for prefix, actors in _COUNTRIES.items():
        if office_id.startswith(f"{prefix}-"):
            return actors
    words = office_id.split("-")
    return tuple("-".join(words[:n]) for n in range(1, len(words)))


def _is_cut_short(body: str, start: int, end: int) -> bool:
    """Whether the country owns what is led: the leader of Russia's opposition."""
    return " of " in body[start:end] and body.startswith(("'s ", "’s "), end)


def _with_country(scene: Scene, index: int) -> tuple[int, int, tuple[str, ...]]:
    """The phrase with the country beside it, and the offices that it leaves."""
    hit = scene.hits[index]
    offices = hit.known.title.office_ids if hit.known.title else ()
    if hit.known.title and hit.known.title.needs_context:
        before, after = scene.near(index)
        if before and _modifies(before) and _POSSESSED.fullmatch(scene.between(before, hit)):
            return before.start, hit.end, _offices_of(before, offices)
        between = scene.between(hit, after) if after else ""
        belongs = _OF.fullmatch(between) and ("of" in between or hit.surface[0] >= "А")
        if after and after.known.form and not after.known.person and belongs:
            return hit.start, after.end, _offices_of(after, offices)
    return hit.start, hit.end, offices


def _modifies(before: Hit) -> bool:
    """Whether what stands before a title can say whose it is; in Russian only an adjective can."""
    form = before.known.form
    if form is None or before.known.person:
        return False
    return form.language == "en" or form.kind == "demonym"


def _offices_of(country: Hit, office_ids: tuple[str, ...]) -> tuple[str, ...]:
    form = country.known.form
    ids = set(form.actor_ids) if form else set()
    return tuple(office for office in office_ids if ids & set(countries(office)))


@lru_cache(maxsize=1000)
def _held(reference: Reference, actor_id: str) -> frozenset[str]:
    return frozenset(t.office_id for t in reference.tenures if t.actor_id == actor_id)
