"""`--set FACT=VALUE`: a fact that is the same in every case."""

from goodgrace.errors import InputError
from goodgrace.policy.values import SPACES


def read_words(words: list[str]) -> dict[str, str]:
    """Facts and their values, as they were written. Raises InputError for what is no setting."""
    settings: dict[str, str] = {}
    for word in words:
        name, _, value = (part.strip(SPACES) for part in word.partition("="))
        if not name or not value:
            raise InputError(f"--set {word}: write it as --set FACT=VALUE, for example --set reason=change_of_plan.")
        if name in settings:
            raise InputError(f"--set {word}: `{name}` is set twice, to {settings[name]} before. Set it once.")
        settings[name] = value
    return settings
