"""The demo: a Hai'an-sized year through the real importers, and six weeks of cases made by the real verbs."""
