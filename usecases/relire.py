"""Relire un brouillon dont le message a changé ou reçu une suite, sans défaire ce qu'une personne y a corrigé.

La classification propose, un humain corrige (parcours, 5) : ce qui diffère de l'ancienne lecture est sa correction.
"""

from __future__ import annotations

from domain.dossier import EtatSignalement, Signalement
from domain.personne import Personne
from domain.signalement import Analyse, Lieu, Motif, Urgence
from domain.texte import est_parlant
from storage.unit_of_work import UnitOfWork
from usecases.brouillon import etat_de, rapprocher, reconnaitre_residence, retenir_urgence
from usecases.contexte import Contexte


async def relire_brouillon(
    ctx: Contexte, unit: UnitOfWork, personne: Personne, ancien: Signalement, texte: str, analyse: Analyse
) -> Signalement:
    """Réécrit le brouillon d'après son nouveau texte et rend ce qu'il est devenu."""
    lue = retenir_urgence(ctx, analyse)
    motifs = _motifs(ancien, lue)
    etat = _etat(ancien, lue, motifs, texte)
    rouvert = etat is not ancien.etat
    await unit.signalements.relire(
        ancien.id,
        texte,
        lue,
        motifs=motifs,
        urgence=_urgence(ctx, ancien, lue, motifs),
        lieu=_lieu(ancien, lue),
        locataire=ancien.locataire if ancien.locataire != ancien.analyse.locataire else lue.locataire,
        residence_id=await _residence(unit, personne, ancien, lue),
        etat=etat,
        verdict=None if rouvert else ancien.verdict,
    )
    await rapprocher(unit, ancien.id)
    relu = await unit.signalements.get(ancien.id)
    assert relu is not None
    return relu


def _motifs(ancien: Signalement, lue: Analyse) -> tuple[Motif, ...]:
    """Ce qu'une personne a ajouté ou retiré le reste ; un danger nouveau ramène ce qui avait été retiré."""
    ajoutes = set(ancien.motifs) - set(ancien.analyse.motifs)
    retires = set() if _danger_nouveau(ancien, lue) else set(ancien.analyse.motifs) - set(ancien.motifs)
    return tuple(motif for motif in Motif if motif in ({*lue.motifs} | ajoutes) - retires)


def _danger_nouveau(ancien: Signalement, lue: Analyse) -> bool:
    return lue.urgence is Urgence.IMMEDIATE and ancien.analyse.urgence is not Urgence.IMMEDIATE


def _urgence(ctx: Contexte, ancien: Signalement, lue: Analyse, motifs: tuple[Motif, ...]) -> Urgence | None:
    """L'urgence choisie à la main reste, mais un danger nouveau l'emporte.

    Le minimum qu'un motif impose, quand une personne confirme ce motif, n'est pas un choix.
    """
    retenue, avant = ctx.dispositif.urgence_retenue, ancien.analyse.urgence
    d_office = retenue(ancien.motifs, avant or Urgence.NORMALE)
    choisie = lue.urgence if _danger_nouveau(ancien, lue) or ancien.urgence in {None, d_office} else ancien.urgence
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

    Une photo ou un vocal attend ses motifs d'une personne : le lieu écrit ensuite n'en fait pas un message sans alerte.
    Seuls un motif ou un danger nouveaux, ou une question qui n'a pas été posée, rouvrent ce qu'elle a dit n'être pas
    une alerte.
    """
    if ancien.etat is EtatSignalement.A_QUALIFIER:
        return ancien.etat
    if ancien.etat is EtatSignalement.ANNULE:
        return etat_de(lue, texte)
    refuses = ancien.motifs if ancien.etat is EtatSignalement.HORS_PERIMETRE else ()
    nouveaux = set(motifs) - set(refuses) or set(lue.a_verifier) - set(ancien.analyse.a_verifier)
    if nouveaux or _danger_nouveau(ancien, lue):
        return EtatSignalement.BROUILLON
    if ancien.verdict is not None or (ancien.piece is not None and not est_parlant(ancien.texte)):
        return ancien.etat
    return etat_de(lue, texte)
