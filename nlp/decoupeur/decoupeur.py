"""Découpe un texte en jetons sans les expressions géantes du français de spaCy (deux à trois secondes à compiler).

Une élision (« l’ », « n’ ») ou la première moitié d'un mot composé (« rendez- ») forme un jeton avec son signe.
Un blanc autre qu'une seule espace reste collé au jeton qui précède : le texte et les positions sont intacts,
et une expression coupée par un retour à la ligne se lit encore d'un seul tenant.
"""

from __future__ import annotations

import re

from spacy.language import BaseDefaults, Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

_JETON = re.compile(
    r"""
    \d+(?:[.,]\d+)*[^\W_]*                                   # 1.254,30  16h  3e
    | [^\W_](?:[^\W_]|[\u0300-\u036f])*(?:['’ʼ`´\-‐‑](?=[^\W_]))?   # mot, élision, moitié de composé
    | \s+                                                    # blanc de tête
    | .                                                      # tout autre signe
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANC = re.compile(r"\s*")


class Decoupeur:
    """Rend un `Doc` dont le texte est exactement celui reçu."""

    def __init__(self, vocab: Vocab) -> None:
        """Garde le vocabulaire de la chaîne."""
        self.vocab = vocab

    def __call__(self, texte: str) -> Doc:
        """Découpe ; un texte vide rend un document vide."""
        mots: list[str] = []
        espaces: list[bool] = []
        position = 0
        while position < len(texte):
            jeton = _JETON.match(texte, position)
            if jeton is None:  # pragma: no cover - l'expression couvre tout caractère
                break
            blanc = _BLANC.match(texte, jeton.end())
            suite = blanc.group() if blanc else ""
            mots.append(jeton.group() if suite in ("", " ") else jeton.group() + suite)
            espaces.append(suite == " ")
            position = jeton.end() + len(suite)
        return Doc(self.vocab, words=mots, spaces=espaces)


class Francais(Language):  # type: ignore[no-untyped-call]
    """Le français de la chaîne : aucune exception de découpage, donc un chargement rapide."""

    lang = "fr"
    Defaults = BaseDefaults


def langue() -> Francais:
    """Une chaîne vide munie du découpeur léger."""
    chaine = Francais(create_tokenizer=lambda nlp: Decoupeur(nlp.vocab))
    chaine.max_length = 10**7
    return chaine
