"""Décide des motifs, en réunissant ce que disent les indices et ce que le modèle a appris.

Un indice affirmé appuie le motif, un indice écarté par la phrase (nié, réglé, supposé, d'un autre) le retient ; un
motif appris se passe d'indice. Ce qui reste en doute et coûterait trop à manquer est demandé, jamais affirmé. Sans
modèle, les indices décident seuls.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from spacy.tokens import Doc

from domain.signalement import Motif, Statut
from nlp.appris.etiquettes import IMMEDIATE, SIGNALEMENT
from nlp.appris.passages import LectureApprise
from nlp.etat import Etat, Force, Trouvaille, etat
from nlp.fusion.seuils import Appui, Seuils, cote, renforcer

A_VERIFIER = frozenset({Motif.VIOLENCE, Motif.DECES, Motif.SANTE_MENTALE})
"""Motifs qu'un indice faible suffit à signaler au regard humain : les manquer coûte trop."""
PASSAGE_SUR = 0.97
"""Probabilité à partir de laquelle un passage d'un long récit, lu seul, suffit à demander un motif."""
DANGER_SUR = 0.5
"""Probabilité d'un danger immédiat à partir de laquelle il n'est jamais tu : son motif le plus probable est affirmé."""
FRANCHES = frozenset({Force.IMMEDIAT, Force.HAUT, Force.FORT})
EXPLIQUE_PAR: Mapping[Motif, frozenset[Motif]] = {
    Motif.VOISINAGE: frozenset({Motif.VIOLENCE, Motif.SANTE_MENTALE, Motif.INCURIE}),
    Motif.INCURIE: frozenset({Motif.DECES}),
    Motif.ISOLEMENT: frozenset({Motif.SANTE_MENTALE, Motif.VIOLENCE}),
    Motif.SANTE_MENTALE: frozenset({Motif.VIOLENCE, Motif.AUTONOMIE}),
    Motif.AUTONOMIE: frozenset({Motif.VIOLENCE, Motif.SANTE_MENTALE, Motif.DECES}),
}
"""Un indice accessoire du motif ne compte pas si l'un de ceux-ci est affirmé (guide, « Les rencontres de motifs »)."""


class Fusion:
    """Remplit `motifs`, `a_verifier`, `scores` et `incertain`."""

    def __init__(self, seuils: Seuils | None = None) -> None:
        """`seuils` : ceux du modèle ; absents, les indices décident seuls."""
        self._seuils = seuils

    def __call__(self, doc: Doc) -> Doc:
        """Réunit par motif les indices et la lecture apprise."""
        lu = etat(doc)
        lu.appuis = appuis(lu)
        if lu.appris is None or self._seuils is None:
            _par_indices(lu)
        else:
            _par_scores(lu, lu.appris, self._seuils)
        if lu.langue_etrangere:
            lu.motifs, lu.a_verifier = (), tuple(m for m in Motif if m in {*lu.motifs, *lu.a_verifier})
        return doc


def appuis(lu: Etat) -> dict[Motif, Appui]:
    """Ce que les indices disent de chaque motif."""
    affirmes = {m: [t for t in lu.trouvailles if t.motif is m and t.statut is Statut.AFFIRME] for m in Motif}
    francs = {m for m, siens in affirmes.items() if any(t.force in FRANCHES for t in siens)}
    ecartes = {t.motif for t in lu.trouvailles if t.statut is not Statut.AFFIRME}
    sortie = {}
    for motif, siens in affirmes.items():
        if motif in francs or _tient_seul(motif, siens, francs, lu):
            sortie[motif] = Appui.AFFIRME
        elif siens:
            sortie[motif] = Appui.FAIBLE
        else:
            sortie[motif] = Appui.ECARTE if motif in ecartes else Appui.RIEN
    return sortie


def _par_indices(lu: Etat) -> None:
    lu.motifs = tuple(m for m, a in lu.appuis.items() if a is Appui.AFFIRME)
    lu.a_verifier = tuple(m for m, a in lu.appuis.items() if a is Appui.FAIBLE and m in A_VERIFIER)
    valeurs = {Appui.AFFIRME: 0.9, Appui.FAIBLE: 0.4, Appui.ECARTE: 0.1}
    lu.scores = {m: valeurs[a] for m, a in lu.appuis.items() if a in valeurs}


def _par_scores(lu: Etat, appris: LectureApprise, seuils: Seuils) -> None:
    """Dans un long récit, un indice affirmé n'appuie qu'un passage très sûr : il s'y en trouve pour presque tout."""
    probabilites = appris.probabilites
    nus = {m: probabilites[m.value] for m in Motif}
    surs = {m for m in Motif if appris.de_pres is not None and appris.de_pres[m.value] >= PASSAGE_SUR}
    comptes = {m: Appui.RIEN if lu.long_recit and a is not Appui.ECARTE else a for m, a in lu.appuis.items()}
    lu.scores = {m: renforcer(nus[m], seuils.appuis[comptes[m]]) for m in Motif}
    affirmes = {m for m in surs if lu.appuis[m] is Appui.AFFIRME}
    retenus = tuple(m for m in Motif if lu.scores[m] >= seuils.motifs[m] or m in affirmes)
    lu.motifs = retenus if probabilites[SIGNALEMENT] >= seuils.doute else ()
    if not lu.motifs and probabilites[IMMEDIATE] >= DANGER_SUR:
        lu.motifs = (max(Motif, key=lambda m: cote(lu.scores[m]) - cote(seuils.motifs[m])),)
    demandes = {m for m in Motif if m in retenus or m in surs or _a_demander(m, nus[m], lu, seuils)}
    lu.a_verifier = tuple(m for m in Motif if m in demandes and m not in lu.motifs)
    lu.incertain = not demandes and probabilites[SIGNALEMENT] >= seuils.signalement


def _a_demander(motif: Motif, nu: float, lu: Etat, seuils: Seuils) -> bool:
    """Un motif trop coûteux à manquer, ou qu'un indice écarté a seul retenu."""
    if lu.appuis[motif] is Appui.ECARTE and nu >= seuils.motifs[motif]:
        return True
    return max(nu, lu.scores[motif]) >= seuils.a_verifier.get(motif, inf)


def _tient_seul(motif: Motif, affirmes: list[Trouvaille], francs: set[Motif], lu: Etat) -> bool:
    """Un indice accessoire que rien n'explique, ou deux indices faibles d'incurie à des endroits différents."""
    accessoires = [t for t in affirmes if t.force is Force.ACCESSOIRE]
    if not EXPLIQUE_PAR.get(motif, frozenset()).isdisjoint(francs):
        return False
    if any(lu.phrases[t.debut] not in lu.techniques for t in accessoires) or _plusieurs(accessoires):
        return True
    return motif is Motif.INCURIE and not lu.techniques and _plusieurs(affirmes)


def _plusieurs(trouvailles: list[Trouvaille]) -> bool:
    """Au moins deux indices qui ne se recouvrent pas."""
    return any(a.fin <= b.debut for a in trouvailles for b in trouvailles)
