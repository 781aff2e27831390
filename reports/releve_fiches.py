"""La fiche d'un dossier dans le relevé : ce qu'il faut en savoir pour en parler en réunion."""

from __future__ import annotations

from domain.veille import DossierVu, Point, Releve, TentativeVue
from reports import francais as fr


def mention(releve: Releve) -> str:
    """Ce que chaque page dit de sa diffusion."""
    return f"Document nominatif{fr.INSECABLE}: ne pas diffuser" if releve.nominatif else "Document sans identité"


def motifs(dossier: DossierVu) -> str:
    """Les motifs, séparés par des virgules."""
    return ", ".join(m.libelle for m in dossier.motifs) or "À préciser"


def lieu(dossier: DossierVu) -> str:
    """La résidence et sa commune."""
    residence = fr.imprimable(dossier.residence or "") or "Résidence à préciser"
    commune = fr.imprimable(dossier.commune or "")
    return f"{residence}, {commune}" if commune else residence


def porteur(dossier: DossierVu) -> str:
    """Qui suit le dossier, ou que personne ne le suit encore."""
    if dossier.non_pris:
        return "Non pris en charge"
    return fr.imprimable(dossier.charge or "") or "Chargé à préciser"


def age(dossier: DossierVu, releve: Releve) -> str:
    """Temps écoulé depuis le signalement."""
    return fr.duree(releve.maintenant - dossier.cree_le)


def donnees_fiche(point: Point, rang: int, releve: Releve) -> dict[str, object]:
    """Les champs de la fiche, dans l'ordre de lecture ; nom et logement seulement si le relevé est nominatif."""
    dossier = point.dossier
    return {
        "rang": rang,
        "reference": dossier.reference,
        "urgence": dossier.urgence.libelle,
        "niveau": dossier.urgence.value,
        "rubriques": [r.libelle for r in (point.rubrique, *point.aussi)],
        "motifs": motifs(dossier),
        "champs": [*_identite(dossier, releve), *_lieux(dossier), *_suivi(dossier, releve)],
        "tentatives": [_tentative(t, releve) for t in dossier.tentatives],
    }


def _identite(dossier: DossierVu, releve: Releve) -> list[tuple[str, str]]:
    if not releve.nominatif:
        return []
    return [
        ("Locataire", fr.imprimable(dossier.locataire or "") or "Non renseigné"),
        ("Logement", fr.imprimable(dossier.logement or "") or "Non renseigné"),
    ]


def _lieux(dossier: DossierVu) -> list[tuple[str, str]]:
    origine = " · ".join(fr.imprimable(x) for x in (dossier.bailleur, dossier.equipe) if x)
    return [("Résidence", lieu(dossier)), ("Bailleur, équipe", origine or "Non renseigné")]


def _suivi(dossier: DossierVu, releve: Releve) -> list[tuple[str, str]]:
    fuseau = releve.fuseau
    champs = [("Signalé", f"{fr.instant_court(dossier.cree_le, fuseau)} (il y a {age(dossier, releve)})")]
    if dossier.pris_le is not None and not dossier.non_pris:
        delai = fr.duree(dossier.pris_le - dossier.cree_le)
        champs.append(("Pris en charge", f"{fr.instant_court(dossier.pris_le, fuseau)} (en {delai})"))
    champs.append(("Suivi par", porteur(dossier)))
    if dossier.retard_depuis is not None:
        retard = fr.duree(releve.maintenant - dossier.retard_depuis)
        champs.append(("En retard", f"depuis le {fr.instant_court(dossier.retard_depuis, fuseau)} ({retard})"))
    if dossier.palier:
        champs.append(("Escalade", f"palier {dossier.palier}"))
    if dossier.expulsion_datee is not None:
        champs.append(("Expulsion", _echeance_expulsion(dossier, releve)))
    return champs


def _echeance_expulsion(dossier: DossierVu, releve: Releve) -> str:
    jour = dossier.expulsion_datee
    if jour is None:
        return ""
    reste = (jour - releve.maintenant.astimezone(releve.fuseau).date()).days
    if reste < 0:
        return f"{fr.jour_court(jour)} (date passée)"
    if reste == 0:
        return f"{fr.jour_court(jour)} (aujourd’hui)"
    return f"{fr.jour_court(jour)} (dans {fr.accord(reste, 'jour', 'jours')})"


def _tentative(tentative: TentativeVue, releve: Releve) -> list[str]:
    if tentative.faite_le is None:
        etat = "à venir" if tentative.prevue_le > releve.maintenant else "sans réponse"
        return [str(tentative.numero), fr.instant_court(tentative.prevue_le, releve.fuseau), "—", etat]
    return [
        str(tentative.numero),
        fr.instant_court(tentative.prevue_le, releve.fuseau),
        fr.instant_court(tentative.faite_le, releve.fuseau),
        fr.imprimable(tentative.resultat or "") or "Résultat à préciser",
    ]
