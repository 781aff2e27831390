"""Le relevé du mois : sur demande par `/veille`, et la veille de la réunion. Source : parcours, section 4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from domain.aller_vers import Resultat
from domain.dossier import Dossier, EtatDossier
from domain.droits import Situation, peut_voir
from domain.echeance import Echeance, Sorte
from domain.personne import Personne, Residence, Role
from domain.signalement import Motif, Urgence
from domain.texte import plier
from domain.veille import DossierVu, Releve, TentativeVue, composer_releve, mois_entier, precedente
from domain.veille_dossier import Etat
from domain.vues import Avis, Piece
from storage.dossiers import Tentative
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.situation import refuser

PIECES = (Piece.RELEVE_IMAGE, Piece.RELEVE_PDF, Piece.RELEVE_TABLEUR)

_MOIS = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")

_ETATS: Mapping[EtatDossier, Etat] = {
    EtatDossier.OUVERT: "ouvert",
    EtatDossier.PRIS_EN_CHARGE: "pris_en_charge",
    EtatDossier.CLOS: "clos",
}


async def demander_releve(ctx: Contexte, entree: int, telegram_id: int, chat_id: int, mois: str) -> None:
    """`/veille [AAAA-MM]` : l'image, le PDF et le tableur, dans la conversation où on les demande."""
    now = ctx.clock.now()
    async with ctx.traiter(entree) as unit:
        personne = await unit.personnes.par_telegram(telegram_id)
        if personne is None:
            await unit.outbox.say(chat_id, Avis.INCONNU, now)
            return
        if not personne.a(Role.CELLULE, Role.RESPONSABLE, Role.CHARGE):
            await refuser(unit, personne, chat_id, "voir le relevé de veille", now)
            return
        voulu = mois.strip() or ctx.calendrier.local(now).strftime("%Y-%m")
        if not _MOIS.fullmatch(voulu):
            await unit.outbox.say(chat_id, Avis.USAGE, now, quoi="Écrivez le mois ainsi : /veille 2026-11")
            return
        equipe, cellule = (await unit.groupes.tous()).get(chat_id, (None, False))
        if chat_id < 0 and equipe is None:
            await refuser(unit, personne, chat_id, "recevoir le relevé dans un groupe qui n’est pas lié", now)
            return
        await unit.journal.noter(now, personne.id, "releve", detail=voulu)
        vu = {"personne": 0} if cellule else {"equipe": equipe} if equipe else {"personne": personne.id}
        for piece in PIECES:
            await unit.outbox.attach(chat_id, piece, now, mois=voulu, **vu)


async def remettre_releve(ctx: Contexte, unit: UnitOfWork, echeance: Echeance, now: datetime) -> None:
    """La veille de la réunion, la cellule reçoit le relevé ; la réunion suivante est programmée."""
    annee, mois = divmod(echeance.sujet_id, 100)
    groupe = await unit.groupes.cellule()
    if groupe is not None:
        for piece in PIECES:
            await unit.outbox.attach(groupe, piece, now, mois=f"{annee:04d}-{mois:02d}", personne=0)
    await programmer_releve(ctx, unit, ctx.calendrier.reunion(annee, mois, ctx.dispositif.reunion))


async def programmer_releve(ctx: Contexte, unit: UnitOfWork, apres: datetime) -> None:
    """Programme le relevé de la première réunion après cet instant, une fois."""
    reunion = ctx.calendrier.prochaine_reunion(apres, ctx.dispositif.reunion)
    local = ctx.calendrier.local(reunion)
    sujet = local.year * 100 + local.month
    if not await unit.echeances.existe(Sorte.RELEVE, sujet):
        depart = ctx.calendrier.veille_de(reunion, ctx.dispositif.heure_releve)
        await unit.echeances.prevoir(Sorte.RELEVE, sujet, 0, depart, ctx.calendrier.tz)


