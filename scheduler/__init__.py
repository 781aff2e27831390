"""Le battement régulier. Rien n'y est gardé : ce qui est dû est en base."""
