"""Who is one person, whose word counts, which row may go in, and which two people may be one: pure rules."""

from liaison.roster.rules.people import (
    ANOTHER,
    DECISIONS,
    DROP,
    EDUCATIONS,
    FIELDS,
    GENDERS,
    PARTIES,
    PARTS,
    REVIEWED,
    SAME,
    SHOWN,
    KnownLibrary,
    KnownPeople,
    Person,
    fingerprint,
    hear,
    heed,
    joined,
    library_of_file,
    library_of_title,
    likely_person,
    outranks,
    show,
    spellings,
    tidy,
    usual_nation,
    usual_word,
    verdict,
)

__all__ = [
    "ANOTHER", "DECISIONS", "DROP", "EDUCATIONS", "FIELDS", "GENDERS", "PARTIES", "PARTS", "REVIEWED", "SAME",
    "SHOWN", "KnownLibrary", "KnownPeople", "Person", "fingerprint", "hear", "heed", "joined", "library_of_file",
    "library_of_title", "likely_person", "outranks", "show", "spellings", "tidy", "usual_nation", "usual_word",
    "verdict",
]  # fmt: skip
