"""Les règles d'un dispositif : ce qui change d'un bailleur à l'autre sans changer de logiciel.

Les valeurs par défaut sont écrites ici et nulle part ailleurs ; un profil ne dit que ce qu'il change. Les délais par
défaut viennent du parcours (2.4, 3.1, 3.2) ; les durées de conservation se règlent selon le registre de chaque
organisation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from domain.approche import LieuRencontre
from domain.horaires import Delai, Horaires, RegleReunion
from domain.personne import Competence
from domain.signalement import Motif, Urgence
from domain.texte import plier


class DispositifInvalide(ValueError):
    """Un profil ne se lit pas ; le message est une ligne en français qui nomme le fichier, la clé et l'attendu."""


class Feries(StrEnum):
    """Les jours fériés qui s'appliquent ; l'Alsace et la Moselle ont le vendredi saint et le 26 décembre."""

    FRANCE = "france"
    ALSACE_MOSELLE = "alsace-moselle"


INDICATEURS: Mapping[str, str] = {
    "signalements": "Signalements reçus, par motif",
    "delai_prise_en_charge": "Délai de prise en charge",
    "tentatives": "Tentatives d’aller vers et leurs résultats",
    "situations_bloquees": "Situations bloquées",
    "visites_effectives": "Visites effectives",
    "rendez_vous_non_honores": "Rendez-vous non honorés",
    "rendez_vous_par_menage": "Nombre de rendez-vous par ménage (autonomie)",
    "impayes": "Impayés de loyer",
    "entretien_logement": "Entretien du logement",
    "gestion_budgetaire": "Gestion budgétaire",
    "mois_mesures": "Consommation des mois-mesures",
    "duree_accompagnement": "Durée de l’accompagnement",
    "dette_reduite": "Dette locative réduite",
    "dette_soldee": "Dette locative soldée",
    "logements_accordes": "Logements accordés",
    "refus_commission": "Motifs de refus en commission d’attribution",
    "parcours_compares": "Parcours comparés à ceux des ménages témoins",
    "cout_menage": "Coût par ménage et par an",
}
"""Les indicateurs qu'un profil peut demander, et leur nom ; tous viennent des quatre documents ou du parcours."""


@dataclass(frozen=True, slots=True)
class RegleMotif:
    """Ce qu'un dispositif fait d'un motif.

    `competence` est recherchée d'abord, et conseillée en avis si la personne proposée ne l'a pas ; `exclu` dit que le
    dispositif n'accompagne pas ce motif, et `orientation`, obligatoire alors, vers qui se tourner. Sans `exclu`,
    `orientation` nomme le partenaire à associer. `urgence_minimale` relève l'urgence.
    """

    competence: Competence | None = None
    exclu: bool = False
    orientation: str | None = None
    urgence_minimale: Urgence = Urgence.NORMALE


@dataclass(frozen=True, slots=True)
class Brouillon:
    """Un brouillon oublié : rappelé à son auteur, puis transmis à son responsable (parcours, 1.5)."""

    rappel: Delai = field(default_factory=lambda: Delai(minutes=30))
    transmission: Delai = field(default_factory=lambda: Delai(minutes=24 * 60))


@dataclass(frozen=True, slots=True)
class Conservation:
    """Durées en jours, après lesquelles on efface ou on anonymise (parcours, 5).

    Deux ans pour un dossier clos, comptés de la clôture ; le référentiel de la CNIL sur les durées de conservation dans
    le secteur social (ligne « accueil, hébergement et accompagnement ») les compte du dernier contact. Les deux autres
    sont un choix du projet.
    """

    brouillons: int = 7
    messages: int = 30
    dossiers_clos: int = 730


@dataclass(frozen=True, slots=True)
class Accompagnement:
    """Le rythme qui suit la rencontre ; `None` laisse la personne en décider avec le ménage.

    Durées en mois sauf mention contraire. `renouvellements` est le nombre de fois où le contrat peut être repris ;
    `demarrage_semaines` est le temps où les rencontres sont soutenues, à `rencontres_par_semaine_au_demarrage`.
    """

    contrat_mois: int | None = None
    renouvellements: int | None = None
    rencontres_prealables: int = 0
    premiere_avec_bailleur: bool = False
    rencontres_par_mois: int | None = None
    demarrage_semaines: int = 0
    rencontres_par_semaine_au_demarrage: int = 0
    bilan_mois: int | None = None
    tripartite_mois: int | None = None


