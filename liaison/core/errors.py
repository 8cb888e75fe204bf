"""What can go wrong in the office's terms: each error carries one Chinese sentence that says what to do."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 - the verb's own name for its answer
    """A verb that may not be done now; nothing was changed.

    sentence: shown to the person as it is.
    fields: `{column key: sentence}` where single cells are to be corrected.
    """

    def __init__(self, sentence: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = fields or {}


class TooOften(Refused):
    """Somebody tried too often. wait: seconds until it is worth trying again."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class CellError(Exception):
    """One cell that cannot be taken. code: a short word such as `PHONE_SHORT`."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class FileRefused(Refused):
    """A whole file that cannot be read; nothing of it went in."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
