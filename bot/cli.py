"""`vigie` : les commandes de l'exploitant. Chacune n'importe que ce dont elle a besoin."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="vigie",
    help="Vigie, robot de veille sociale.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
imports = typer.Typer(help="Importer le patrimoine, l'équipe et les périmètres (CSV ou XLSX).", no_args_is_help=True)
app.add_typer(imports, name="import")
corpus = typer.Typer(help="Les exemples corrigés dans la conversation.", no_args_is_help=True)
app.add_typer(corpus, name="corpus")

BAD_USE = 2
FAILED = 1

File = Annotated[Path, typer.Argument(help="Fichier CSV (« ; » ou « , ») ou XLSX.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Vérifie sans rien écrire.")]


def main() -> None:
    """Point d'entrée : une erreur attendue tient en une ligne, sans trace."""
    from nlp.classifieur import ModeleInvalide

    try:
        app()
    except ModeleInvalide as error:
        typer.echo(str(error), err=True)
        sys.exit(FAILED)


def fail(message: str, code: int = FAILED) -> NoReturn:
    """Dit une erreur sur une ligne et s'arrête."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def settings_or_exit(**overrides: object) -> Settings:
    """Lit les réglages ; un réglage fautif arrête avec le code 2."""
    from bot.settings import SettingsError, load_settings

    try:
        return load_settings(**overrides)
    except SettingsError as error:
        fail(str(error), BAD_USE)


T = TypeVar("T")


def complete(work: Coroutine[None, None, T]) -> T:
    """Mène un travail à son terme ; une panne attendue devient une ligne et un code."""
    from bot.settings import SettingsError
    from storage.crypto import SecretKeyError
    from storage.database import DatabaseUnavailableError
    from storage.leadership import LeadershipLostError

    try:
        return asyncio.run(work)
    except* SettingsError as group:
        message, code = str(_first(group)), BAD_USE
    except* (DatabaseUnavailableError, SecretKeyError, LeadershipLostError) as group:
        message, code = str(_first(group)), FAILED
    except* KeyboardInterrupt:
        message, code = "interrompu", FAILED
    fail(message, code)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@app.command()
def run() -> None:
    """Lance le robot ; SIGTERM l'arrête proprement."""
    settings = settings_or_exit()
    if settings.telegram_token is None:
        fail("VIGIE_TELEGRAM_TOKEN : requis", BAD_USE)
    from bot.app import run as run_app
    from bot.log import configure_logging

    configure_logging(settings.log_level, as_json=settings.log_json)
    complete(run_app(settings))


@app.command()
def demo(
    script: Annotated[bool, typer.Option("--script", help="Joue le parcours sans navigateur.")] = False,
    port: Annotated[int, typer.Option("--port", help="Port de la page.")] = 8765,
) -> None:
    """Montre Vigie sur quatre téléphones simulés, sans jeton ni réseau."""
    from bot.demo import play_page
    from bot.demo_script import play_script

    raise typer.Exit(complete(play_script() if script else play_page(port)))


@app.command()
def init(
    dispositif: Annotated[str | None, typer.Option("--dispositif", help="Profil livré, ou fichier TOML.")] = None,
) -> None:
    """Crée la base, les clefs et retient le dispositif ; deux fois ne change rien."""
    overrides = {} if dispositif is None else {"dispositif": dispositif}
    from bot.commands import initialise

    typer.echo(complete(initialise(settings_or_exit(**overrides))))


@imports.command("residences")
def import_residences(fichier: File, dry_run: DryRun = False) -> None:
    """Importe les résidences."""
    _import("residences", fichier, dry_run)


@imports.command("equipe")
def import_equipe(
    fichier: File,
    dry_run: DryRun = False,
    deactivate_missing: Annotated[
        bool, typer.Option("--deactivate-missing", help="Désactive les personnes absentes du fichier.")
    ] = False,
) -> None:
    """Importe les personnes."""
    _import("equipe", fichier, dry_run, deactivate_missing)


@imports.command("coverage")
def import_coverage(fichier: File, dry_run: DryRun = False) -> None:
    """Importe qui suit quoi."""
    _import("coverage", fichier, dry_run)


