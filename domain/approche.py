"""Les façons d'aller vers un ménage (par quel canal, à quel moment, à combien, en quel lieu) et ce qu'elles donnent.

Source : document d'ICF, « Démarche mise en place pour favoriser l'adhésion du ménage » (les sept questions) ;
parcours, 3.2 (autre canal, autre moment, binôme).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Canal(StrEnum):
    """Comment on cherche à joindre la personne."""

    VISITE = "visite"
    APPEL = "appel"
    SMS = "sms"
    COURRIER = "courrier"

    @property
    def libelle(self) -> str:
        """Nom court, tel qu'on le lit sur un bouton."""
        return {"visite": "Visite", "appel": "Appel", "sms": "SMS", "courrier": "Courrier"}[self.value]


class Moment(StrEnum):
    """Le moment de la journée ; `sans_delai` est celui d'un danger immédiat, à toute heure."""

    SANS_DELAI = "sans_delai"
    MATIN = "matin"
    APRES_MIDI = "apres_midi"
    FIN_DE_JOURNEE = "fin_de_journee"

    @property
    def libelle(self) -> str:
        """Les mots qui suivent une date : « le jeudi 26 novembre **en fin de journée** »."""
        return {
            "sans_delai": "sans délai",
            "matin": "dans la matinée",
            "apres_midi": "dans l’après-midi",
            "fin_de_journee": "en fin de journée",
        }[self.value]


class Equipe(StrEnum):
    """Qui y va : la personne seule, ou en binôme (ICF : « le bailleur seul ? l'association seule ? le binôme ? »)."""

    SEUL = "seul"
    BINOME_ASSOCIATION = "binome_association"
    BINOME_BAILLEUR = "binome_bailleur"

    @property
    def libelle(self) -> str:
        """Les mots qui disent qui y va."""
        return {
            "seul": "sans accompagnant",
            "binome_association": "en binôme avec l’association",
            "binome_bailleur": "en binôme avec le bailleur",
        }[self.value]


class LieuRencontre(StrEnum):
    """Où l'on propose de se voir lors d'une visite ; ciléa ne connaît que le domicile."""

    DOMICILE = "domicile"
    AGENCE = "agence"
    LIEU_NEUTRE = "lieu_neutre"

    @property
    def libelle(self) -> str:
        """Les mots qui suivent « Visite » ou « Rendez-vous »."""
        return {"domicile": "au domicile", "agence": "à l’agence", "lieu_neutre": "dans un lieu neutre"}[self.value]


class Resultat(StrEnum):
    """Ce qu'une tentative a donné, d'un geste (parcours, 3.2)."""

    RENCONTRE = "rencontre"
    ABSENT = "absent"
    REFUS = "refus"
    INJOIGNABLE = "injoignable"
    REPORTE = "reporte"

    @property
    def libelle(self) -> str:
        """Nom court, tel qu'on le lit sur un bouton."""
        return {
            "rencontre": "Rencontré",
            "absent": "Absent",
            "refus": "Refus",
            "injoignable": "Injoignable",
            "reporte": "Reporter",
        }[self.value]

    @property
    def echec(self) -> bool:
        """Vrai pour ce qui fait varier la suivante et mène au blocage ; reporter n'est pas un échec."""
        return self in {Resultat.ABSENT, Resultat.REFUS, Resultat.INJOIGNABLE}


@dataclass(frozen=True, slots=True)
class Approche:
    """Une façon d'aller vers ; `lieu` n'a de sens que pour une visite."""

    canal: Canal
    moment: Moment
    equipe: Equipe = Equipe.SEUL
    lieu: LieuRencontre | None = None

    @property
    def triplet(self) -> tuple[Canal, Moment, Equipe]:
        """Ce qui doit changer d'une tentative à l'autre."""
        return self.canal, self.moment, self.equipe

    def nom(self) -> str:
        """Le début de la phrase : « Visite au domicile », « Rendez-vous à l’agence », « Appel »."""
        if self.lieu is None:
            return self.canal.libelle
        mot = "Visite" if self.lieu is LieuRencontre.DOMICILE else "Rendez-vous"
        return f"{mot} {self.lieu.libelle}"
