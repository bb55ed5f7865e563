"""What every report imports, imported once in the process that reports are forked from.

Only the fork server imports this module. Nothing here may start a thread: a fork would hang on
what the thread held. Arrow starts some when it reads a table, so no corpus is opened.
"""

import sys

import IPython.core.interactiveshell
import nbconvert.exporters
import numpy as np
import pandas as pd
import papermill.execute
import plotly.graph_objects as go
import plotly.io
import pyarrow.parquet

from detente.extract.reference import Reference
from detente.present import charts, dossier, findings, network, style, timeline
from detente.present.engine import CellShell

__all__ = ["LOADED"]

LOADED = tuple(sorted(sys.modules))
"""Names of the modules that a report finds ready."""

_ = (
    np.zeros(1),
    pd.DataFrame({"a": [1]}).to_html(),
    go.Figure(go.Scatter(x=[0], y=[0])).to_plotly_json(),
    Reference.load().forms(),
    (IPython, nbconvert, papermill, plotly, pyarrow, charts, dossier, findings, network, style),
    (timeline, CellShell),
)
