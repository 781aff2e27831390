"""Découpe un texte en morceaux que le réseau connaît, avec leurs positions."""

from __future__ import annotations

from dataclasses import dataclass

from sentencepiece import SentencePieceProcessor

from nlp.appris.etiquettes import preparer


@dataclass(frozen=True, slots=True)
class Morceaux:
    """Numéros des morceaux, et leurs bornes dans le texte (points de code, fin exclue, blanc de tête compris)."""

    numeros: list[int]
    bornes: list[tuple[int, int]]


class Decoupeur:
    """Le découpage d'E5, réduit au français."""

    def __init__(self, octets: bytes) -> None:
        """`octets` : un modèle `sentencepiece`."""
        self._processeur = SentencePieceProcessor(model_proto=octets)

    def decouper(self, texte: str) -> Morceaux:
        """Les morceaux d'un texte, sans début ni fin de phrase."""
        lu = self._processeur.encode(preparer(texte), return_type="offset_mapping")
        return Morceaux(lu["ids"], lu["offsets"])
