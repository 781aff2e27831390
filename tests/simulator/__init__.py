"""The simulator against the two Telegram libraries, over real HTTP."""
