"""Ce que font les commandes de l'exploitant, sur les mêmes cas d'usage que les boutons."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.container import open_context
from bot.settings import Settings
from domain.imports import Erreur
from domain.personne import Competence, Role
from domain.texte import accorder
from usecases.bilan import OPERATEUR
from usecases.contexte import Contexte
from usecases.inviter import InvitationImpossible, creer_invite, ecrire_invitation, trouver_invite
from usecases.veille import composer, programmer_releve


class CommandError(Exception):
    """La commande ne peut pas faire ce qu'on lui demande ; le message est une phrase."""


async def initialise(settings: Settings) -> str:
    """Crée ce qui manque et dit ce qui tourne."""
    async with open_context(settings) as ctx:
        async with ctx.traiter(None) as unit:
            await programmer_releve(ctx, unit, ctx.clock.now())
        return f"Base prête, dispositif : {ctx.dispositif.titre}."


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Ce qu'un import a fait, ou pourquoi il n'a rien fait."""

    summary: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


async def import_file(
    settings: Settings, kind: str, path: Path, dry_run: bool, deactivate_missing: bool
) -> ImportReport:
    """Importe un fichier en entier, ou pas du tout."""
    from reports.lecture_tableau import TableauIllisible, lire_tableau
    from usecases import importer

    try:
        tableau = lire_tableau(path)
    except TableauIllisible as error:
        return ImportReport("", (str(error),), ())
    async with open_context(settings) as ctx:
        now = ctx.clock.now()
        if kind == "residences":
            bilan = await importer.importer_residences(ctx.base, tableau, now, a_blanc=dry_run)
        elif kind == "equipe":
            bilan = await importer.importer_equipe(
                ctx.base, tableau, now, a_blanc=dry_run, desactiver_absents=deactivate_missing
            )
        else:
            bilan = await importer.importer_coverage(ctx.base, tableau, now, a_blanc=dry_run)
    warnings = list(bilan.avertissements)
    if bilan.colonnes_ignorees:
        warnings.append(f"Colonnes ignorées : {', '.join(bilan.colonnes_ignorees)}")
    if bilan.absents:
        suite = "désactivées" if deactivate_missing else "laissées telles quelles"
        warnings.append(f"Absentes du fichier, {suite} : {', '.join(bilan.absents)}")
    trial = "À blanc, rien n'est écrit. " if dry_run else ""
    summary = f"{trial}Créés : {bilan.crees}, modifiés : {bilan.modifies}, inchangés : {bilan.inchanges}."
    return ImportReport(summary, tuple(_line(error) for error in bilan.erreurs), tuple(map(str, warnings)))


def _line(error: Erreur) -> str:
    return str(error)


async def create_invitation(
    settings: Settings, name: str, role: str | None, org: str, residences: list[str], skills: list[str],
    *, as_json: bool,
) -> str:  # fmt: skip
    """Écrit une invitation et la rend, lisible ou en JSON ; lève `CommandError`."""
    async with open_context(settings) as ctx:
        try:
            roles = None if role is None else Role(role)
            competences = [Competence(skill) for skill in skills]
        except ValueError as error:
            raise CommandError(
                f"{error.args[0].split()[0]} inconnu. Rôles : {', '.join(Role)}. Compétences : {', '.join(Competence)}."
            ) from error
        return await _invite(ctx, name, roles, org, residences, competences, as_json=as_json)


async def _invite(
    ctx: Contexte, name: str, role: Role | None, org: str, residences: list[str], competences: list[Competence],
    *, as_json: bool,
) -> str:  # fmt: skip
    now = ctx.clock.now()
    try:
        async with ctx.traiter(None) as unit:
            if role is None:
                personne = await trouver_invite(unit, name)
            else:
                personne = await creer_invite(unit, name, role, org, residences, competences)
            lien = await ecrire_invitation(unit, personne, now, OPERATEUR)
    except InvitationImpossible as error:
        raise CommandError(str(error)) from error
    if as_json:
        expires_at = lien.expire_le.astimezone(ctx.calendrier.tz).isoformat()
        return json.dumps({"url": lien.url, "payload": lien.payload, "expires_at": expires_at})
    where = lien.url or f"/start {lien.payload} (le nom du bot n'est pas encore connu : lancez vigie run)"
    return f"{lien.nom} : {where}\nValable jusqu'au {ctx.calendrier.en_toutes_lettres(lien.expire_le)}, une seule fois."


async def write_digest(
    settings: Settings, month: str | None, org: str | None, out: Path, *, nominatif: bool
) -> list[Path]:
    """Écrit le relevé en PDF, image et tableur ; lève `CommandError`."""
    from reports.releve import nom_de_fichier, releve_pdf, releve_png, releve_xlsx

    async with open_context(settings) as ctx:
        now = ctx.clock.now()
        voulu = month or ctx.calendrier.local(now).strftime("%Y-%m")
        try:
            releve = await composer(ctx, voulu, organisation=org, nominatif=nominatif)
        except ValueError as error:
            raise CommandError(str(error)) from error
        async with ctx.traiter(None) as unit:
            await unit.journal.noter(now, OPERATEUR, "releve", detail=voulu)
    documents = {
        nom_de_fichier(releve, "pdf"): await asyncio.to_thread(releve_pdf, releve),
        nom_de_fichier(releve, "png"): await asyncio.to_thread(releve_png, releve),
        nom_de_fichier(releve, "xlsx"): await asyncio.to_thread(releve_xlsx, releve),
    }
    return await asyncio.to_thread(_write, out, documents)


async def export_corpus(settings: Settings, out: Path | None) -> str:
    """Rend les exemples corrigés, une ligne JSON par exemple, ou les écrit et dit combien ; lève `CommandError`."""
    from usecases.corpus import ExportInterditError, exporter_corpus

    async with open_context(settings) as ctx:
        try:
            exemples = await exporter_corpus(ctx)
        except ExportInterditError as error:
            raise CommandError(str(error)) from error
    text = "".join(json.dumps(exemple.ligne(), ensure_ascii=False) + "\n" for exemple in exemples)
    if out is None:
        return text
    await asyncio.to_thread(_write_private, out, text)
    return f"{accorder(len(exemples), 'exemple écrit', 'exemples écrits')} dans {out}. Relisez-le avant de le confier."


def _write_private(out: Path, text: str) -> None:
    """Le fichier n'est lisible que de son propriétaire : pseudonymisé, il parle encore de personnes."""
    if out.is_dir():
        raise CommandError(f"{out} est un dossier : donnez le nom d'un fichier.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=out.parent, delete=False) as private:
            private.write(text)
        Path(private.name).replace(out)
    except OSError as error:
        raise CommandError(f"{out} : {error.strerror}") from error


async def score_corrections(settings: Settings, *, as_json: bool) -> str:
    """Ce que les personnes ont gardé, retiré et ajouté aux motifs proposés, sur tout ce dont elles ont décidé."""
    from bot.classification import describe
    from usecases.corpus import juger_lectures

    async with open_context(settings) as ctx:
        return describe(await juger_lectures(ctx), as_json=as_json)


def _write(out: Path, documents: dict[str, bytes]) -> list[Path]:
    paths = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in documents.items():
            (out / name).write_bytes(content)
            paths.append(out / name)
    except OSError as error:
        raise CommandError(f"{out} : {error.strerror}") from error
    return paths
