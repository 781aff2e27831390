"""The Bot API methods, by family; importing a family fills the table of `registry`."""
