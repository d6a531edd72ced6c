"""A small believable company whose history is made up, and says so."""

from pathlib import Path

from goodgrace.errors import InputError


def example_policy(name: str) -> Path:
    """The file of one of the example policies: beside the package when installed, in `policies/` of a checkout."""
    here = Path(__file__).parent.parent
    for folder in (here / "policies", here.parent.parent / "policies"):
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    raise InputError(f"The example policy `{name}` is not installed; look in the folder policies/ of the project.")
