"""Choosing measures by the parameters of an address."""

from measures.filters.filterset import SORTS, MeasureFilter
from measures.filters.listing import Listing
from measures.filters.options import Option, Options

__all__ = ["SORTS", "Listing", "MeasureFilter", "Option", "Options"]
