"""What is done to libraries, members and representatives. Every function records an event and never commits."""

from liaison.roster.actions.libraries import LIBRARIES

__all__ = ["LIBRARIES"]
