"""Small words that every front end needs."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 memo`, `2 memos`, `2 replies` with `many`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
