"""Résolution : ce qui était vrai ne l'est plus. Une résolution partielle, ou suivie d'une rechute, garde le motif."""

from __future__ import annotations

from collections.abc import Mapping

from nlp.etat import Etat, Trouvaille
from nlp.indices.moteur import NIEURS, Touche

_HYPOTHESES = "hypotheses"


def est_resolu(indice: Trouvaille, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """Vrai si une résolution affirmée du motif suit l'indice, ou tient dans sa proposition."""
    if reperages.get("partiel"):
        return False
    for touche in _resolutions(indice, reperages):
        if not _affirmee(touche, lu, reperages):
            continue
        if touche.fin > indice.debut or _meme_proposition(touche, indice, lu):
            return True
    return False


def _resolutions(indice: Trouvaille, reperages: Mapping[str, list[Touche]]) -> list[Touche]:
    return [*reperages.get(indice.motif.value, ()), *reperages.get("resolu_tous", ())]


def _meme_proposition(touche: Touche, indice: Trouvaille, lu: Etat) -> bool:
    return lu.propositions[touche.fin - 1] == lu.propositions[indice.debut]


def _affirmee(touche: Touche, lu: Etat, reperages: Mapping[str, list[Touche]]) -> bool:
    """La résolution n'est elle-même ni niée (« n'a pas soldé ») ni supposée (« si elle paie tout »)."""
    debut = touche.debut
    avant = [lu.normes[i] for i in range(max(0, debut - 3), debut) if lu.propositions[i] == lu.propositions[debut]]
    dedans = [] if touche.negative else lu.normes[debut : touche.fin]
    if not NIEURS.isdisjoint(avant + dedans):
        return False
    return not any(
        h.debut <= debut and lu.propositions[h.debut] == lu.propositions[debut] for h in reperages.get(_HYPOTHESES, ())
    )
