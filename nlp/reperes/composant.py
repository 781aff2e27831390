"""Trouve lieu et locataire dans le texte tel qu'écrit, avant les indices : un nom propre n'est pas un indice."""

from __future__ import annotations

from spacy.tokens import Doc

from nlp.etat import etat
from nlp.reperes.lieux import trouver_lieu
from nlp.reperes.personnes import trouver_personnes


class Reperes:
    """Remplit `lieu`, `locataire` et `noms` (les jetons qui sont un nom propre, civilité exclue)."""

    def __call__(self, doc: Doc) -> Doc:
        """Lit le texte brut : casse et ponctuation y comptent."""
        lu = etat(doc)
        texte = doc.text
        lu.lieu = trouver_lieu(texte)
        personnes = trouver_personnes(texte, lu.lieu.residence)
        lu.locataire = personnes.locataire
        for debut, fin in personnes.noms:
            portion = doc.char_span(debut, fin, alignment_mode="expand")
            if portion is not None:
                lu.noms.append((portion.start, portion.end))
        return doc
