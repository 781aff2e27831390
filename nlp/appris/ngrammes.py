"""La lecture par mots et morceaux de mots : un modèle linéaire, que l'on moyenne avec le réseau.

Il retient les tournures du métier là où le réseau retient le sens ; leurs erreurs diffèrent, leur moyenne se trompe
moins.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from domain.texte import plier
from nlp.appris.passages import Tableau

_MOT = re.compile(r"\w+")
_TAILLES = (2, 3, 4, 5)
LONGUEUR_MOT = 30
"""Au-delà, un « mot » est un collage : ses morceaux n'apprennent rien."""


def traits(texte: str) -> list[str]:
    """Ce qu'on compte dans un texte, casse et accents ôtés : mots, paires de mots, suites de 2 à 5 lettres d'un mot.

    >>> traits("Été")[:3]
    ['=ete', ' e', 'et']
    """
    mots = [m[:LONGUEUR_MOT] for m in _MOT.findall(plier(texte))]
    sortie = [f"={mot}" for mot in mots]
    sortie += [f"={a} {b}" for a, b in pairwise(mots)]
    for mot in mots:
        borde = f" {mot} "
        sortie += [borde[i : i + n] for n in _TAILLES for i in range(len(borde) - n + 1)]
    return sortie


class Ngrammes:
    """Les poids appris, prêts à lire."""

    def __init__(self, octets: bytes) -> None:
        """`octets` : un `npz` écrit par l'apprentissage. Lève `KeyError` ou `ValueError` s'il est incomplet."""
        donnees = np.load(io.BytesIO(octets), allow_pickle=False)
        termes = bytes(donnees["termes"]).decode().split("\n")
        self._rangs = {terme: rang for rang, terme in enumerate(termes)}
        self._raretes: Tableau = donnees["raretes"].astype(np.float32)
        self._poids: npt.NDArray[np.float16] = donnees["poids"]
        self._biais: Tableau = donnees["biais"].astype(np.float32)

    def cotes(self, texte: str) -> Tableau:
        """Le logarithme des chances de chaque étiquette."""
        comptes = Counter(rang for t in traits(texte) if (rang := self._rangs.get(t)) is not None)
        if not comptes:
            return self._biais
        rangs = np.fromiter(comptes, dtype=np.int64)
        valeurs = (1 + np.log(np.fromiter(comptes.values(), dtype=np.float32))) * self._raretes[rangs]
        valeurs /= np.linalg.norm(valeurs)
        cotes: Tableau = valeurs @ self._poids[rangs].astype(np.float32) + self._biais
        return cotes
