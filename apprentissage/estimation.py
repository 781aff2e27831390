"""Lire des mains tenues à l'écart, par la chaîne telle qu'elle est livrée, pour régler et pour estimer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from apprentissage.reglages import Lu
from domain.signalement import Motif, Urgence
from nlp.appris.modele import Modele
from nlp.appris.passages import LectureApprise
from nlp.chaine import construire
from nlp.classifieur import Classifieur
from nlp.etat import etat
from nlp.evaluation import Bilan, Ligne, evaluer
from nlp.fusion.seuils import Seuils


class ModeleGarde(Modele):
    """Un modèle qui retient ce qu'il a lu : les mêmes textes sont relus pour chaque réglage essayé."""

    def __init__(self, modele: Modele, seuils: Seuils) -> None:
        """`seuils` : ceux qu'on essaie."""
        super().__init__(
            modele.session, modele.decoupeur, modele.ngrammes, {**modele.fiche, "seuils": seuils.en_dict()}
        )
        self.lus: dict[str, LectureApprise] = {}

    def lire(self, texte: str) -> LectureApprise:
        """La lecture gardée, ou une nouvelle."""
        if texte not in self.lus:
            self.lus[texte] = super().lire(texte)
        return self.lus[texte]

    def lire_tous(self, textes: Sequence[str]) -> None:
        """Retient la lecture de chacun, un texte par cœur à la fois : le réseau calcule hors du verrou de Python."""
        with ThreadPoolExecutor(os.cpu_count()) as fils:
            list(fils.map(self.lire, textes))


def lire_sans_decider(modele: ModeleGarde, lignes: Sequence[Ligne]) -> list[Lu]:
    """Ce que modèle et indices disent de chaque ligne ; la règle d'urgence y suit les motifs des seuils du moment."""
    modele.lire_tous([ligne["text"] for ligne in lignes])
    chaine = construire(modele)
    lus = []
    for ligne in lignes:
        with chaine.memory_zone():
            lu = etat(chaine(ligne["text"]))
            assert lu.appris is not None
            lus.append(
                Lu(
                    frozenset(Motif(m) for m in ligne["motifs"]),
                    Urgence(ligne["urgence"]) if ligne["urgence"] else None,
                    lu.appris.probabilites,
                    lu.appuis,
                    lu.urgence_par_regles,
                )
            )
    return lus


def estimer(modele: ModeleGarde, seuils: Seuils, lignes: Sequence[Ligne]) -> Bilan:
    """Le bilan de ces lignes, lues par la chaîne entière avec ces seuils."""
    modele.fiche = {**modele.fiche, "seuils": seuils.en_dict()}
    return evaluer(lignes, Classifieur(construire(modele)).analyser)
