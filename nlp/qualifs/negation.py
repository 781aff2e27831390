"""Négation : un nieur devant l'indice dans la même proposition, ou « ne … pas » autour de lui."""

from __future__ import annotations

from collections.abc import Mapping

from nlp.etat import Etat, Trouvaille
from nlp.indices.moteur import NIEURS, Touche

PORTEE = 5
"""Nombre de mots qu'un nieur peut précéder l'indice."""
_RELATIFS = frozenset(
    [
        "qui",
        "que",
        "quand",
        "depuis",
        "ou",
        "car",
        "lorsque",
        "dont",
        "suite",
        "malgre",
        "avec",
        "jusqu",
        "tellement",
        "concernant",
    ]
)
_ENUMERATION = frozenset(["de", "d", "des", "ni", "aucun", "aucune", "pas", "sans"])
_NE = frozenset({"ne"})
_COMPLEMENTS = frozenset(["personne", "rien", "aucun", "aucune"])
_FINS = frozenset(["pas", "jamais", "plus", "aucunement", "guere"]) | _COMPLEMENTS


def est_nie(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """Vrai si la phrase nie l'indice. Un indice qui contient sa négation (« ne répond plus ») n'est pas nié."""
    faux = reperages.get("fausses_negations", [])
    if indice.negative:
        return any(_demente(t, indice, lu) for t in reperages.get("negations", ()))
    dedans = lu.normes[indice.debut : indice.fin]
    ne_devant = "ne" in lu.normes[max(0, indice.debut - 2) : indice.fin]
    if ne_devant and not NIEURS.isdisjoint(dedans):
        return True
    for nieur in reperages.get("negations", ()):
        if _neutralise(nieur, faux) or _deja_pris(nieur, indice, lu):
            continue
        if _precede(nieur, indice, lu):
            return True
    return _encadre(indice, lu, faux)


def _demente(nieur: Touche, indice: Trouvaille, lu: Etat) -> bool:
    """« contrairement à ce qui a été dit… », « il est faux que… »."""
    forts = {"contrairement", "faux", "dement", "dementi", "infirme"}
    meme = lu.phrases[nieur.debut] == lu.phrases[indice.debut]
    return meme and nieur.debut < indice.debut and not forts.isdisjoint(lu.normes[nieur.debut : nieur.fin])


def _neutralise(nieur: Touche, faux: list[Touche]) -> bool:
    return any(f.debut < nieur.fin and nieur.debut < f.fin for f in faux)


def _deja_pris(nieur: Touche, indice: Trouvaille, lu: Etat) -> bool:
    """Le nieur appartient à un autre indice (« n'ouvre pas, odeur… ») : il ne nie pas le suivant."""
    mot = next((i for i in range(nieur.debut, nieur.fin) if lu.normes[i] in NIEURS), nieur.debut)
    return any(t is not indice and t.debut <= mot < t.fin and t.fin <= indice.debut for t in lu.trouvailles)


def _precede(nieur: Touche, indice: Trouvaille, lu: Etat) -> bool:
    if nieur.debut >= indice.debut or indice.debut - nieur.fin > PORTEE:
        return "contrairement" in lu.normes[nieur.debut : nieur.fin] and _demente(nieur, indice, lu)
    entre = lu.normes[nieur.fin : indice.debut]
    if not _RELATIFS.isdisjoint(entre):
        return False
    return all(_continue(i, lu) for i in range(nieur.fin, indice.debut + 1))


def _continue(i: int, lu: Etat) -> bool:
    """Le mot `i` prolonge la proposition du précédent, ou l'énumération niée."""
    if lu.normes[i] == "et":
        return i + 1 < len(lu.normes) and lu.normes[i + 1] in _ENUMERATION
    if lu.propositions[i] == lu.propositions[i - 1]:
        return True
    return lu.phrases[i] == lu.phrases[i - 1] and lu.normes[i] in _ENUMERATION


def _encadre(indice: Trouvaille, lu: Etat, faux: list[Touche]) -> bool:
    """« ne la frappe pas », « n'est pas violent », et sans « ne » : « il la frappe pas »."""
    for k in range(indice.fin, min(indice.fin + 2, len(lu.normes))):
        if lu.propositions[k] != lu.propositions[indice.debut]:
            return False
        if any(f.debut <= k < f.fin for f in faux):
            return False
        if lu.normes[k] in _FINS:
            avant = lu.normes[max(0, indice.debut - 3) : indice.debut]
            if not _NE.isdisjoint(avant):
                return True
            if lu.normes[k] in _COMPLEMENTS:
                return False
            suivant = lu.normes[k + 1] if k + 1 < len(lu.normes) else ""
            return k == indice.fin and lu.normes[k] in {"pas", "jamais"} and suivant not in {"que", "de", "d"}
    return False
