"""Décide des motifs : un indice affirmé donne le motif, un indice écarté reste visible avec son statut.

La place d'un composant appris est ici : ses scores s'ajouteront aux indices, un indice écarté gardant son veto.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc

from domain.signalement import Analyse, Indice, Motif, Statut
from nlp.etat import Etat, Force, Trouvaille, etat

A_VERIFIER = frozenset({Motif.VIOLENCE, Motif.DECES, Motif.SANTE_MENTALE})
"""Motifs qu'un indice faible suffit à signaler au regard humain : les manquer coûte trop."""
SCORES = {Force.IMMEDIAT: 0.95, Force.HAUT: 0.92, Force.FORT: 0.9, Force.ACCESSOIRE: 0.7, Force.FAIBLE: 0.4}
SCORE_ECARTE = 0.1
FRANCHES = frozenset({Force.IMMEDIAT, Force.HAUT, Force.FORT})
EXPLIQUE_PAR: Mapping[Motif, frozenset[Motif]] = {
    Motif.VOISINAGE: frozenset({Motif.VIOLENCE, Motif.SANTE_MENTALE, Motif.INCURIE}),
    Motif.INCURIE: frozenset({Motif.DECES}),
    Motif.ISOLEMENT: frozenset({Motif.SANTE_MENTALE, Motif.VIOLENCE}),
    Motif.SANTE_MENTALE: frozenset({Motif.VIOLENCE, Motif.AUTONOMIE}),
    Motif.AUTONOMIE: frozenset({Motif.VIOLENCE, Motif.SANTE_MENTALE, Motif.DECES}),
}
"""Un indice accessoire du motif ne compte pas quand l'un de ceux-ci est affirmé (guide, « Cas tranchés »)."""


class Fusion:
    """Remplit `motifs` et `a_verifier`."""

    def __call__(self, doc: Doc) -> Doc:
        """Réunit les indices par motif."""
        lu = etat(doc)
        affirmes = {m: [t for t in lu.trouvailles if t.motif is m and t.statut is Statut.AFFIRME] for m in Motif}
        francs = {m for m, siens in affirmes.items() if any(t.force in FRANCHES for t in siens)}
        motifs, regards = [], []
        for motif, siens in affirmes.items():
            if motif in francs or _tient_seul(motif, siens, francs, lu):
                motifs.append(motif)
            elif motif in A_VERIFIER and siens:
                regards.append(motif)
        lu.motifs, lu.a_verifier = tuple(motifs), tuple(regards)
        return doc


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


def composer(doc: Doc) -> Analyse:
    """L'`Analyse` finale, positions en points de code."""
    lu = etat(doc)
    return Analyse(
        motifs=lu.motifs,
        a_verifier=lu.a_verifier,
        scores=_scores(lu),
        indices=_indices(doc, lu),
        urgence=lu.urgence,
        lieu=lu.lieu,
        locataire=lu.locataire,
    )


def _scores(lu: Etat) -> dict[Motif, float]:
    scores: dict[Motif, float] = {}
    for t in lu.trouvailles:
        score = SCORES[t.force] if t.statut is Statut.AFFIRME else SCORE_ECARTE
        scores[t.motif] = max(score, scores.get(t.motif, 0.0))
    return {motif: scores[motif] for motif in Motif if motif in scores}


def _indices(doc: Doc, lu: Etat) -> tuple[Indice, ...]:
    vus: dict[tuple[Motif, Statut], list[Trouvaille]] = {}
    for t in sorted(lu.trouvailles, key=lambda t: (t.debut - t.fin, t.debut)):
        gardes = vus.setdefault((t.motif, t.statut), [])
        if all(t.fin <= g.debut or t.debut >= g.fin for g in gardes):
            gardes.append(t)
    plats = [Indice(t.motif, *bornes(doc, t.debut, t.fin), t.statut) for groupe in vus.values() for t in groupe]
    return tuple(sorted(plats, key=lambda i: (i.debut, i.fin, list(Motif).index(i.motif), i.statut)))


def bornes(doc: Doc, debut: int, fin: int) -> tuple[int, int]:
    """Positions dans le texte des jetons `debut` à `fin`, sans le blanc ni le signe qui suit le dernier mot."""
    a = doc[debut].idx
    dernier = doc[fin - 1]
    nu = dernier.text.rstrip()
    coupe = nu.rstrip("'’ʼ`´-‐‑") or nu
    return a, dernier.idx + max(len(coupe), 1)
