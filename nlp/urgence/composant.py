"""L'urgence : ce que le modèle lit, appuyé par les règles du guide (« L'urgence »).

Absente quand aucun motif n'est retenu. Sans modèle, la plus haute des règles qui conviennent ; avec lui, une règle du
même niveau appuie sa lecture, sauf dans un long récit, dont elle réunirait des mots sans rapport.
Les violences et les décès ne sont jamais sous `haute`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc

from domain.signalement import Statut, Urgence
from nlp.appris.etiquettes import HAUTE, IMMEDIATE
from nlp.etat import Etat, Force, etat
from nlp.fusion.seuils import Seuils, renforcer
from nlp.indices.donnees import bloc_par_etiquette
from nlp.indices.moteur import Moteur
from nlp.urgence.regles import GRAVES, REGLES, Situation

_PAR_FORCE = {Force.IMMEDIAT: Urgence.IMMEDIATE, Force.HAUT: Urgence.HAUTE}


class UrgenceDuMessage:
    """Remplit `urgence`."""

    def __init__(self, listes: Mapping[str, str], seuils: Seuils | None = None) -> None:
        """Compile les listes de circonstances. `seuils` : ceux du modèle, s'il y en a un."""
        self._seuils = seuils
        self.moteur = Moteur(bloc_par_etiquette(Path(__file__).parent / "contextes.toml", listes))

    def __call__(self, doc: Doc) -> Doc:
        """Prend le plus haut niveau parmi les indices affirmés et les règles."""
        lu = etat(doc)
        if lu.motifs:
            lu.urgence_par_regles = lu.urgence = self._par_regles(doc, lu)
            if lu.appris is not None:
                lu.urgence = self._avec_le_modele(lu.urgence_par_regles, lu, lu.appris.probabilites)
        return doc

    def _par_regles(self, doc: Doc, lu: Etat) -> Urgence:
        contextes = frozenset(t.etiquette for t in self.moteur.chercher(doc, lu.normes))
        situation = Situation(frozenset(lu.motifs), contextes, age=_age(doc))
        niveaux = [Urgence.NORMALE, *_niveaux_des_indices(lu, situation)]
        niveaux += [niveau for niveau, regle in REGLES if regle(situation)]
        return max(niveaux, key=lambda n: n.rang)

    def _avec_le_modele(self, regle: Urgence, lu: Etat, probabilites: Mapping[str, float]) -> Urgence:
        seuils = self._seuils
        assert seuils is not None
        appui = {u: seuils.appui_urgence if regle.rang >= u.rang and not lu.long_recit else 0.0 for u in Urgence}
        if renforcer(probabilites[IMMEDIATE], appui[Urgence.IMMEDIATE]) >= seuils.immediate:
            return Urgence.IMMEDIATE
        if not GRAVES.isdisjoint(lu.motifs):
            return Urgence.HAUTE
        haute = renforcer(probabilites[HAUTE], appui[Urgence.HAUTE]) >= seuils.haute
        return Urgence.HAUTE if haute else Urgence.NORMALE


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
