"""Where servers and the flask command find the program."""

from liaison import create_app

app = create_app()