def _import(kind: str, fichier: Path, dry_run: bool, deactivate_missing: bool = False) -> None:
    from bot.commands import import_file

    report = complete(import_file(settings_or_exit(), kind, fichier, dry_run, deactivate_missing))
    for line in report.warnings:
        typer.echo(line, err=True)
    for line in report.errors:
        typer.echo(line, err=True)
    if report.errors:
        fail(f"{len(report.errors)} erreur(s) : rien n'a été importé.")
    typer.echo(report.summary)


@app.command()
def invite(
    name: Annotated[str, typer.Option("--name", help="Nom ou matricule.")],
    role: Annotated[str | None, typer.Option("--role", help="Rôle ; crée la personne au besoin.")] = None,
    org: Annotated[str, typer.Option("--org", help="Organisation.")] = "",
    residence: Annotated[list[str] | None, typer.Option("--residence", help="Résidence suivie.")] = None,
    skill: Annotated[list[str] | None, typer.Option("--skill", help="Compétence.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit un objet JSON.")] = False,
) -> None:
    """Écrit un lien d'invitation à usage unique, valable sept jours."""
    from bot.commands import CommandError, create_invitation

    try:
        text = complete(
            create_invitation(settings_or_exit(), name, role, org, residence or [], skill or [], as_json=as_json)
        )
    except* CommandError as group:
        fail(str(_first(group)))
    typer.echo(text)


@app.command()
def classify(
    text: Annotated[str | None, typer.Argument(help="Le message à lire.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Lit des lignes {id, text} sur l'entrée.")] = False,
) -> None:
    """Montre ce que Vigie comprend d'un message."""
    from bot.classification import BadLineError, explain, stream

    if jsonl:
        try:
            stream(sys.stdin, sys.stdout)
        except BadLineError as error:
            fail(str(error), BAD_USE)
    else:
        message = text if text is not None else sys.stdin.read()
        typer.echo(explain(message))


@app.command()
def evaluate(
    fichier: Annotated[Path | None, typer.Argument(help="Fichier JSONL annoté.")] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Compte ce que les personnes ont gardé, retiré, ajouté.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Écrit un objet JSON.")] = False,
) -> None:
    """Note la classification sur un fichier annoté, ou sur ce que les personnes ont décidé."""
    from bot.classification import BadLineError, score

    if corrections == (fichier is not None):
        fail("Donnez un fichier annoté, ou --corrections : l'un des deux.", BAD_USE)
    if fichier is None:
        from bot.commands import score_corrections

        typer.echo(complete(score_corrections(settings_or_exit(), as_json=as_json)))
        return
    try:
        typer.echo(score(fichier, as_json=as_json))
    except BadLineError as error:
        fail(str(error), BAD_USE)


@corpus.command("export")
def corpus_export(
    out: Annotated[Path | None, typer.Option("--out", help="Fichier JSONL à écrire ; sinon, la sortie.")] = None,
) -> None:
    """Écrit les exemples corrigés, pseudonymisés, au format du corpus."""
    from bot.commands import CommandError, export_corpus

    try:
        text = complete(export_corpus(settings_or_exit(), out))
    except* CommandError as group:
        fail(str(_first(group)))
    typer.echo(text, nl=out is not None)


@app.command()
def digest(
    month: Annotated[str | None, typer.Option("--month", help="Mois, AAAA-MM.")] = None,
    org: Annotated[str | None, typer.Option("--org", help="Un seul bailleur.")] = None,
    nominatif: Annotated[bool, typer.Option("--nominatif", help="Avec les noms : à ne pas diffuser.")] = False,
    out: Annotated[Path, typer.Option("--out", help="Dossier de sortie.")] = Path(),
) -> None:
    """Écrit le relevé de veille : PDF, image et tableur."""
    from bot.commands import CommandError, write_digest

    try:
        paths = complete(write_digest(settings_or_exit(), month, org, out, nominatif=nominatif))
    except* CommandError as group:
        fail(str(_first(group)), BAD_USE)
    for path in paths:
        typer.echo(path)


@app.command()
def doctor() -> None:
    """Vérifie les réglages, la base, le jeton, les groupes et la classification."""
    from bot.doctor import examine

    report = complete(examine(settings_or_exit()))
    typer.echo(report.text)
    raise typer.Exit(0 if report.healthy else FAILED)
