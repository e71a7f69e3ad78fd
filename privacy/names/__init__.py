"""Person names: surnames, the tagger, and rules that are cheap recall."""
