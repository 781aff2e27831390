"""Ce que les composants de la chaîne se passent, rangé dans `Doc.user_data`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Doc

from domain.signalement import Indice, Lieu, Motif, Statut, Urgence
from nlp.appris.passages import LectureApprise
from nlp.fusion.seuils import Appui

_CLE = "vigie"


class Force(StrEnum):
    """Poids d'un indice : les trois premiers donnent le motif.

    `ACCESSOIRE` le donne sauf si un motif qui l'explique est affirmé (cris et coups : violence, pas voisinage) ;
    `FAIBLE` ne fait que demander un regard.
    """

    IMMEDIAT = "immediats"
    HAUT = "hauts"
    FORT = "forts"
    ACCESSOIRE = "accessoires"
    FAIBLE = "faibles"


@dataclass(slots=True)
class Trouvaille:
    """Un indice trouvé : jetons `debut` à `fin` (exclue), son motif, sa force et ce que la phrase en fait."""

    motif: Motif
    debut: int
    fin: int
    force: Force
    negative: bool = False
    statut: Statut = Statut.AFFIRME


@dataclass(slots=True)
class Etat:
    """L'état d'un message pendant sa lecture ; chaque composant remplit sa part."""

    normes: list[str] = field(default_factory=list)
    techniques: frozenset[int] = frozenset()
    """Numéros des phrases au vocabulaire technique (fuite, panne, clé…)."""
    phrases: list[int] = field(default_factory=list)
    propositions: list[int] = field(default_factory=list)
    noms: list[tuple[int, int]] = field(default_factory=list)
    trouvailles: list[Trouvaille] = field(default_factory=list)
    appris: LectureApprise | None = None
    """Absente quand la chaîne est bâtie sans modèle, par règles seules."""
    langue_etrangere: bool = False
    incertain: bool = False
    appuis: dict[Motif, Appui] = field(default_factory=dict)
    motifs: tuple[Motif, ...] = ()
    a_verifier: tuple[Motif, ...] = ()
    scores: dict[Motif, float] = field(default_factory=dict)
    indices: tuple[Indice, ...] = ()
    urgence_par_regles: Urgence | None = None
    urgence: Urgence | None = None
    lieu: Lieu = field(default_factory=Lieu)
    locataire: str | None = None

    @property
    def long_recit(self) -> bool:
        """Le texte raconte trop longuement pour que deux mots éloignés aillent ensemble."""
        return self.appris is not None and self.appris.de_pres is not None


def etat(doc: Doc) -> Etat:
    """Rend l'état du message, créé au premier appel."""
    present = doc.user_data.get(_CLE)
    if not isinstance(present, Etat):
        present = Etat()
        doc.user_data[_CLE] = present
    return present
