"""Hypothèse et autre personne : jusqu'où porte le mot qui les ouvre."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from domain.signalement import Motif
from nlp.etat import Etat, Trouvaille
from nlp.indices.moteur import Touche

_GENERAUX = frozenset(
    [
        "formation",
        "au",
        "ordre",
        "conseil",
        "atelier",
        "ateliers",
        "webinaire",
        "webinar",
        "colloque",
        "plaquette",
        "brochure",
        "affiche",
        "affiches",
        "guide",
        "module",
        "campagne",
        "conference",
        "exercice",
        "simulation",
        "quiz",
        "stage",
        "journee",
        "flyer",
        "flyers",
        "depliant",
        "documentation",
        "modele",
        "comment",
        "que",
        "quoi",
        "quelle",
        "quel",
        "quels",
        "quelles",
        "faut",
        "doit",
        "prevention",
        "sensibilisation",
        "reperage",
        "procedure",
        "exemple",
    ]
)


VIE_DE_L_AUTEUR = frozenset({Motif.AUTONOMIE, Motif.DECES, Motif.ISOLEMENT, Motif.PRECARITE, Motif.RUPTURE})
"""Motifs qu'un gardien peut écrire de lui-même ou d'un collègue sans rien signaler."""
_INDEFINIS = frozenset({"un", "une", "les", "des"})
_OUVREURS = frozenset(["si", "s", "en", "au", "imaginons", "supposons", "admettons"])
_QUESTIONS = frozenset(
    [
        "combien",
        "quand",
        "locataire",
        "locataires",
        "quelqu",
        "dois",
        "doit",
        "faut",
        "peut",
        "puis",
        "procedure",
        "quel",
        "quelle",
    ]
)


def est_hypothetique(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """Vrai dans la proposition qu'ouvre « si », « en cas de »… ou dans la phrase d'une information générale."""
    faux = reperages.get("fausses_hypotheses", [])
    if _question_generale(indice, lu):
        return True
    for hypothese in reperages.get("hypotheses", ()):
        if any(f.debut < hypothese.fin and hypothese.debut < f.fin for f in faux):
            continue
        if hypothese.debut > indice.fin or lu.phrases[hypothese.debut] != lu.phrases[indice.debut]:
            continue
        generale = lu.normes[hypothese.debut] in _GENERAUX
        if generale and hypothese.debut <= indice.debut:
            return True
        if hypothese.debut > indice.debut:
            continue
        if _meme_proposition(hypothese.debut, indice.debut, lu) or _en_tete(hypothese.debut, indice, lu):
            return True
    return False


def est_autre_personne(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """« ce n'est pas lui qui… », « l'ancien locataire », « un homonyme » ; « … c'est son fils qui » rouvre."""
    if indice.motif is Motif.NON_REPONSE and _bailleur_muet(indice, lu, reperages):
        return True
    if indice.motif in VIE_DE_L_AUTEUR and _meme_phrase("auteur", indice, lu, reperages):
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


def _en_tete(debut: int, indice: Trouvaille, lu: Etat) -> bool:
    """Une phrase qui commence par « si » est hypothétique jusqu'au bout, sauf « mais »."""
    tete = debut == 0 or lu.phrases[debut - 1] != lu.phrases[debut]
    return tete and lu.normes[debut] in _OUVREURS and "mais" not in lu.normes[debut : indice.debut]


def _question_generale(indice: Trouvaille, lu: Etat) -> bool:
    """« que se passe-t-il quand un locataire ne paie plus ? » : personne n'est nommé."""
    if lu.noms:
        return False
    phrase = [n for n, p in zip(lu.normes, lu.phrases, strict=True) if p == lu.phrases[indice.debut]]
    indefini = any(a in _INDEFINIS and b in {"locataire", "locataires"} for a, b in pairwise(phrase))
    return "?" in phrase and (indefini or not _QUESTIONS.isdisjoint(phrase[:4]))


def _meme_phrase(etiquette: str, indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    return any(lu.phrases[t.debut] == lu.phrases[indice.debut] for t in reperages.get(etiquette, ()))


def _bailleur_muet(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """Le silence est celui du bailleur ou d'un prestataire, dans la même phrase."""
    return any(
        lu.phrases[t.debut] == lu.phrases[indice.debut] and t.debut <= indice.fin + 3
        for t in reperages.get("bailleur_muet", ())
    )


def _rouvre(debut: int, fin: int, lu: Etat) -> bool:
    """Un second « c'est » affirmé entre les deux : « ce n'est pas son mari, c'est son fils qui la frappe »."""
    return any(
        lu.normes[k : k + 2] == ["ce", "est"] or lu.normes[k] in {"mais", "sinon"} for k in range(debut, fin - 1)
    )


def _mais_entre(autre: Touche, indice: Trouvaille, lu: Etat) -> bool:
    a, b = sorted((autre.debut, indice.debut))
    return "mais" in lu.normes[a:b]


def _meme_proposition(debut: int, fin: int, lu: Etat) -> bool:
    return lu.propositions[debut] == lu.propositions[fin]
