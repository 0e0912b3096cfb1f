"""Two themes of our own, dark and light; Textual's own can be chosen, too.

Body text stands at 12:1 and more against its ground, dimmed text at 4.5:1 and more.
"""

from textual.theme import Theme

DARK = Theme(
    name="triptych-dark",
    primary="#7aa2f7",
    secondary="#9d8cd6",
    accent="#e0af68",
    foreground="#dfe3ee",
    background="#14161d",
    surface="#1a1d26",
    panel="#242835",
    success="#8fc98a",
    warning="#e0af68",
    error="#f0808c",
    dark=True,
    variables={"footer-key-foreground": "#e0af68", "border": "#4a5168", "border-blurred": "#2e3344"},
)
LIGHT = Theme(
    name="triptych-light",
    primary="#2a54a8",
    secondary="#5e4a9c",
    accent="#8a4b00",
    foreground="#1b1e27",
    background="#faf9f6",
    surface="#f2f0ea",
    panel="#e6e3da",
    success="#246b2a",
    warning="#8a4b00",
    error="#a81e2e",
    dark=False,
    variables={"footer-key-foreground": "#8a4b00", "border": "#9b978b", "border-blurred": "#d2cec2"},
)
THEMES = (DARK, LIGHT)
