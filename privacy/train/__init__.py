"""Training of the name tagger: ``python -m privacy.train``. Never imported at run time."""
