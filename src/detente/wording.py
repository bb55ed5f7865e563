"""Numbers in sentences, with the nouns that they count."""


def counted(number: int, noun: str) -> str:
    """`1 article`, `2 articles`, `1,200 countries`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("ry") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
