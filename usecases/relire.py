"""Relire un brouillon dont le message a changé ou reçu une suite, sans défaire ce qu'une personne y a corrigé.

La classification propose, un humain corrige (parcours, 5) : ce qui diffère de l'ancienne lecture est sa correction.
"""

from __future__ import annotations

from domain.dossier import EtatSignalement, Signalement
from domain.personne import Personne
from domain.signalement import Analyse, Lieu, Motif, Urgence
from storage.unit_of_work import UnitOfWork
from usecases.brouillon import etat_de, rapprocher, reconnaitre_residence, retenir_urgence
from usecases.contexte import Contexte


async def relire_brouillon(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, ancien: Signalement, texte: str, analyse: Analyse
) -> Signalement:
    """Réécrit le brouillon d'après son nouveau texte et rend ce qu'il est devenu."""
    lue = retenir_urgence(ctx, analyse)
    motifs = _motifs(ancien, lue)
    await unit.signalements.relire(
        ancien.id,
        texte,
        lue,
        motifs=motifs,
        urgence=_urgence(ctx, ancien, lue, motifs),
        lieu=_lieu(ancien, lue),
        locataire=ancien.locataire if ancien.locataire != ancien.analyse.locataire else lue.locataire,
        residence_id=await _residence(unit, personne, ancien, lue),
        etat=_etat(ancien, lue, motifs, texte),
    )
    await rapprocher(unit, ancien.id)
    relu = await unit.signalements.get(ancien.id)
    assert relu is not None
    return relu


def _motifs(ancien: Signalement, lue: Analyse) -> tuple[Motif, ...]:
    ajoutes = set(ancien.motifs) - set(ancien.analyse.motifs)
    retires = set(ancien.analyse.motifs) - set(ancien.motifs)
    return tuple(motif for motif in Motif if motif in ({*lue.motifs} | ajoutes) - retires)


def _urgence(ctx: Contexte, ancien: Signalement, lue: Analyse, motifs: tuple[Motif, ...]) -> Urgence | None:
    """L'urgence choisie à la main reste, mais un danger nouveau l'emporte.

    Le minimum qu'un motif impose, quand une personne confirme ce motif, n'est pas un choix.
    """
    retenue, avant = ctx.dispositif.urgence_retenue, ancien.analyse.urgence
    d_office = retenue(ancien.motifs, avant or Urgence.NORMALE)
    danger = lue.urgence is Urgence.IMMEDIATE and avant is not Urgence.IMMEDIATE
    choisie = lue.urgence if danger or ancien.urgence in {None, d_office} else ancien.urgence
    return retenue(motifs, choisie or Urgence.NORMALE) if motifs else choisie


def _lieu(ancien: Signalement, lue: Analyse) -> Lieu:
    """Champ par champ, ce qui a été écrit à la main reste."""
    corrige, lu = ancien.lieu, ancien.analyse.lieu
    return Lieu(
        residence=corrige.residence if corrige.residence != lu.residence else lue.lieu.residence,
        batiment=corrige.batiment if corrige.batiment != lu.batiment else lue.lieu.batiment,
        escalier=corrige.escalier if corrige.escalier != lu.escalier else lue.lieu.escalier,
        etage=corrige.etage if corrige.etage != lu.etage else lue.lieu.etage,
        logement=corrige.logement if corrige.logement != lu.logement else lue.lieu.logement,
    )


async def _residence(unit: UnitOfWork, personne: Personne, ancien: Signalement, lue: Analyse) -> int | None:
    avait_lu = await reconnaitre_residence(unit, personne, ancien.analyse.lieu.residence)
    if ancien.residence_ignoree or ancien.residence_id != avait_lu:
        return ancien.residence_id
    return await reconnaitre_residence(unit, personne, lue.lieu.residence)


def _etat(ancien: Signalement, lue: Analyse, motifs: tuple[Motif, ...], texte: str) -> EtatSignalement:
    """« À qualifier » le reste ; qu'une personne ait dit que c'est une alerte, ou non, n'est pas oublié.

    Seul un motif nouveau, un danger, ou une question qui n'a pas été posée, rouvre ce qu'elle a dit n'être pas une
    alerte.
    """
    if ancien.etat is EtatSignalement.A_QUALIFIER:
        return ancien.etat
    dits = ancien.motifs if ancien.etat is EtatSignalement.HORS_PERIMETRE else ()
    danger = bool(motifs) and lue.urgence is Urgence.IMMEDIATE
    if danger or not (set(motifs) <= set(dits) and set(lue.a_verifier) <= set(ancien.analyse.a_verifier)):
        return EtatSignalement.BROUILLON
    if ancien.etat is not etat_de(ancien.analyse, parlant=bool(ancien.texte.strip())):
        return ancien.etat
    return etat_de(lue, parlant=bool(texte.strip()))
