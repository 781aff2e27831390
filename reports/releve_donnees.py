"""Du relevé aux gabarits : tout y devient texte français, les gabarits ne font plus que disposer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.veille import DossierVu, Point, Releve
from domain.veille_chiffres import Compte, DelaiPrise, resserrer
from reports import francais as fr
from reports.releve_fiches import age, donnees_fiche, lieu, mention, motifs, porteur
from reports.releve_lecture import ligne_lecture

Donnees = dict[str, object]

_RIEN = f"Rien à signaler{fr.INSECABLE}: aucun dossier ouvert, et aucun mouvement dans la période."


def donnees_image(releve: Releve) -> Donnees:
    """Ce que montre l'image du téléphone."""
    chiffres = releve.chiffres
    rubriques = _rubriques(releve)
    return {
        **_entete(releve),
        "mention": "Document sans identité",
        "tuiles": _tuiles(releve),
        "motifs": _barres(resserrer(chiffres.par_motif, 5, "motifs")),
        "residences": _barres(resserrer(chiffres.par_residence, 4, "résidences")),
        "delais": _barres(chiffres.par_delai),
        "prises": fr.accord(chiffres.pris_en_charge, "prise en charge", "prises en charge"),
        "rubriques": [{"libelle": libelle, "nombre": fr.nombre(len(points))} for libelle, points in rubriques],
        "a_voir": fr.accord(len(releve.ordre_du_jour), "dossier à voir", "dossiers à voir"),
    }


def donnees_pdf(releve: Releve) -> Donnees:
    """Ce que montre le document de réunion."""
    chiffres = releve.chiffres
    rangs = {point.dossier.reference: rang for rang, point in enumerate(releve.ordre_du_jour, 1)}
    return {
        **_entete(releve),
        "nominatif": releve.nominatif,
        "tuiles": _tuiles(releve),
        "motifs": _barres(resserrer(chiffres.par_motif, 6, "motifs")),
        "residences": _barres(resserrer(chiffres.par_residence, 6, "résidences")),
        "a_voir": fr.accord(len(releve.ordre_du_jour), "dossier à voir", "dossiers à voir"),
        "rubriques": [
            {
                "libelle": libelle,
                "nombre": fr.nombre(len(points)),
                "points": [_ligne(p, rangs[p.dossier.reference], releve) for p in points],
            }
            for libelle, points in _rubriques(releve)
        ],
        "hors": _hors(releve),
        "fiches": [donnees_fiche(p, rang, releve) for rang, p in enumerate(releve.ordre_du_jour, 1)],
        "retards": [_retard(d, rangs[d.reference], releve) for d in releve.en_retard],
        "detail": _detail(releve),
    }


def _entete(releve: Releve) -> Donnees:
    periode = fr.periode(releve.periode, releve.fuseau)
    reunion = releve.reunion_le and fr.instant_long(releve.reunion_le, releve.fuseau)
    suite = " (en cours)" if releve.maintenant < releve.periode.fin else ""
    return {
        "titre": fr.propre(releve.titre),
        "periode": periode + suite,
        "periode_titre": periode[0].upper() + periode[1:] + suite,
        "perimetre": fr.imprimable(releve.perimetre),
        "mention": mention(releve),
        "etabli": f"Établi le {fr.instant_long(releve.maintenant, releve.fuseau)}",
        "reunion": f"Réunion de veille{fr.INSECABLE}: {reunion}" if reunion else "",
        "vide": _RIEN if releve.vide else "",
        "sans_nouveau": "" if releve.chiffres.nouveaux else "Aucun nouveau dossier dans la période.",
        "sans_prise": "" if releve.chiffres.pris_en_charge else "Aucune prise en charge dans la période.",
        "lecture": ligne_lecture(releve),
        "sans_point": "" if releve.ordre_du_jour else "Aucun dossier à l’ordre du jour.",
    }


