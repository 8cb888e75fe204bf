"""The ground floor: what every package needs and what knows nothing of members, cases or web pages."""
