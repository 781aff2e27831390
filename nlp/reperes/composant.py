"""Trouve lieu et locataire dans le texte tel qu'écrit, avant les indices : un nom propre n'est pas un indice.

Deux lectures se complètent : des formes écrites (« bat B », « 2e dr ») et les places que le modèle a apprises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spacy.tokens import Doc

from domain.signalement import Lieu
from nlp.appris.passages import Passage
from nlp.etat import etat
from nlp.reperes.lieux import trouver_lieu
from nlp.reperes.personnes import trouver_personnes

SURETES = {"residence": 0.6, "logement": 0.6, "batiment": 0.7, "escalier": 0.7, "etage": 0.7, "locataire": 0.7}
"""Sûreté qu'il faut au modèle, repère par repère."""
MOTS_BREFS = 6
"""Une ligne aussi brève (« c'est aux Fauvettes », en réponse à la fiche) ne fait que situer : la forme suffit."""
_MODELE_SEUL = frozenset({"residence"})
_MODELE_DABORD = frozenset({"logement"})


class Reperes:
    """Remplit `lieu`, `locataire` et `noms` (les jetons qui sont un nom propre, civilité exclue)."""

    def __call__(self, doc: Doc) -> Doc:
        """Lit le texte brut : casse et ponctuation y comptent."""
        lu = etat(doc)
        texte = doc.text
        lu.lieu = trouver_lieu(texte)
        personnes = trouver_personnes(texte, lu.lieu.residence)
        lu.locataire = personnes.locataire
        noms = list(personnes.noms)
        if lu.appris is not None:
            lu.lieu, lu.locataire = _reunir(texte, lu.lieu, lu.locataire, lu.appris.reperes)
            if "locataire" in lu.appris.reperes:
                noms.append((lu.appris.reperes["locataire"].debut, lu.appris.reperes["locataire"].fin))
        for debut, fin in noms:
            portion = doc.char_span(debut, fin, alignment_mode="expand")
            if portion is not None:
                lu.noms.append((portion.start, portion.end))
        return doc


def _reunir(texte: str, lieu: Lieu, locataire: str | None, appris: Mapping[str, Passage]) -> tuple[Lieu, str | None]:
    """Qui lit le mieux quoi, mesuré sur des mains tenues à l'écart : les formes écrites, sauf pour deux repères.

    Un nom de résidence ne se reconnaît qu'à la phrase ; un numéro de logement, à ce qui l'entoure.
    """
    lus = {nom: texte[p.debut : p.fin] for nom, p in appris.items() if p.surete >= SURETES[nom]}
    formes = {nom: getattr(lieu, nom) for nom in SURETES if nom != "locataire"} | {"locataire": locataire}
    choix = {}
    for nom, forme in formes.items():
        if nom in _MODELE_SEUL:
            choix[nom] = lus.get(nom) or _dans_une_ligne_breve(texte, forme)
        elif nom in _MODELE_DABORD:
            choix[nom] = lus.get(nom) or forme
        else:
            choix[nom] = forme or lus.get(nom)
    nouveau = choix.pop("locataire")
    return replace(lieu, **choix), nouveau


def _dans_une_ligne_breve(texte: str, forme: str | None) -> str | None:
    breves = (ligne for ligne in texte.splitlines() if len(ligne.split()) <= MOTS_BREFS)
    return forme if forme and any(forme in ligne for ligne in breves) else None
