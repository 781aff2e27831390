"""Assemble la chaîne spaCy. Seul module, avec les composants, à importer spaCy."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from domain.signalement import Analyse
from nlp.decoupeur.decoupeur import langue
from nlp.fusion.composant import Fusion, composer
from nlp.indices.composant import Indices
from nlp.indices.donnees import listes_communes
from nlp.normaliseur.composant import Normaliseur
from nlp.propositions.composant import Propositions
from nlp.qualifs.composant import Qualifs
from nlp.reperes.composant import Reperes
from nlp.urgence.composant import UrgenceParRegles

Composant = Callable[[Doc], Doc]

ORDRE = ("normaliseur", "reperes", "indices", "propositions", "qualifs", "fusion", "urgence")
"""L'ordre des composants ; un composant appris prendra place entre « qualifs » et « fusion »."""


def construire() -> Language:
    """Charge les listes et rend la chaîne prête à lire."""
    listes = listes_communes()
    indices = Indices(listes)
    qualifs = Qualifs(listes)
    urgence = UrgenceParRegles(listes)
    moteurs = (indices.moteur, indices.masques, qualifs.moteur, urgence.moteur)
    mots = frozenset().union(*(m.mots for m in moteurs))
    prefixes = frozenset().union(*(m.prefixes for m in moteurs))
    composants: dict[str, Composant] = {
        "normaliseur": Normaliseur(mots, prefixes),
        "reperes": Reperes(),
        "indices": indices,
        "propositions": Propositions(),
        "qualifs": qualifs,
        "fusion": Fusion(),
        "urgence": urgence,
    }
    chaine = langue()
    for nom in ORDRE:
        _ajouter(chaine, nom, composants[nom])
    return chaine


def _ajouter(chaine: Language, nom: str, composant: Composant) -> None:
    """Branche un composant déjà construit sous son nom."""
    fabrique = f"vigie_{nom}"
    Language.factory(fabrique, func=lambda nlp, name: composant)
    chaine.add_pipe(fabrique, name=nom)


def lire_analyse(doc: Doc) -> Analyse:
    """L'analyse qu'un document lu porte."""
    return composer(doc)
