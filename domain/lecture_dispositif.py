"""Faire d'un profil TOML un `Dispositif` vérifié : toute clé absente garde sa valeur par défaut."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

from domain.approche import LieuRencontre
from domain.dates import JOURS
from domain.dispositif import (
    INDICATEURS,
    Accompagnement,
    Brouillon,
    Conservation,
    Dispositif,
    DispositifInvalide,
    Feries,
    RegleMotif,
)
from domain.horaires import Delai, Horaires, Plage, RegleReunion
from domain.lecture import Cles, choix, delai, entier, heure, liste, membre, oui_non, plage, texte
from domain.personne import Competence
from domain.signalement import Motif, Urgence

_DEFAUT = Dispositif(nom="", titre="", bailleurs=())
_RANGS = {"premier": 1, "deuxième": 2, "troisième": 3, "quatrième": 4, "dernier": -1}
_URGENCES = (Urgence.IMMEDIATE, Urgence.HAUTE, Urgence.NORMALE)


def lire_dispositif(texte_toml: str, origine: str) -> Dispositif:
    """Lit et vérifie un profil ; `origine` nomme le fichier dans les erreurs.

    Lève `DispositifInvalide`, avec une ligne qui nomme la clé et ce qui est admis.
    """
    try:
        donnees = tomllib.loads(texte_toml.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as raison:
        ligne = re.search(r"line (\d+)", str(raison))
        ou = f" à la ligne {ligne[1]}" if ligne else " : le fichier s’arrête trop tôt"
        raise DispositifInvalide(f"{origine} : le fichier n’est pas du TOML{ou}") from raison
    racine = Cles(donnees, origine)
    dispositif = _dispositif(racine)
    racine.fermer()
    return dispositif


def _dispositif(racine: Cles) -> Dispositif:
    aller_vers, reunion = racine.table("aller_vers"), racine.table("reunion")
    lu = Dispositif(
        nom=racine.exiger("nom", texte),
        titre=racine.exiger("titre", texte),
        bailleurs=racine.exiger("bailleurs", _au_moins_un),
        afficher_motifs=racine.lire("afficher_motifs", oui_non, _DEFAUT.afficher_motifs),
        sept_questions=aller_vers.lire("sept_questions", oui_non, _DEFAUT.sept_questions),
        apprentissage=racine.lire("apprentissage", oui_non, _DEFAUT.apprentissage),
        capacite=racine.lire("capacite", entier(1), _DEFAUT.capacite),
        motifs=_motifs(racine.table("motifs")),
        delais=_par_urgence(racine.table("delais"), _DEFAUT.delais),
        rappel_cellule=_par_urgence(racine.table("rappel_cellule"), _DEFAUT.rappel_cellule),
        premiere_tentative=_par_urgence(aller_vers.table("premiere"), _DEFAUT.premiere_tentative),
        tentative_suivante=_par_urgence(aller_vers.table("suivante"), _DEFAUT.tentative_suivante),
        echecs_avant_blocage=aller_vers.lire("echecs_avant_blocage", entier(1), _DEFAUT.echecs_avant_blocage),
        lieux=aller_vers.lire("lieux", _lieux, _DEFAUT.lieux),
        horaires=_horaires(horaires := racine.table("horaires")),
        feries=horaires.lire("feries", membre(Feries), _DEFAUT.feries),
        reunion=_reunion(reunion),
        heure_releve=reunion.lire("releve", heure, _DEFAUT.heure_releve),
        astreinte=_astreinte(racine.table("astreinte")),
        brouillon=_brouillon(racine.table("brouillon")),
        conservation=_conservation(racine.table("conservation")),
        accompagnement=_accompagnement(racine.table("accompagnement")),
        indicateurs=racine.lire("indicateurs", _indicateurs, _DEFAUT.indicateurs),
        partenaires=_partenaires(racine.table("partenaires")),
    )
    for table in (aller_vers, reunion, horaires):
        table.fermer()
    return lu


def _au_moins_un(valeur: object) -> tuple[str, ...]:
    noms = liste(texte)(valeur)
    if not noms:
        raise ValueError("il faut au moins un nom")
    return noms


def _indicateurs(valeur: object) -> tuple[str, ...]:
    return liste(choix({code: code for code in INDICATEURS}))(valeur)


def _lieux(valeur: object) -> tuple[LieuRencontre, ...]:
    lieux = liste(membre(LieuRencontre))(valeur)
    if LieuRencontre.DOMICILE not in lieux:
        raise ValueError("« domicile » ne peut pas manquer")
    return lieux


def _par_urgence(table: Cles, defaut: Mapping[Urgence, Delai]) -> Mapping[Urgence, Delai]:
    lus = {urgence: table.lire(urgence.value, delai, defaut[urgence]) for urgence in _URGENCES}
    table.fermer()
    return lus


def _motifs(table: Cles) -> Mapping[Motif, RegleMotif]:
    regles = {motif: _regle_motif(table.table(motif.value), _DEFAUT.motifs[motif]) for motif in Motif}
    table.fermer()
    return regles


def _regle_motif(table: Cles, defaut: RegleMotif) -> RegleMotif:
    regle = RegleMotif(
        competence=table.lire("competence", membre(Competence), defaut.competence),
        exclu=table.lire("exclu", oui_non, defaut.exclu),
        orientation=table.lire("orientation", texte, defaut.orientation),
        urgence_minimale=table.lire("urgence_minimale", membre(Urgence), defaut.urgence_minimale),
    )
    table.fermer()
    if regle.exclu and regle.orientation is None:
        raise table.erreur("orientation", "un motif exclu dit vers qui se tourner")
    if regle.urgence_minimale.rang < defaut.urgence_minimale.rang:
        raise table.erreur("urgence_minimale", f"ne peut pas être sous « {defaut.urgence_minimale} »")
    return regle


def _horaires(table: Cles) -> Horaires:
    defaut = _DEFAUT.horaires
    jours = table.lire("jours", liste(choix({nom: rang for rang, nom in enumerate(JOURS)})), tuple(defaut.jours))
    plages: tuple[Plage, ...] = table.lire("plages", liste(plage), defaut.plages)
    nuit = table.lire("nuit", plage, defaut.nuit)
    try:
        return Horaires(frozenset(jours), plages, nuit)
    except ValueError as raison:
        raise table.erreur("", str(raison)) from raison


def _reunion(table: Cles) -> RegleReunion:
    defaut = _DEFAUT.reunion
    return RegleReunion(
        rang=table.lire("rang", choix(_RANGS), defaut.rang),
        jour=table.lire("jour", choix({nom: rang for rang, nom in enumerate(JOURS)}), defaut.jour),
        heure=table.lire("heure", heure, defaut.heure),
    )


def _astreinte(table: Cles) -> Mapping[str, tuple[str, ...]]:
    return {organisation: table.exiger(organisation, _au_moins_un) for organisation in table.noms()}


def _partenaires(table: Cles) -> Mapping[str, str]:
    return {nom: table.exiger(nom, texte) for nom in table.noms()}


def _brouillon(table: Cles) -> Brouillon:
    defaut = _DEFAUT.brouillon
    lu = Brouillon(
        rappel=table.lire("rappel", delai, defaut.rappel),
        transmission=table.lire("transmission", delai, defaut.transmission),
    )
    table.fermer()
    return lu


def _conservation(table: Cles) -> Conservation:
    defaut = _DEFAUT.conservation
    lue = Conservation(
        brouillons=table.lire("brouillons", entier(1), defaut.brouillons),
        messages=table.lire("messages", entier(1), defaut.messages),
        dossiers_clos=table.lire("dossiers_clos", entier(1), defaut.dossiers_clos),
    )
    table.fermer()
    return lue


def _accompagnement(table: Cles) -> Accompagnement:
    defaut = _DEFAUT.accompagnement
    mois: tuple[int | None, ...] = tuple(
        table.lire(cle, entier(1), None)
        for cle in ("contrat_mois", "rencontres_par_mois", "bilan_mois", "tripartite_mois")
    )
    lu = Accompagnement(
        contrat_mois=mois[0],
        rencontres_par_mois=mois[1],
        bilan_mois=mois[2],
        tripartite_mois=mois[3],
        renouvellements=table.lire("renouvellements", entier(0), defaut.renouvellements),
        rencontres_prealables=table.lire("rencontres_prealables", entier(0), defaut.rencontres_prealables),
        premiere_avec_bailleur=table.lire("premiere_avec_bailleur", oui_non, defaut.premiere_avec_bailleur),
        demarrage_semaines=table.lire("demarrage_semaines", entier(0), defaut.demarrage_semaines),
        rencontres_par_semaine_au_demarrage=table.lire(
            "rencontres_par_semaine_au_demarrage", entier(0), defaut.rencontres_par_semaine_au_demarrage
        ),
    )
    table.fermer()
    return lu
