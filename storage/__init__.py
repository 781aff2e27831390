"""Les tables et les seules façons de les lire et de les écrire, pour SQLite et PostgreSQL."""
