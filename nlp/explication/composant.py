"""Pour chaque motif, les mots qui l'ont fait : un indice reconnu, ou les mots qui ont le plus pesé dans le modèle.

Un indice que la phrase écarte reste montré, avec ce qui l'écarte.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc

from domain.signalement import Analyse, Indice, Motif, Statut
from nlp.appris.etiquettes import ETIQUETTES
from nlp.appris.passages import LectureApprise, mots_decisifs
from nlp.etat import Etat, Trouvaille, etat
from nlp.fusion.seuils import Appui

_RANG: Mapping[Motif, int] = {motif: rang for rang, motif in enumerate(Motif)}


class Explication:
    """Remplit `indices`."""

    def __call__(self, doc: Doc) -> Doc:
        """Les indices trouvés, puis les mots décisifs des motifs que rien d'autre n'explique."""
        lu = etat(doc)
        plats = _sans_recouvrement(doc, lu.trouvailles)
        if lu.appris is not None:
            for motif in (*lu.motifs, *lu.a_verifier):
                if lu.appuis[motif] not in {Appui.AFFIRME, Appui.FAIBLE}:
                    plats += _appris(motif, doc.text, lu, lu.appris)
        lu.indices = tuple(sorted(plats, key=lambda i: (i.debut, i.fin, _RANG[i.motif], i.statut)))
        return doc


def _appris(motif: Motif, texte: str, lu: Etat, appris: LectureApprise) -> list[Indice]:
    apports = appris.apports[:, ETIQUETTES.index(motif.value)]
    exclus = [p for repere, p in appris.reperes.items() if repere == "locataire"]
    passages = mots_decisifs(apports, appris.bornes, texte, exclus) or mots_decisifs(apports, appris.bornes, texte, [])
    if not passages and motif in lu.motifs and texte.strip():
        debut = len(texte) - len(texte.lstrip())
        passages = [(debut, len(texte.rstrip()))]
    return [Indice(motif, a, b) for a, b in passages]


def _sans_recouvrement(doc: Doc, trouvailles: list[Trouvaille]) -> list[Indice]:
    vus: dict[tuple[Motif, Statut], list[Trouvaille]] = {}
    for t in sorted(trouvailles, key=lambda t: (t.debut - t.fin, t.debut)):
        gardes = vus.setdefault((t.motif, t.statut), [])
        if all(t.fin <= g.debut or t.debut >= g.fin for g in gardes):
            gardes.append(t)
    return [Indice(t.motif, *bornes(doc, t.debut, t.fin), t.statut) for groupe in vus.values() for t in groupe]


def bornes(doc: Doc, debut: int, fin: int) -> tuple[int, int]:
    """Positions dans le texte des jetons `debut` à `fin`, sans le blanc ni le signe qui suit le dernier mot."""
    a = doc[debut].idx
    dernier = doc[fin - 1]
    nu = dernier.text.rstrip()
    coupe = nu.rstrip("'’ʼ`´-‐‑") or nu
    return a, dernier.idx + max(len(coupe), 1)


def composer(doc: Doc) -> Analyse:
    """L'`Analyse` finale, positions en points de code."""
    lu = etat(doc)
    return Analyse(
        motifs=lu.motifs,
        a_verifier=lu.a_verifier,
        scores=lu.scores,
        indices=lu.indices,
        urgence=lu.urgence,
        lieu=lu.lieu,
        locataire=lu.locataire,
        incertain=lu.incertain,
        langue_etrangere=lu.langue_etrangere,
    )
