"""Donne à chaque indice le statut que la phrase lui fait (guide, « Ce que la phrase fait d'un fait »).

Rapporté ou soupçonné (« la voisine dit que ») ne change rien : un signalement est souvent un soupçon (règle 4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from spacy.tokens import Doc

from domain.signalement import Statut
from nlp.etat import Etat, Trouvaille, etat
from nlp.indices.donnees import bloc_par_etiquette
from nlp.indices.moteur import Moteur, Touche
from nlp.qualifs.negation import est_nie
from nlp.qualifs.portee import est_autre_personne, est_hypothetique
from nlp.qualifs.resolution import est_resolu

Reperages = Mapping[str, list[Touche]]


class Qualifs:
    """Remplit le statut des trouvailles."""

    def __init__(self, listes: Mapping[str, str]) -> None:
        """Compile les listes de qualificatifs."""
        self.moteur = Moteur(bloc_par_etiquette(Path(__file__).parent / "qualifs.toml", listes))

    def __call__(self, doc: Doc) -> Doc:
        """Qualifie chaque indice ; le premier statut qui convient l'emporte."""
        lu = etat(doc)
        if not lu.trouvailles:
            return doc
        reperages: dict[str, list[Touche]] = defaultdict(list)
        for touche in self.moteur.chercher(doc, lu.normes):
            reperages[touche.etiquette].append(touche)
        lu.techniques = frozenset(lu.phrases[t.debut] for t in reperages["technique"])
        for trouvaille in lu.trouvailles:
            trouvaille.statut = _statut(trouvaille, lu, reperages)
        return doc


def _statut(trouvaille: Trouvaille, lu: Etat, reperages: Reperages) -> Statut:
    if est_nie(trouvaille, lu, reperages):
        return Statut.NIE
    if est_autre_personne(trouvaille, lu, reperages):
        return Statut.AUTRE_PERSONNE
    if est_hypothetique(trouvaille, lu, reperages):
        return Statut.HYPOTHETIQUE
    if est_resolu(trouvaille, lu, reperages):
        return Statut.RESOLU
    return Statut.AFFIRME
