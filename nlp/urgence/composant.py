"""Urgence par règles : la plus haute des règles qui conviennent (guide, « Urgence » et « Cas tranchés »).

Absente quand aucun motif n'est retenu.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc

from domain.signalement import Statut, Urgence
from nlp.etat import Etat, Force, etat
from nlp.indices.donnees import bloc_par_etiquette
from nlp.indices.moteur import Moteur
from nlp.urgence.regles import REGLES, Situation

_PAR_FORCE = {Force.IMMEDIAT: Urgence.IMMEDIATE, Force.HAUT: Urgence.HAUTE}


class UrgenceParRegles:
    """Remplit `urgence`."""

    def __init__(self, listes: Mapping[str, str]) -> None:
        """Compile les listes de circonstances."""
        self.moteur = Moteur(bloc_par_etiquette(Path(__file__).parent / "contextes.toml", listes))

    def __call__(self, doc: Doc) -> Doc:
        """Prend le plus haut niveau parmi les indices affirmés et les règles."""
        lu = etat(doc)
        if not lu.motifs:
            return doc
        contextes = frozenset(t.etiquette for t in self.moteur.chercher(doc, lu.normes))
        situation = Situation(frozenset(lu.motifs), contextes, age=_age(doc))
        niveaux = [Urgence.NORMALE, *_niveaux_des_indices(lu, situation)]
        niveaux += [niveau for niveau, regle in REGLES if regle(situation)]
        lu.urgence = max(niveaux, key=lambda n: n.rang)
        return doc


def _niveaux_des_indices(lu: Etat, situation: Situation) -> list[Urgence]:
    return [
        _PAR_FORCE[t.force]
        for t in lu.trouvailles
        if t.statut is Statut.AFFIRME and t.force in _PAR_FORCE and t.motif in situation.motifs
    ]


def _age(doc: Doc) -> int:
    """Le plus grand âge écrit « NN ans », 0 si aucun."""
    ages = [
        int(nombre.text)
        for nombre, unite in pairwise(doc)
        if nombre.text.strip().isdecimal() and len(nombre.text.strip()) <= 3 and unite.norm_ == "ans"
    ]
    return max(ages, default=0)
