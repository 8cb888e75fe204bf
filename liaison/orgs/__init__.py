"""Organisations, places, sectors and the other reference lists that everything else refers to."""
