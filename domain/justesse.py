"""Combien de fois la lecture des messages avait raison : ce qu'elle proposait, face à ce que les personnes retiennent.

La classification propose, une personne décide (parcours, 5) ; une dérive se voit d'un mois sur l'autre.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.signalement import Motif


@dataclass(frozen=True, slots=True)
class Lecture:
    """Un message dont une personne a décidé : motifs proposés, motifs à vérifier, motifs retenus.

    Rien n'est retenu d'un danger retiré comme une erreur, ni de ce qui n'est pas une alerte ; ce dernier n'a pas de
    dossier.
    """

    dossier_id: int | None
    lu_le: datetime
    proposes: tuple[Motif, ...]
    a_verifier: tuple[Motif, ...]
    retenus: tuple[Motif, ...]


@dataclass(frozen=True, slots=True)
class Decompte:
    """Motifs proposés et gardés, proposés et retirés, oubliés et ajoutés ; questions posées, et confirmées."""

    justes: int = 0
    en_trop: int = 0
    oublies: int = 0
    questions: int = 0
    confirmees: int = 0

    @property
    def decisions(self) -> int:
        """Ce sur quoi la lecture s'est prononcée, ou aurait dû ; une question n'en est pas une."""
        return self.justes + self.en_trop + self.oublies

    def __add__(self, autre: Decompte) -> Decompte:
        """La somme, terme à terme."""
        return Decompte(
            self.justes + autre.justes,
            self.en_trop + autre.en_trop,
            self.oublies + autre.oublies,
            self.questions + autre.questions,
            self.confirmees + autre.confirmees,
        )


@dataclass(frozen=True, slots=True)
class Justesse:
    """Le décompte de chaque motif, sur tant de messages."""

    messages: int
    par_motif: Mapping[Motif, Decompte]

    @property
    def ensemble(self) -> Decompte:
        """Tous motifs réunis."""
        return sum(self.par_motif.values(), Decompte())


def juger(lectures: Iterable[Lecture]) -> Justesse:
    """Compte, motif par motif, ce que les personnes ont gardé, retiré, ajouté et confirmé."""
    lues = list(lectures)
    return Justesse(len(lues), {m: sum((_decompte(m, lecture) for lecture in lues), Decompte()) for m in Motif})


def _decompte(motif: Motif, lecture: Lecture) -> Decompte:
    propose, retenu = motif in lecture.proposes, motif in lecture.retenus
    question = motif in lecture.a_verifier and not propose
    return Decompte(
        justes=propose and retenu,
        en_trop=propose and not retenu,
        oublies=retenu and not propose and not question,
        questions=question,
        confirmees=question and retenu,
    )
