"""Lit le message par le modèle appris ; la fusion décide ensuite, avec les indices."""

from __future__ import annotations

from spacy.tokens import Doc

from nlp.appris.modele import Modele
from nlp.etat import etat


class Appris:
    """Remplit `appris`."""

    def __init__(self, modele: Modele) -> None:
        """`modele` : déjà chargé et vérifié."""
        self.modele = modele

    def __call__(self, doc: Doc) -> Doc:
        """Un passage dans le réseau : motifs, urgence et repères viennent ensemble."""
        etat(doc).appris = self.modele.lire(doc.text)
        return doc
