"""`python -m bot` : la même chose que `vigie`."""

from bot.cli import main

main()
