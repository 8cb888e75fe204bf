"""The eight steps walked at random by everybody at once, and held against the office's rules written a second time."""
