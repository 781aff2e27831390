"""Coupe le message en phrases (ponctuation forte, ligne) et en propositions (virgule, « mais », « par contre »…).

Une négation ou une hypothèse ne passe pas une frontière de proposition, sauf énumération (« ni… ni », « pas de… de »).
"""

from __future__ import annotations

from spacy.tokens import Doc

from nlp.etat import etat
from nlp.normaliseur.composant import PONCTUATION

_FORTS = frozenset(".!?;…")
_CONJONCTIONS = frozenset(
    ["mais", "pourtant", "cependant", "toutefois", "neanmoins", "puis", "sinon", "car", "donc", "or", "sauf"]
)
_LOCUTIONS = (
    ("par", "contre"),
    ("en", "revanche"),
    ("du", "coup"),
    ("alors", "que"),
    ("parce", "que"),
    ("tandis", "que"),
    ("bien", "que"),
    ("juste", "du"),
    ("juste", "en"),
    ("juste", "des"),
    ("et", "il"),
    ("et", "elle"),
    ("et", "ils"),
    ("et", "en"),
    ("et", "on"),
    ("et", "je"),
    ("et", "a"),
    ("et", "depuis"),
    ("et", "monsieur"),
    ("et", "madame"),
)


class Propositions:
    """Remplit `phrases` et `propositions` : un numéro par jeton."""

    def __call__(self, doc: Doc) -> Doc:
        """Numérote les jetons."""
        lu = etat(doc)
        phrase = proposition = 0
        for i, norme in enumerate(lu.normes):
            if norme in _CONJONCTIONS or tuple(lu.normes[i : i + 2]) in _LOCUTIONS:
                proposition += 1
            lu.phrases.append(phrase)
            lu.propositions.append(proposition)
            ferme = doc[i].tag_ == PONCTUATION
            if (ferme and norme in _FORTS) or "\n" in doc[i].text:
                phrase += 1
                proposition += 1
            elif ferme:
                proposition += 1
        return doc