DELAIS: Mapping[Urgence, Delai] = {
    Urgence.IMMEDIATE: Delai(minutes=15),
    Urgence.HAUTE: Delai(heures_ouvrees=4),
    Urgence.NORMALE: Delai(jours_ouvres=2),
}
"""Temps laissé à chaque palier pour prendre en charge (parcours, 2.4)."""

RAPPEL_CELLULE: Mapping[Urgence, Delai] = {
    Urgence.IMMEDIATE: Delai(minutes=60),
    Urgence.HAUTE: Delai(jours_ouvres=1),
    Urgence.NORMALE: Delai(jours_ouvres=1),
}
"""Après le dernier palier, la cellule est rappelée à ce rythme : les documents n'en disent rien, choix du projet."""

PREMIERE_TENTATIVE: Mapping[Urgence, Delai] = {
    Urgence.IMMEDIATE: Delai(minutes=60),
    Urgence.HAUTE: Delai(fin_jour_ouvre=1),
    Urgence.NORMALE: Delai(jours_ouvres=3),
}
"""Terme de la première tentative (parcours, 3.1)."""

TENTATIVE_SUIVANTE: Mapping[Urgence, Delai] = {
    Urgence.IMMEDIATE: Delai(heures_ouvrees=2),
    Urgence.HAUTE: Delai(jours_ouvres=1),
    Urgence.NORMALE: Delai(jours_ouvres=3),
}
"""Temps entre un échec et la tentative suivante : les documents n'en disent rien, choix du projet."""

MOTIFS: Mapping[Motif, RegleMotif] = {
    **{motif: RegleMotif() for motif in Motif},
    Motif.VIOLENCE: RegleMotif(urgence_minimale=Urgence.HAUTE),
    Motif.DECES: RegleMotif(urgence_minimale=Urgence.HAUTE),
}
"""Violences et décès ne sont jamais sous `haute` (guide, « L'urgence »)."""


@dataclass(frozen=True, slots=True)
class Dispositif:
    """Un profil complet et vérifié. `delais`, `motifs` et les deux délais de tentative ont une entrée par clé possible.

    `astreinte` donne, par organisation (« * » pour toutes), les noms ou matricules à prévenir d'un danger ;
    `heure_releve` est l'heure locale du relevé, la veille ouvrée de la réunion.
    """

    nom: str
    titre: str
    bailleurs: tuple[str, ...]
    afficher_motifs: bool = True
    sept_questions: bool = True
    apprentissage: bool = True
    capacite: int = 20
    motifs: Mapping[Motif, RegleMotif] = field(default_factory=lambda: MOTIFS)
    delais: Mapping[Urgence, Delai] = field(default_factory=lambda: DELAIS)
    rappel_cellule: Mapping[Urgence, Delai] = field(default_factory=lambda: RAPPEL_CELLULE)
    premiere_tentative: Mapping[Urgence, Delai] = field(default_factory=lambda: PREMIERE_TENTATIVE)
    tentative_suivante: Mapping[Urgence, Delai] = field(default_factory=lambda: TENTATIVE_SUIVANTE)
    echecs_avant_blocage: int = 3
    lieux: tuple[LieuRencontre, ...] = tuple(LieuRencontre)
    horaires: Horaires = field(default_factory=Horaires)
    feries: Feries = Feries.FRANCE
    reunion: RegleReunion = field(default_factory=RegleReunion)
    heure_releve: time = time(9)
    astreinte: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    brouillon: Brouillon = field(default_factory=Brouillon)
    conservation: Conservation = field(default_factory=Conservation)
    accompagnement: Accompagnement = field(default_factory=Accompagnement)
    indicateurs: tuple[str, ...] = ("signalements", "delai_prise_en_charge", "tentatives", "situations_bloquees")
    partenaires: Mapping[str, str] = field(default_factory=dict)

    def urgence_retenue(self, motifs: Collection[Motif], urgence: Urgence) -> Urgence:
        """L'urgence, relevée au minimum que ces motifs imposent ; jamais abaissée."""
        minima = [self.motifs[motif].urgence_minimale for motif in motifs]
        return max([urgence, *minima], key=lambda u: u.rang)

    def astreinte_de(self, organisation: str) -> tuple[str, ...]:
        """Les noms ou matricules de l'astreinte d'une organisation ; vide si le dispositif n'en règle pas."""
        for nom, personnes in self.astreinte.items():
            if plier(nom) == plier(organisation):
                return personnes
        return self.astreinte.get("*", ())
