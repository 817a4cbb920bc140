"""Properties are tried on enough examples to bite, and on few enough to run on every save."""

from hypothesis import settings

settings.register_profile("moderate", max_examples=60, deadline=None)
settings.load_profile("moderate")
