"""Hypothèse et autre personne : jusqu'où porte le mot qui les ouvre."""

from __future__ import annotations

from collections.abc import Mapping

from domain.signalement import Motif
from nlp.etat import Etat, Trouvaille
from nlp.indices.moteur import Touche

_GENERAUX = frozenset(
    ["formation", "atelier", "ateliers", "webinaire", "webinar", "colloque", "plaquette", "brochure", "affiche", "affiches", "guide", "module", "campagne", "conference", "exercice", "simulation", "quiz", "stage", "journee", "flyer", "flyers", "depliant", "documentation", "modele", "comment", "que", "quoi", "quelle", "quel", "quels", "quelles", "faut", "doit", "prevention", "sensibilisation", "reperage", "procedure", "exemple"]
)


def est_hypothetique(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """Vrai dans la proposition qu'ouvre « si », « en cas de »… ou dans la phrase d'une information générale."""
    faux = reperages.get("fausses_hypotheses", [])
    for hypothese in reperages.get("hypotheses", ()):
        if any(f.debut < hypothese.fin and hypothese.debut < f.fin for f in faux):
            continue
        if hypothese.debut > indice.fin or lu.phrases[hypothese.debut] != lu.phrases[indice.debut]:
            continue
        generale = lu.normes[hypothese.debut] in _GENERAUX
        if generale and hypothese.debut <= indice.debut:
            return True
        if hypothese.debut <= indice.debut and _meme_proposition(hypothese.debut, indice.debut, lu):
            return True
    return False


def est_autre_personne(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """« ce n'est pas lui qui… », « l'ancien locataire », « un homonyme » ; « … c'est son fils qui » rouvre."""
    if indice.motif is Motif.NON_REPONSE and _bailleur_muet(indice, lu, reperages):
        return True
    for autre in reperages.get("autres", ()):
        if lu.phrases[autre.debut] != lu.phrases[indice.debut]:
            continue
        if lu.normes[autre.debut] in {"ce", "ne"}:
            if autre.debut < indice.debut and not _rouvre(autre.fin, indice.debut, lu):
                return "qui" in lu.normes[autre.fin : indice.debut] or "chez" in lu.normes[autre.debut : indice.debut]
            continue
        if not _mais_entre(autre, indice, lu):
            return True
    return False


def _bailleur_muet(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """Le silence est celui du bailleur ou d'un prestataire, dans la même phrase."""
    return any(
        lu.phrases[t.debut] == lu.phrases[indice.debut] and t.debut <= indice.fin
        for t in reperages.get("bailleur_muet", ())
    )


def _rouvre(debut: int, fin: int, lu: Etat) -> bool:
    """Un second « c'est » affirmé entre les deux : « ce n'est pas son mari, c'est son fils qui la frappe »."""
    for k in range(debut, fin - 1):
        if lu.normes[k : k + 2] == ["ce", "est"] or lu.normes[k] in {"mais", "sinon"}:
            return True
    return False


def _mais_entre(autre: Touche, indice: Trouvaille, lu: Etat) -> bool:
    a, b = sorted((autre.debut, indice.debut))
    return "mais" in lu.normes[a:b]


def _meme_proposition(debut: int, fin: int, lu: Etat) -> bool:
    return lu.propositions[debut] == lu.propositions[fin]
