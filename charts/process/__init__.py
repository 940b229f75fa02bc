"""Run charts and statistical process control charts.

Source of the looks: NHS England, Making Data Count, whose hues fill the points. Outline, shape and word are
ours because the hues alone do not reach the contrast that accessibility asks (WCAG 2.2, 1.4.1 and 1.4.11).
Limit lines break where limits were recalculated; the line of the process goes on. Ghosts are hollow and stand
off it.
"""

from .drawing import draw, shape_of
from .inputs import Band, Level, Look, Mark, Note, ProcessChart
from .rows import table

__all__ = ["Band", "Level", "Look", "Mark", "Note", "ProcessChart", "draw", "shape_of", "table"]
