"""Les règles d'urgence, une ligne par phrase du guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.signalement import Motif, Urgence

AGE_FRAGILE = 70
"""À partir de cet âge, en années, une personne qui ne donne plus signe de vie appelle 48 h."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Ce que les règles regardent : motifs retenus, circonstances trouvées, âge écrit (0 si absent)."""

    motifs: frozenset[Motif]
    contextes: frozenset[str]
    age: int = 0

    def a(self, *contextes: str) -> bool:
        """Vrai si toutes ces circonstances sont dites."""
        return self.contextes.issuperset(contextes)

    @property
    def fragile(self) -> bool:
        """Personne âgée ou fragile."""
        if self.age:
            return self.age >= AGE_FRAGILE or self.a("fragile_hors_age")
        return self.a("fragile")


GRAVES = frozenset({Motif.VIOLENCE, Motif.DECES})
"""Motifs qui ne sont jamais sous `haute` (guide, « L'urgence »)."""

Regle = Callable[[Situation], bool]


def _violence_ou_deces(s: Situation) -> bool:
    return not s.motifs.isdisjoint(GRAVES)


def _violence_maintenant(s: Situation) -> bool:
    return Motif.VIOLENCE in s.motifs and s.a("present") and not s.a("passe")


def _enfant_victime(s: Situation) -> bool:
    return Motif.VIOLENCE in s.motifs and s.a("enfant_victime")


def _arme_presente(s: Situation) -> bool:
    return Motif.VIOLENCE in s.motifs and s.a("arme") and not s.a("passe")


def _crainte_vitale(s: Situation) -> bool:
    silence = {Motif.ISOLEMENT, Motif.NON_REPONSE, Motif.AUTONOMIE, Motif.DECES}
    return not s.motifs.isdisjoint(silence) and s.a("danger_vital", "derriere_la_porte")


def _feu_ou_gaz(s: Situation) -> bool:
    return not s.motifs.isdisjoint({Motif.INCURIE, Motif.AUTONOMIE}) and s.a("feu_gaz")


def _fragile_silencieux(s: Situation) -> bool:
    return not s.motifs.isdisjoint({Motif.ISOLEMENT, Motif.NON_REPONSE}) and s.fragile and s.a("depuis_des_jours")


def _fragile_injoignable(s: Situation) -> bool:
    return Motif.NON_REPONSE in s.motifs and s.fragile


def _expulsion_datee(s: Situation) -> bool:
    return Motif.EXPULSION in s.motifs and s.a("expulsion_datee")


def _faim_ou_energie(s: Situation) -> bool:
    return Motif.PRECARITE in s.motifs and s.a("faim_energie") and not s.a("menace_de_coupure")


def _sortie_sans_aide(s: Situation) -> bool:
    return Motif.AUTONOMIE in s.motifs and s.a("sortie_hopital", "sans_aide")


REGLES: tuple[tuple[Urgence, Regle], ...] = (
    (Urgence.HAUTE, _violence_ou_deces),
    (Urgence.IMMEDIATE, _violence_maintenant),
    (Urgence.IMMEDIATE, _enfant_victime),
    (Urgence.IMMEDIATE, _arme_presente),
    (Urgence.IMMEDIATE, _crainte_vitale),
    (Urgence.IMMEDIATE, _feu_ou_gaz),
    (Urgence.HAUTE, _fragile_silencieux),
    (Urgence.HAUTE, _fragile_injoignable),
    (Urgence.HAUTE, _expulsion_datee),
    (Urgence.HAUTE, _faim_ou_energie),
    (Urgence.HAUTE, _sortie_sans_aide),
)
