"""The command line. The only reader of the clock."""


def main() -> None:
    """Nothing yet."""