async def composer(
    ctx: Contexte,
    mois: str,
    *,
    personne_id: int = 0,
    equipe: str | None = None,
    organisation: str | None = None,
    nominatif: bool = False,
) -> Releve:
    """Compose le relevé d'un mois « AAAA-MM » pour une équipe, ou ce qu'une personne peut voir (0 : tout).

    Lève `ValueError` si le mois s'écrit autrement.
    """
    lu = _MOIS.fullmatch(mois)
    if lu is None:
        raise ValueError(f"mois « {mois} » incompris : écrivez AAAA-MM")
    now = ctx.clock.now()
    periode = mois_entier(int(lu[1]), int(lu[2]), ctx.calendrier.tz)
    async with ctx.base.read() as unit:
        personne = await unit.personnes.get(personne_id) if personne_id else None
        dossiers = await unit.dossiers.vus_entre(periode.debut - timedelta(days=31), periode.fin)
        if equipe is not None:
            dossiers = [dossier for dossier in dossiers if plier(dossier.equipe or "") == equipe]
        vus = await _vus(ctx, unit, dossiers, personne, organisation, now)
        lues = await unit.lectures.decidees(precedente(periode, ctx.calendrier.tz).debut, periode.fin)
    entier = equipe is None and organisation is None and (personne is None or personne.a(Role.CELLULE))
    return composer_releve(
        vus.values(),
        periode.debut,
        periode.fin,
        now,
        "Relevé de veille sociale",
        organisation or _perimetre(personne, equipe) or ctx.dispositif.titre,
        ctx.calendrier.prochaine_reunion(now, ctx.dispositif.reunion),
        fuseau=ctx.calendrier.tz,
        delais_prise={urgence: ctx.dispositif.delais[urgence].en_clair() for urgence in Urgence},
        nominatif=nominatif,
        lectures=[lue for lue in lues if (entier if lue.dossier_id is None else lue.dossier_id in vus)],
    )


def _perimetre(personne: Personne | None, equipe: str | None) -> str | None:
    if equipe is not None:
        return f"Équipe {equipe.capitalize()}"
    if personne is not None and not personne.a(Role.CELLULE):
        return personne.equipe or personne.organisation
    return None


async def _vus(
    ctx: Contexte,
    unit: UnitOfWork,
    dossiers: list[Dossier],
    personne: Personne | None,
    organisation: str | None,
    now: datetime,
) -> dict[int, DossierVu]:
    residences = {r.id: r for r in await unit.residences.toutes()}
    tentatives: dict[int, list[Tentative]] = {}
    for tentative in await unit.dossiers.tentatives(*(dossier.id for dossier in dossiers)):
        tentatives.setdefault(tentative.dossier_id, []).append(tentative)
    noms: dict[int, str] = {}
    vus = {}
    for dossier in dossiers:
        residence = residences.get(dossier.residence_id or 0)
        if organisation and plier(residence.bailleur if residence else "") != plier(organisation):
            continue
        if personne is not None and not personne.a(Role.CELLULE):
            situation = Situation(dossier, residence, await unit.dossiers.saisis(dossier.id))
            if not peut_voir(personne, situation):
                continue
        if dossier.charge_id and dossier.charge_id not in noms:
            charge = await unit.personnes.get(dossier.charge_id)
            noms[dossier.charge_id] = charge.nom if charge else ""
        faites = tentatives.get(dossier.id, [])
        vus[dossier.id] = _vu(ctx, dossier, residence, noms.get(dossier.charge_id or 0), faites, now)
    return vus


def _vu(
    ctx: Contexte,
    dossier: Dossier,
    residence: Residence | None,
    charge: str | None,
    faites: list[Tentative],
    now: datetime,
) -> DossierVu:
    retards = [t.prevue_le for t in faites if t.resultat is None and t.prevue_le < now]
    if (
        dossier.etat is EtatDossier.OUVERT
        and dossier.a_prendre_avant
        and (dossier.a_prendre_avant < now or dossier.palier > 0)
    ):
        retards.append(ctx.calendrier.ajouter(dossier.cree_le, ctx.dispositif.delais[dossier.urgence]))
    datee = dossier.urgence is not Urgence.NORMALE and Motif.EXPULSION in dossier.motifs
    lieu = dossier.lieu
    return DossierVu(
        reference=dossier.reference,
        cree_le=dossier.cree_le,
        motifs=dossier.motifs,
        urgence=dossier.urgence,
        residence=residence.nom if residence else None,
        commune=residence.commune if residence else None,
        bailleur=residence.bailleur if residence else None,
        equipe=dossier.equipe,
        etat=_ETATS[dossier.etat],
        pris_le=dossier.pris_le,
        charge=charge,
        clos_le=dossier.clos_le,
        cloture=dossier.cloture.libelle if dossier.cloture else None,
        palier=dossier.palier,
        situation_bloquee=dossier.situation_bloquee,
        expulsion_datee=ctx.calendrier.local(dossier.cree_le).date() if datee else None,
        inscrit=dossier.inscrit,
        retard_depuis=min(retards, default=None),
        tentatives=tuple(
            TentativeVue(t.numero, t.prevue_le, t.faite_le, Resultat(t.resultat).libelle if t.resultat else None)
            for t in faites
        ),
        locataire=dossier.locataire,
        logement=" ".join(part for part in (lieu.batiment, lieu.escalier, lieu.etage, lieu.logement) if part) or None,
    )
