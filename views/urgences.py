"""Les numéros à appeler, ceux du motif d'abord. Source : parcours, 1.4."""

from __future__ import annotations

from collections.abc import Sequence

from domain.signalement import Motif

_PAR_MOTIF = {
    Motif.VIOLENCE: ("17 (ou 114 par SMS)", "3919 (violences)", "119 (enfant en danger)"),
    Motif.SANTE_MENTALE: ("15", "3114 (suicide)"),
    Motif.DECES: ("15", "18"),
    Motif.AUTONOMIE: ("15", "18", "3977 (personne âgée)"),
    Motif.INCURIE: ("18",),
    Motif.PRECARITE: ("115 (sans-abri)",),
    Motif.RUPTURE: ("115 (sans-abri)",),
}
_TOUJOURS = ("112", "17", "15", "18")


def numeros(motifs: Sequence[Motif]) -> str:
    """La ligne qui ouvre une fiche de danger."""
    suite = [numero for motif in _PAR_MOTIF if motif in motifs for numero in _PAR_MOTIF[motif]]
    connus = {numero.split()[0] for numero in suite}
    suite += [numero for numero in _TOUJOURS if numero not in connus]
    return f"<b>En cas de danger, appelez d’abord le {', le '.join(dict.fromkeys(suite))}.</b>"
