"""Ce qui est écrit au repos est chiffré ; ce qui se cherche par égalité est une empreinte.

Les clefs sont des clefs Fernet : la première chiffre, toutes déchiffrent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SecretKeyError(Exception):
    """Une clef manque, est mal formée, ou n'ouvre pas ce qui est écrit."""


class Keyring:
    """Chiffre, déchiffre et calcule des empreintes."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Prend les clefs dans l'ordre ; lève `SecretKeyError` si l'une est mal formée."""
        if not keys:
            raise SecretKeyError("aucune clef de chiffrement")
        try:
            self._fernet = MultiFernet([Fernet(key.encode()) for key in keys])
        except ValueError as error:
            raise SecretKeyError("une clef de chiffrement est mal formée") from error
        self._digest_keys = [
            hashlib.sha256(b"vigie/empreinte" + base64.urlsafe_b64decode(key.encode())).digest() for key in keys
        ]

    def encrypt(self, text: str) -> bytes:
        """Chiffre avec la première clef."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Déchiffre ; lève `SecretKeyError` si aucune clef n'ouvre."""
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken as error:
            raise SecretKeyError("les clefs de chiffrement n'ouvrent pas cette base") from error

    def digest(self, *parts: str) -> str:
        """Empreinte à clef, pour chercher une valeur sans l'écrire."""
        return self._digest(self._digest_keys[0], parts)

    def digests(self, *parts: str) -> list[str]:
        """Les empreintes possibles d'une valeur, une par clef connue."""
        return [self._digest(key, parts) for key in self._digest_keys]

    @staticmethod
    def _digest(key: bytes, parts: Sequence[str]) -> str:
        return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def create_key_file(path: Path) -> str:
    """Crée une clef dans un fichier lisible du seul propriétaire et la rend ; le fichier paraît entier, ou pas."""
    key = Fernet.generate_key().decode()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    return key
