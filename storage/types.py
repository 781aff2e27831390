"""Types de colonnes : texte chiffré et instant en UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from storage.crypto import Keyring

_keyrings: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def bind_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Donne à un moteur les clefs de ses colonnes chiffrées."""
    _keyrings[dialect] = keyring


class EncryptedText(TypeDecorator[str]):
    """Texte chiffré avant d'atteindre la base ; la base n'en voit que des octets."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Chiffre à l'écriture."""
        return None if value is None else _keyrings[dialect].encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Déchiffre à la lecture."""
        return None if value is None else _keyrings[dialect].decrypt(value)


class Instant(TypeDecorator[datetime]):
    """Instant rendu et pris avec son fuseau, écrit en UTC (SQLite ne garde pas le fuseau)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse un instant sans fuseau ; écrit en UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("un instant sans fuseau ne s'écrit pas")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Rend toujours un instant en UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
