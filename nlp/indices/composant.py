"""Trouve les indices des douze motifs et les emplois figurés qui les annulent."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Doc

from domain.signalement import Motif
from nlp.etat import Force, Trouvaille, etat
from nlp.indices.donnees import DOSSIER, bloc_par_etiquette, indices_des_motifs
from nlp.indices.moteur import Moteur, Touche

TOUS = "tous"
INANIMES = "inanimes"
HUMAINS = frozenset({Motif.VIOLENCE, Motif.DECES, Motif.SANTE_MENTALE, Motif.AUTONOMIE, Motif.NON_REPONSE})
"""Motifs qui demandent un sujet humain."""
PERSONNES = frozenset(
    [
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "qui",
        "monsieur",
        "madame",
        "je",
        "nous",
        "avec",
        ",",
        "mais",
        "et",
        "par",
        "sur",
    ]
)


class Indices:
    """Remplit `trouvailles`."""

    def __init__(self, listes: Mapping[str, str]) -> None:
        """Compile les listes d'indices et les masques."""
        self.moteur = Moteur(indices_des_motifs(listes))
        self.masques = Moteur(bloc_par_etiquette(DOSSIER / "masques.toml", listes))

    def __call__(self, doc: Doc) -> Doc:
        """Cherche les indices, ôte ceux qu'un emploi figuré ou un nom propre recouvre."""
        lu = etat(doc)
        masques = self.masques.chercher(doc, lu.normes)
        trouvailles = []
        for touche in self.moteur.chercher(doc, lu.normes):
            motif, _, force = touche.etiquette.partition(":")
            if _sujet_inanime(touche, Motif(motif), masques, lu.normes):
                continue
            if not _masquee(touche, motif, masques) and not _dans_un_nom(touche, lu.noms):
                trouvailles.append(Trouvaille(Motif(motif), touche.debut, touche.fin, Force(force), touche.negative))
        lu.trouvailles = trouvailles
        return doc


def _sujet_inanime(touche: Touche, motif: Motif, masques: list[Touche], normes: list[str]) -> bool:
    """« le portail m'a agressé » : une chose juste avant l'indice, sans personne entre les deux."""
    if motif not in HUMAINS:
        return False
    return any(
        m.etiquette == INANIMES
        and 0 <= touche.debut - m.fin <= 3
        and PERSONNES.isdisjoint(normes[m.fin : touche.debut + 1])
        for m in masques
    )


def _masquee(touche: Touche, motif: str, masques: list[Touche]) -> bool:
    return any(m.etiquette in (TOUS, motif) and touche.debut < m.fin and m.debut < touche.fin for m in masques)


def _dans_un_nom(touche: Touche, noms: list[tuple[int, int]]) -> bool:
    """« Mme Petit », « M. Bruit » : un indice qui commence ou finit dans un nom n'en est pas un."""
    return any(a <= touche.debut < b or a < touche.fin <= b for a, b in noms)
