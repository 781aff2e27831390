"""La lecture des messages dans le relevé : une phrase, et le détail par motif, le mois précédent à côté."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from domain.justesse import Decompte, Justesse
from domain.signalement import Motif
from domain.veille import Releve
from reports import francais as fr

COLONNES_LECTURE: tuple[tuple[str, int], ...] = (
    ("Motif", 34),
    ("Proposés et gardés", 20),
    ("Proposés et retirés", 20),
    ("Oubliés et ajoutés", 20),
    ("Questions posées", 18),
    ("Questions confirmées", 21),
    ("Gardés, période précédente", 28),
    ("Retirés, période précédente", 28),
    ("Ajoutés, période précédente", 28),
    ("Questions, période précédente", 29),
    ("Confirmées, période précédente", 30),
)


def phrase_lecture(justesse: Justesse) -> str:
    """« Motifs justes 41 fois sur 47 ; oubliés 4, en trop 2 », et les questions s'il y en a ; vide sans message lu."""
    tout = justesse.ensemble
    parts = []
    if tout.decisions:
        parts.append(
            f"motifs justes {fr.accord(tout.justes, 'fois', 'fois')} sur {fr.nombre(tout.decisions)}{fr.INSECABLE}; "
            f"oubliés {fr.nombre(tout.oublies)}, en trop {fr.nombre(tout.en_trop)}"
        )
    if tout.questions:
        parts.append(f"questions posées {fr.nombre(tout.questions)}, confirmées {fr.nombre(tout.confirmees)}")
    return f"{fr.INSECABLE}; ".join(parts)


def ligne_lecture(releve: Releve) -> str:
    """La phrase du relevé, avec la période précédente ; vide si aucun message de la période n'a été lu."""
    phrase = phrase_lecture(releve.lecture)
    if not phrase:
        return ""
    avant = releve.lecture_avant.ensemble
    rappel = f" ({_periode_avant(releve)}{fr.INSECABLE}: {_part(avant)})" if avant.decisions else ""
    return f"{phrase[0].upper()}{phrase[1:]}{rappel}."


def indicateurs_lecture(releve: Releve) -> Iterable[tuple[str, int]]:
    """Les trois nombres de la phrase, et ceux de la période précédente."""
    for suffixe, tout in (("", releve.lecture.ensemble), (", période précédente", releve.lecture_avant.ensemble)):
        yield f"Motifs justes{suffixe}", tout.justes
        yield f"Motifs oubliés{suffixe}", tout.oublies
        yield f"Motifs en trop{suffixe}", tout.en_trop


def lignes_lecture(releve: Releve) -> Iterable[Sequence[str | int]]:
    """Une ligne par motif, puis l'ensemble."""
    for motif in Motif:
        yield (
            motif.libelle,
            *_valeurs(releve.lecture.par_motif[motif]),
            *_valeurs(releve.lecture_avant.par_motif[motif]),
        )
    yield ("Tous les motifs", *_valeurs(releve.lecture.ensemble), *_valeurs(releve.lecture_avant.ensemble))


def _valeurs(decompte: Decompte) -> tuple[int, ...]:
    return decompte.justes, decompte.en_trop, decompte.oublies, decompte.questions, decompte.confirmees


def _part(decompte: Decompte) -> str:
    return f"{fr.nombre(decompte.justes)} sur {fr.nombre(decompte.decisions)}"


def _periode_avant(releve: Releve) -> str:
    debut = releve.periode.debut.astimezone(releve.fuseau)
    return fr.mois_annee(debut - timedelta(days=1)) if debut.day == 1 else "période précédente"
