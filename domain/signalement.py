"""Ce qu'un message dit d'un ménage : motifs, urgence, lieu, personne, et les mots qui le font dire.

Source : guide d'annotation des signalements (les douze motifs, l'urgence, les repères).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Motif(StrEnum):
    """Les douze motifs ; les quatre premiers sont ceux de la mission, dans l'ordre où on les montre."""

    IMPAYES = "impayes"
    INCURIE = "incurie"
    VIOLENCE = "violence"
    NON_REPONSE = "non_reponse"
    ISOLEMENT = "isolement"
    EXPULSION = "expulsion"
    SANTE_MENTALE = "sante_mentale"
    VOISINAGE = "voisinage"
    DECES = "deces"
    PRECARITE = "precarite"
    AUTONOMIE = "autonomie"
    RUPTURE = "rupture"

    @property
    def libelle(self) -> str:
        """Nom court, tel qu'un gardien le lit sur un bouton."""
        return _LIBELLES[self]


_LIBELLES: Mapping[Motif, str] = {
    Motif.IMPAYES: "Impayés",
    Motif.INCURIE: "Incurie",
    Motif.VIOLENCE: "Violences",
    Motif.NON_REPONSE: "Non-réponse aux relances",
    Motif.ISOLEMENT: "Isolement",
    Motif.EXPULSION: "Procédure d’expulsion",
    Motif.SANTE_MENTALE: "Troubles psychiques et addictions",
    Motif.VOISINAGE: "Troubles de voisinage",
    Motif.DECES: "Décès",
    Motif.PRECARITE: "Précarité économique",
    Motif.AUTONOMIE: "Perte d’autonomie",
    Motif.RUPTURE: "Rupture familiale",
}


class Urgence(StrEnum):
    """Délai attendu : `immediate` maintenant, `haute` sous 24 à 48 h, `normale` le délai ordinaire."""

    NORMALE = "normale"
    HAUTE = "haute"
    IMMEDIATE = "immediate"

    @property
    def rang(self) -> int:
        """Ordre de gravité, 0 pour `normale`, 2 pour `immediate`."""
        return list(Urgence).index(self)

    @property
    def libelle(self) -> str:
        """Nom court, tel qu'on le lit sur une fiche."""
        return {"normale": "Normale", "haute": "Haute", "immediate": "Immédiate"}[self.value]


class Statut(StrEnum):
    """Ce que la phrase fait d'un indice : seul un indice `affirme` donne un motif (guide, section du même nom)."""

    AFFIRME = "affirme"
    NIE = "nie"
    RESOLU = "resolu"
    HYPOTHETIQUE = "hypothetique"
    AUTRE_PERSONNE = "autre_personne"


@dataclass(frozen=True, slots=True)
class Lieu:
    """Repères de lieu tels qu'écrits ; un repère absent reste `None`, on ne devine pas."""

    residence: str | None = None
    batiment: str | None = None
    escalier: str | None = None
    etage: str | None = None
    logement: str | None = None

    def vide(self) -> bool:
        """Vrai quand le message ne situe rien."""
        return not any((self.residence, self.batiment, self.escalier, self.etage, self.logement))


@dataclass(frozen=True, slots=True)
class Indice:
    """Des mots du message (positions en points de code, fin exclue) et le motif qu'ils portent."""

    motif: Motif
    debut: int
    fin: int
    statut: Statut = Statut.AFFIRME


@dataclass(frozen=True, slots=True)
class Analyse:
    """Ce que la classification propose pour un message ; un humain corrige ensuite.

    `motifs` est trié dans l'ordre de `Motif` ; `a_verifier` n'est jamais affirmé ; `urgence` est
    absente quand aucun motif n'est retenu ; `indices` porte aussi les indices écartés.
    `incertain` : rien n'est reconnu, mais le message n'est pas clairement hors périmètre.
    `langue_etrangere` : le message n'est pas en français.
    """

    motifs: tuple[Motif, ...] = ()
    a_verifier: tuple[Motif, ...] = ()
    scores: Mapping[Motif, float] = field(default_factory=dict)
    indices: tuple[Indice, ...] = ()
    urgence: Urgence | None = None
    lieu: Lieu = Lieu()
    locataire: str | None = None
    incertain: bool = False
    langue_etrangere: bool = False

    @property
    def hors_perimetre(self) -> bool:
        """Vrai quand rien n'est à retenir, ni à demander à une personne."""
        return not (self.motifs or self.a_verifier or self.incertain or self.langue_etrangere)
