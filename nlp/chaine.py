"""Assemble la chaîne spaCy. Seul module, avec les composants, à importer spaCy."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from nlp.appris.composant import Appris
from nlp.appris.modele import Modele
from nlp.decoupeur.decoupeur import langue
from nlp.explication.composant import Explication
from nlp.fusion.composant import Fusion
from nlp.fusion.seuils import Seuils
from nlp.indices.composant import Indices
from nlp.indices.donnees import listes_communes
from nlp.langue.composant import Langue
from nlp.normaliseur.composant import Normaliseur
from nlp.propositions.composant import Propositions
from nlp.qualifs.composant import Qualifs
from nlp.reperes.composant import Reperes
from nlp.urgence.composant import UrgenceDuMessage

Composant = Callable[[Doc], Doc]

ORDRE = (
    "langue",
    "normaliseur",
    "appris",
    "reperes",
    "indices",
    "propositions",
    "qualifs",
    "fusion",
    "urgence",
    "explication",
)
"""L'ordre des composants ; « appris » manque quand la chaîne est bâtie par règles seules."""


def construire(modele: Modele | None) -> Language:
    """Charge les listes et rend la chaîne prête à lire. Sans modèle, les règles décident seules."""
    seuils = None if modele is None else Seuils.lire(modele.fiche["seuils"])
    listes = listes_communes()
    indices = Indices(listes)
    qualifs = Qualifs(listes)
    urgence = UrgenceDuMessage(listes, seuils)
    moteurs = (indices.moteur, indices.masques, qualifs.moteur, urgence.moteur)
    mots = frozenset().union(*(m.mots for m in moteurs))
    prefixes = frozenset().union(*(m.prefixes for m in moteurs))
    composants: dict[str, Composant] = {
        "langue": Langue(),
        "normaliseur": Normaliseur(mots, prefixes),
        "reperes": Reperes(),
        "indices": indices,
        "propositions": Propositions(),
        "qualifs": qualifs,
        "fusion": Fusion(seuils),
        "urgence": urgence,
        "explication": Explication(),
    }
    if modele is not None:
        composants["appris"] = Appris(modele)
    chaine = langue()
    for nom in (nom for nom in ORDRE if nom in composants):
        _ajouter(chaine, nom, composants[nom])
    return chaine


def _ajouter(chaine: Language, nom: str, composant: Composant) -> None:
    """Branche un composant déjà construit sous son nom."""
    fabrique = f"vigie_{nom}"
    Language.factory(fabrique, func=lambda nlp, name: composant)
    chaine.add_pipe(fabrique, name=nom)
