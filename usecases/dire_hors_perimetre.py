"""`Pas une alerte` : une personne dit que la fiche se trompe ; rien n'est envoyé, et elle peut y revenir."""

from __future__ import annotations

from dataclasses import replace

from domain.dossier import EtatSignalement, Verdict
from domain.vues import Avis
from usecases.brouillon import RAPPELS, montrer_brouillon, programmer_rappels
from usecases.contexte import Contexte
from usecases.envoyer import BROUILLON, brouillon_ouvert
from usecases.geste import Appui, Geste, Reponse, executer


async def dire_hors_perimetre(ctx: Contexte, geste: Geste) -> Reponse:
    """Le brouillon devient hors périmètre : ni rappelé ni transmis, effacé à son terme.

    Ses motifs restent dessous : qui se ravise les retrouve.
    """
    return await executer(ctx, geste, BROUILLON, _dire_hors_perimetre)


async def _dire_hors_perimetre(appui: Appui) -> Reponse:
    unit, signalement = appui.unit, await brouillon_ouvert(appui)
    appui.exiger_a_jour()
    dit = replace(signalement, etat=EtatSignalement.HORS_PERIMETRE, verdict=Verdict.HORS_PERIMETRE)
    await unit.signalements.corriger(dit.id, etat=dit.etat, verdict=dit.verdict)
    await unit.journal.noter(appui.now, appui.personne.id, "hors_perimetre", detail=f"signalement {dit.id}")
    if appui.ctx.dispositif.apprentissage:
        await unit.signalements.garder_correction(dit.id, "perimetre", "alerte", "hors_perimetre", appui.now)
    await unit.echeances.annuler(RAPPELS, [dit.id])
    await programmer_rappels(appui.ctx, unit, dit, appui.now)
    await montrer_brouillon(unit, dit, appui.now)
    return Reponse(Avis.NOTE)
