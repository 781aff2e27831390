"""Ce que contiennent les feuilles du relevé : leurs colonnes, et leurs lignes en valeurs typées."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from domain.veille import DossierVu, Releve
from domain.veille_chiffres import Compte
from reports import francais as fr
from reports.releve_fiches import mention, motifs
from reports.releve_lecture import indicateurs_lecture

Valeur = str | int | datetime | date | timedelta | None
Colonne = tuple[str, int]
"""Le titre d'une colonne et sa largeur, en caractères."""

_ETATS = {"ouvert": "Non pris en charge", "pris_en_charge": "Pris en charge", "clos": "Clos"}
COLONNES_CHIFFRES: tuple[Colonne, ...] = (("Rubrique", 34), ("Indicateur", 44), ("Valeur", 12))
COLONNES_IDENTITE: tuple[Colonne, ...] = (("Locataire", 26), ("Logement", 22))
COLONNES_DOSSIERS: tuple[Colonne, ...] = (
    ("Référence", 12),
    ("État", 19),
    ("Motifs", 44),
    ("Urgence", 11),
    ("Résidence", 30),
    ("Commune", 24),
    ("Bailleur", 24),
    ("Équipe", 22),
    ("Chargé de gestion sociale", 26),
    ("Signalé le", 17),
    ("Pris en charge le", 17),
    ("Délai de prise (h)", 17),
    ("Clos le", 17),
    ("Motif de clôture", 24),
    ("Palier d’escalade", 16),
    ("Situation bloquée", 17),
    ("Expulsion le", 13),
    ("Inscrit à la veille", 17),
    ("En retard depuis", 17),
    ("Tentatives", 11),
    ("Dernier résultat", 18),
)
COLONNES_ORDRE: tuple[Colonne, ...] = (
    ("N°", 6),
    ("Rubrique", 24),
    ("Référence", 12),
    ("Motifs", 44),
    ("Urgence", 11),
    ("Résidence", 30),
    ("Commune", 24),
    ("Suivi par", 26),
    ("Signalé le", 17),
    ("En retard depuis", 17),
    ("Aussi", 44),
)


def lignes_chiffres(releve: Releve, titre: str) -> Iterable[Sequence[Valeur]]:
    """Les chiffres, une ligne par indicateur, sous leur rubrique."""
    c = releve.chiffres
    yield "Document", titre, None
    yield "Document", fr.propre(releve.perimetre), None
    yield "Document", mention(releve), None
    yield "Document", "Établi le", heure_au_mur(releve.maintenant, releve)
    if releve.reunion_le is not None:
        yield "Document", "Réunion de veille", heure_au_mur(releve.reunion_le, releve)
    yield "Dans la période", "Nouveaux dossiers", c.nouveaux
    yield "Dans la période", "Nouveaux dossiers, période précédente", c.nouveaux_avant
    yield "Dans la période", "Prises en charge", c.pris_en_charge
    yield "Dans la période", "Délai médian de prise en charge (h)", c.delai_median
    yield "Dans la période", "Dossiers clos", c.clos
    yield "Dans la période", "Tentatives d’aller vers", c.tentatives
    yield "Dans la période", "Rencontres", c.rencontres
    yield "À ce jour", "Dossiers ouverts", c.ouverts
    yield "À ce jour", "Non pris en charge", c.non_pris
    yield "À ce jour", "Situations bloquées", c.bloquees
    yield "À ce jour", "En retard", c.en_retard
    for indicateur, nombre in indicateurs_lecture(releve):
        yield "Lecture des messages", indicateur, nombre
    repartitions: tuple[tuple[str, tuple[Compte, ...]], ...] = (
        ("Nouveaux par motif", c.par_motif),
        ("Nouveaux par urgence", c.par_urgence),
        ("Nouveaux par résidence", c.par_residence),
        ("Prises en charge par délai", c.par_delai),
        ("Dossiers ouverts par personne", c.par_charge),
        ("Dossiers clos par motif de clôture", c.par_cloture),
    )
    for rubrique, comptes in repartitions:
        for compte in comptes:
            yield rubrique, compte.libelle, compte.nombre
    for delai in c.delais:
        yield (
            "Délai médian par urgence (h)",
            f"{delai.urgence.libelle} (attendu{fr.INSECABLE}: {delai.attendu})",
            delai.median,
        )


def ligne_dossier(dossier: DossierVu, releve: Releve) -> Sequence[Valeur]:
    """Un dossier ; nom et logement au bout, seulement si le relevé est nominatif."""
    faites = [t for t in dossier.tentatives if t.effectuee]
    identite = (dossier.locataire, dossier.logement) if releve.nominatif else ()
    return (
        dossier.reference,
        _ETATS[dossier.etat],
        motifs(dossier),
        dossier.urgence.libelle,
        dossier.residence,
        dossier.commune,
        dossier.bailleur,
        dossier.equipe,
        dossier.charge,
        heure_au_mur(dossier.cree_le, releve),
        heure_au_mur(dossier.pris_le, releve),
        dossier.pris_le - dossier.cree_le if dossier.pris_le else None,
        heure_au_mur(dossier.clos_le, releve),
        dossier.cloture,
        dossier.palier or None,
        "Oui" if dossier.situation_bloquee else None,
        dossier.expulsion_datee,
        "Oui" if dossier.inscrit else None,
        heure_au_mur(dossier.retard_depuis, releve),
        len(faites),
        faites[-1].resultat if faites else None,
        *identite,
    )


def lignes_ordre(releve: Releve) -> Iterable[Sequence[Valeur]]:
    """Les dossiers à voir, dans l'ordre de la réunion."""
    for rang, point in enumerate(releve.ordre_du_jour, 1):
        dossier = point.dossier
        yield (
            rang,
            point.rubrique.libelle,
            dossier.reference,
            motifs(dossier),
            dossier.urgence.libelle,
            dossier.residence,
            dossier.commune,
            "Non pris en charge" if dossier.non_pris else dossier.charge,
            heure_au_mur(dossier.cree_le, releve),
            heure_au_mur(dossier.retard_depuis, releve),
            ", ".join(r.libelle for r in point.aussi),
        )


def heure_au_mur(instant: datetime | None, releve: Releve) -> datetime | None:
    """L'heure au mur, sans décalage : un tableur n'en connaît pas."""
    return instant and instant.astimezone(releve.fuseau).replace(tzinfo=None, microsecond=0)
