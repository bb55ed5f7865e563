"""What holds for every test."""

import os

# Tests do not see the corrections in data/review.csv of the person who runs them.
os.environ["DETENTE_REVIEW"] = os.devnull
