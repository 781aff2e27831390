"""Ce que les corrections faites dans la conversation apprennent : des exemples pseudonymisés, et un décompte.

Source : parcours, 1.3. Aucun exemple ne sort si le dispositif n'autorise pas l'apprentissage ; le décompte ne contient
que des nombres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from domain.dossier import Cloture, Signalement, Verdict
from domain.justesse import Justesse, juger
from domain.personne import Residence
from domain.pseudonymes import Tirage
from domain.pseudonymisation import Annote, Identites, pseudonymiser
from domain.signalement import Urgence
from domain.texte import accorder
from nlp.reperes.noms import PAS_UN_NOM, PRENOMS
from nlp.reperes.personnes import trouver_personnes
from storage.crypto import Keyring
from storage.unit_of_work import UnitOfWork
from usecases.bilan import OPERATEUR
from usecases.contexte import Contexte

ERREUR = "erreur"
"""Le piège noté sur un danger que son auteur a retiré comme une erreur : à relire avant d'en rien apprendre."""


class ExportInterditError(Exception):
    """Le dispositif ne permet pas de garder des exemples ; le message est une phrase."""


@dataclass(frozen=True, slots=True)
class Exemple:
    """Une ligne du corpus."""

    numero: str
    annote: Annote
    motifs: tuple[str, ...]
    urgence: str | None
    pieges: tuple[str, ...] = ()

    def ligne(self) -> dict[str, object]:
        """L'exemple au format du corpus (`nlp/corpus/README.md`)."""
        return {
            "id": self.numero,
            "text": self.annote.texte,
            "motifs": list(self.motifs),
            "urgence": self.urgence,
            "lieu": asdict(self.annote.lieu),
            "locataire": self.annote.locataire,
            "traps": list(self.pieges),
        }


async def exporter_corpus(ctx: Contexte) -> list[Exemple]:
    """Les signalements où une personne a corrigé quelque chose avant d'en décider, sans un nom ; l'acte est journalisé.

    Lève `ExportInterditError` si le dispositif ne permet pas l'apprentissage.
    """
    if not ctx.dispositif.apprentissage:
        raise ExportInterditError(
            f"Le dispositif « {ctx.dispositif.titre} » ne permet pas l'apprentissage : rien n'est exporté."
        )
    async with ctx.base.read() as unit:
        exemples = await _lire(unit)
    async with ctx.traiter(None) as unit:
        await unit.journal.noter(
            ctx.clock.now(), OPERATEUR, "corpus", detail=accorder(len(exemples), "exemple", "exemples")
        )
    return exemples


async def juger_lectures(ctx: Contexte) -> Justesse:
    """Ce que les personnes ont gardé, retiré et ajouté, sur tout ce qu'elles ont décidé ; l'acte est journalisé."""
    async with ctx.traiter(None) as unit:
        await unit.journal.noter(ctx.clock.now(), OPERATEUR, "evaluation")
        return juger(await unit.lectures.decidees())


async def _lire(unit: UnitOfWork) -> list[Exemple]:
    residences = await unit.residences.toutes()
    equipe = {personne.id: personne.nom for personne in await unit.personnes.toutes()}
    exemples = []
    for numero in await unit.lectures.corrigees():
        signalement = await unit.signalements.get(numero)
        dossier = await unit.dossiers.get(signalement.dossier_id) if signalement else None
        if signalement is None or not signalement.texte.strip():
            continue
        autres = [*await unit.signalements.noms_corriges(numero), *([dossier.locataire] if dossier else [])]
        identites = _identites(signalement, autres, residences, equipe)
        annote = pseudonymiser(
            Annote(signalement.texte, signalement.lieu, signalement.locataire),
            signalement.analyse.lieu,
            identites,
            _tirage(unit.keyring),
        )
        erreur = dossier is not None and dossier.cloture is Cloture.ERREUR
        exemples.append(_exemple(unit.keyring, signalement, annote, erreur=erreur))
    return exemples


def _identites(
    signalement: Signalement, autres: Sequence[str | None], residences: Sequence[Residence], equipe: dict[int, str]
) -> Identites:
    """Tous les noms connus qui peuvent être dans ce message."""
    menage = (signalement.locataire, signalement.analyse.locataire, *autres)
    return Identites(
        locataires=tuple(dict.fromkeys(nom for nom in menage if nom)),
        auteur=equipe.get(signalement.auteur_id, ""),
        personnes=tuple(nom for nom in equipe.values() if " " in nom),
        passages=trouver_personnes(signalement.texte, signalement.lieu.residence).noms,
        residence=next((r.nom for r in residences if r.id == signalement.residence_id), None),
        residences=tuple(r.nom for r in residences),
        prenoms=PRENOMS,
        courants=PAS_UN_NOM,
    )


def _exemple(keyring: Keyring, signalement: Signalement, annote: Annote, *, erreur: bool) -> Exemple:
    numero = f"cor-{keyring.digest('corpus', str(signalement.id))[:12]}"
    if erreur or not signalement.motifs or signalement.verdict is Verdict.HORS_PERIMETRE:
        return Exemple(numero, annote, (), None, (ERREUR,) if erreur else ())
    urgence = signalement.urgence or Urgence.NORMALE
    return Exemple(numero, annote, tuple(motif.value for motif in signalement.motifs), urgence.value)


def _tirage(keyring: Keyring) -> Tirage:
    """Un tirage à clef : le même nom donne toujours le même, et nul ne le retrouve sans la clef."""
    return lambda mot, parmi: int(keyring.digest("pseudonyme", mot), 16) % parmi