def _tuiles(releve: Releve) -> list[Donnees]:
    """Deux rangées de trois : ce qui s'est passé dans la période, puis où l'on en est."""
    c = releve.chiffres
    mediane = f"délai médian : {fr.duree(c.delai_median)}" if c.delai_median is not None else "aucune dans la période"
    attente = [releve.maintenant - d.cree_le for d in releve.dossiers if d.non_pris]
    return [
        _tuile(c.nouveaux, "nouveau dossier", "nouveaux dossiers", _comparaison(releve)),
        _tuile(c.pris_en_charge, "prise en charge", "prises en charge", mediane),
        _tuile(c.rencontres, "rencontre", "rencontres", _sur(c.tentatives)),
        _tuile(
            c.ouverts,
            "dossier ouvert",
            "dossiers ouverts",
            f"dont {fr.nombre(c.en_retard)} en retard" if c.en_retard else "aucun en retard",
        ),
        _tuile(
            c.non_pris,
            "non pris en charge",
            "non pris en charge",
            f"le plus ancien : {fr.duree(max(attente))}" if attente else "aucun en attente",
        ),
        _tuile(
            c.bloquees, "situation bloquée", "situations bloquées", "à débloquer en réunion" if c.bloquees else "aucune"
        ),
    ]


def _tuile(valeur: int, singulier: str, pluriel: str, note: str) -> Donnees:
    return {
        "valeur": fr.nombre(valeur),
        "libelle": singulier if valeur < 2 else pluriel,
        "note": note.replace(" :", "\u00a0:"),
    }


def _sur(tentatives: int) -> str:
    return f"sur {fr.accord(tentatives, 'tentative', 'tentatives')}" if tentatives else "aucune tentative"


def _comparaison(releve: Releve) -> str:
    debut = releve.periode.debut.astimezone(releve.fuseau)
    avant = fr.nombre(releve.chiffres.nouveaux_avant)
    if debut.day != 1:
        return f"période précédente : {avant}"
    return f"{fr.mois_annee(debut - timedelta(days=1)).split(fr.INSECABLE)[0]} : {avant}"


def _barres(comptes: Sequence[Compte]) -> list[Donnees]:
    """Chaque ligne avec sa part du plus grand nombre, de 0 à 1 ; une ligne qui en regroupe n'a pas de barre."""
    plus_grand = max((c.nombre for c in comptes if c.lignes == 1), default=0) or 1
    return [
        {
            "libelle": fr.imprimable(c.libelle, 60),
            "nombre": fr.nombre(c.nombre),
            "part": c.nombre / plus_grand if c.lignes == 1 else 0,
        }
        for c in comptes
    ]


def _rubriques(releve: Releve) -> list[tuple[str, list[Point]]]:
    groupes: dict[str, list[Point]] = {}
    for point in releve.ordre_du_jour:
        groupes.setdefault(point.rubrique.libelle, []).append(point)
    return list(groupes.items())


def _ligne(point: Point, rang: int, releve: Releve) -> Donnees:
    dossier = point.dossier
    return {
        "rang": rang,
        "reference": dossier.reference,
        "motifs": motifs(dossier),
        "urgence": dossier.urgence.libelle,
        "niveau": dossier.urgence.value,
        "lieu": lieu(dossier),
        "porteur": porteur(dossier),
        "age": age(dossier, releve),
    }


def _retard(dossier: DossierVu, rang: int, releve: Releve) -> Donnees:
    depuis = dossier.retard_depuis or releve.maintenant
    return {
        "rang": rang,
        "reference": dossier.reference,
        "depuis": fr.instant_court(depuis, releve.fuseau),
        "retard": fr.duree(releve.maintenant - depuis),
        "lieu": lieu(dossier),
        "porteur": porteur(dossier),
        "palier": str(dossier.palier) if dossier.palier else "—",
    }


def _hors(releve: Releve) -> str:
    autres = releve.hors_ordre_du_jour
    if not autres:
        return ""
    verbe = "suit son cours" if autres == 1 else "suivent leur cours"
    return f"{fr.accord(autres, 'autre dossier ouvert', 'autres dossiers ouverts')} {verbe}, sans point à voir."


def _detail(releve: Releve) -> Donnees:
    c = releve.chiffres
    return {
        "motifs": _barres(c.par_motif),
        "residences": _barres(c.par_residence),
        "urgences": _barres(c.par_urgence),
        "tranches": _barres(c.par_delai),
        "charges": _barres(c.par_charge),
        "clotures": _barres(c.par_cloture),
        "delais": [_delai(d) for d in c.delais],
    }


def _delai(delai: DelaiPrise) -> list[str]:
    mediane = "—" if delai.median is None else fr.duree(delai.median)
    return [delai.urgence.libelle, fr.imprimable(delai.attendu) or "—", fr.nombre(delai.pris), mediane]
